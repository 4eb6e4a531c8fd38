#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Pages of documents in a real browser: on a phone, on a desk and on paper nothing is cut off, nothing is loaded.

    browser.py PROJECT [--self-test]

Speaks to a headless Chromium through its pipe. Ends with 77, and says so, where there is none.
"""

import base64
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PHONE, DESK, PAPER = 390, 1280, 688  # CSS pixels; A4 less the margins of the page

# What the page looks like, as numbers that a test can judge.
LOOK = """(() => {
  const hidden = e => { const head = e.closest('thead'); return head && getComputedStyle(head).clipPath !== 'none'; };
  const seen = e => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1 && !hidden(e); };
  const cut = [...document.querySelectorAll('h1,h2,p,dt,dd,td,th,caption')].filter(seen).filter(e => {
    const r = e.getBoundingClientRect();
    return r.left < -0.5 || r.right > innerWidth + 0.5 || e.scrollWidth > e.clientWidth + 1;
  }).map(e => e.textContent.slice(0, 40));
  const cell = [...document.querySelectorAll('td')].filter(seen);
  const days = cell.flatMap(e => {
    const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), found = [];
    for (let n; (n = walk.nextNode());)
      if (/^\\d{4}-\\d\\d-\\d\\d\\s\\d\\d:\\d\\d$/.test(n.data)) { const r = document.createRange(); r.selectNode(n); found.push([n.data, r.getClientRects().length]); }
    return found;
  });
  return {
    width: document.documentElement.scrollWidth, inner: innerWidth, cut,
    heads: [...document.querySelectorAll('th')].filter(seen).length,
    labels: cell.filter(e => getComputedStyle(e, '::before').content.length > 2).length,
    cells: cell.length,
    small: Math.min(...[...document.querySelectorAll('td,dd,dt,p')].filter(seen).map(e => parseFloat(getComputedStyle(e).fontSize))),
    broken: days.filter(d => d[1] > 1).map(d => d[0]),
    h1: document.querySelector('h1').textContent,
  };
})()"""


class Browser:
    """A headless browser with one page."""

    def __init__(self, program, folder):
        to_read, self._out = os.pipe()
        self._in, to_write = os.pipe()

        def ends():  # it reads from 3 and writes to 4
            read, write = os.dup(to_read), os.dup(to_write)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self._process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}",
             "--remote-debugging-pipe", "about:blank"],
            preexec_fn=ends, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        self._left = b""
        self._numbers = itertools.count(1)
        self.heard = []
        self._session = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def _read(self):
        while b"\0" not in self._left:
            part = os.read(self._in, 1 << 16)
            if not part:
                sys.exit("the browser went away")
            self._left += part
        message, _, self._left = self._left.partition(b"\0")
        return json.loads(message)

    def ask(self, method, **parameters):
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters} | ({"sessionId": self._session} if self._session else {})
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != number:
            self.heard.append(answer)
        if "error" in answer:
            sys.exit(f"{method}: {answer['error']}")
        return answer["result"]

    def show(self, path, width, media=""):
        self.heard.clear()
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width == PHONE)
        self.ask("Emulation.setEmulatedMedia", media=media)
        self.ask("Page.navigate", url=path.as_uri())
        while not any(one.get("method") == "Page.loadEventFired" for one in self.heard):
            self.heard.append(self._read())
        return self.ask("Runtime.evaluate", expression=LOOK, returnByValue=True)["result"]["value"]

    def close(self):
        os.close(self._out)
        os.close(self._in)
        self._process.terminate()
        self._process.wait(30)


def faults_of(browser, path):
    for width, media in ((PHONE, ""), (DESK, ""), (PAPER, "print")):
        look = browser.show(path, width, media)
        at = f"{path.name} at {width}{' ' + media if media else ''}"
        if look["width"] > look["inner"]:
            yield f"{at}: {look['width']} pixels wide, one has to scroll sideways"
        for text in look["cut"]:
            yield f"{at}: '{text}' is cut off"
        for text in look["broken"]:
            yield f"{at}: {text} is broken in two"
        if look["small"] < (8 if media else 11):
            yield f"{at}: a text of {look['small']} pixels"
        phone = width == PHONE
        if look["cells"] and (look["heads"] == 0) != phone:
            yield f"{at}: {look['heads']} heads of columns"
        if phone and look["labels"] != look["cells"]:
            yield f"{at}: {look['cells'] - look['labels']} cells do not say what they are"
        asked = [one["params"]["request"]["url"] for one in browser.heard if one.get("method") == "Network.requestWillBeSent"]
        if asked != [path.as_uri()]:
            yield f"{at}: it loads {asked[1:]}"
        for one in browser.heard:
            if one.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
                yield f"{at}: the browser says {json.dumps(one['params'])[:200]}"
    pdf = base64.b64decode(browser.ask("Page.printToPDF", preferCSSPageSize=True)["data"])
    sizes = {tuple(round(float(n)) for n in box.split()[2:]) for box in re.findall(rb"/MediaBox \[([^\]]*)\]", pdf)}
    if not pdf.startswith(b"%PDF") or not sizes or any(abs(w - 595) > 1 or abs(h - 842) > 1 for w, h in sizes):
        yield f"{path.name}: prints on {sizes}, not on A4"


BREAKS = (
    ("width:100%;border-collapse", "width:70rem;border-collapse"),
    ("content:attr(data-label)", "content:''"),
    ("overflow:hidden;clip-path:inset(50%)", "left:0"),
    ("font-size:.9rem}", "font-size:.5rem}"),
    ("[data-label=\"Entered\"]", "[data-label=\"Nobody\"]"),
    ("@page{size:A4", "@page{size:A5"),
    ("</body>", "<img src='x.png'></body>"),
)


def main():
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        print(f"left out: pages in a browser: none of {', '.join(NAMES)} is installed")
        sys.exit(77)
    golden = pathlib.Path(sys.argv[1]).resolve() / "tests/documents/golden"
    bad = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, folder)
        try:
            if "--self-test" in sys.argv:
                good = (golden / "statement_frozen.html").read_text(encoding="utf-8")
                for change in BREAKS:
                    path = pathlib.Path(folder, "altered.html")
                    if change[0] not in good:
                        sys.exit(f"{change[0]} is on no page")
                    path.write_text(good.replace(*change), encoding="utf-8")
                    if not list(faults_of(browser, path)):
                        print(f"{change} passes")
                        bad += 1
                print(f"{len(BREAKS)} broken pages, {bad} passed")
            else:
                pages = sorted(golden.glob("*.html"))
                for path in pages:
                    for fault in faults_of(browser, path):
                        print(fault)
                        bad += 1
                print(f"{len(pages)} pages, {bad} faults")
        finally:
            browser.close()
    sys.exit(bad != 0)


main()
