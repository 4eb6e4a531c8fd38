#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Pages of documents stand alone: well nested, nothing loaded from elsewhere, no scripts, cells labelled."""

import pathlib
import sys
from html.parser import HTMLParser

VOID = {"meta", "br"}
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "header", "footer", "h1", "h2", "p", "dl", "div", "dt", "dd",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "span", "bdi",
}
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "scope", "data-label"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.faults = []
        self.columns = 0
        self.cells = 0
        self.has_viewport = False
        self.style = ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in KNOWN:
            self.faults.append(f"<{tag}> has no place on a page")
        for name in given:
            if name not in ATTRIBUTES:
                self.faults.append(f"<{tag}> has the attribute {name}")
        if tag == "meta" and given.get("name") == "viewport":
            self.has_viewport = True
        if tag == "table":
            self.columns = 0
        if tag == "th":
            self.columns += 1
        if tag == "tr":
            self.cells = 0
        if tag == "td":
            self.cells += 1
            if not given.get("data-label"):
                self.faults.append("a cell without its column's label")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes what is not open")
        if tag == "tr" and self.cells not in (0, self.columns):
            self.faults.append(f"a row of {self.cells} cells below {self.columns} columns")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data


def faults_of(text):
    page = Page()
    page.feed(text)
    page.close()
    faults = list(page.faults)
    if page.open:
        faults.append("not closed: " + ", ".join(page.open))
    if not text.startswith("<!DOCTYPE html>"):
        faults.append("no document type")
    if not page.has_viewport:
        faults.append("no viewport: a phone would show it small")
    for needed in ("@page", "break-inside:avoid", "table-header-group", "max-width:44rem"):
        if needed not in page.style:
            faults.append(f"the style lacks {needed}")
    for loads in ("url(", "@import", "expression("):
        if loads in page.style:
            faults.append(f"the style has {loads}")
    return faults


def self_test(good):
    for change in (
        ("</body>", "<script>1</script></body>"),
        ("<h1>", "<h1 onclick='1'>"),
        ("<p class", "<img src='x'><p class"),
        ("</td>", "</td><td>x</td>"),
        ("@page", "@media"),
        ("width=device-width", "width=device-width\"><p name=\""),
        ("viewport", "view"),
        ("</tr>", ""),
        ("system-ui", "url(x)"),
    ):
        altered = good.replace(change[0], change[1], 1)
        if altered == good:
            return f"{change[0]} is on no page"
        if not faults_of(altered):
            return f"{change} passes"
    return None


def main():
    golden = pathlib.Path(sys.argv[1]) / "tests/documents/golden"
    pages = sorted(golden.glob("*.html"))
    if not pages:
        sys.exit("there are no pages")
    if "--self-test" in sys.argv:
        sys.exit(self_test((golden / "statement_frozen.html").read_text(encoding="utf-8")))
    bad = 0
    for path in pages:
        for fault in faults_of(path.read_text(encoding="utf-8")):
            print(f"{path.name}: {fault}")
            bad += 1
    print(f"{len(pages)} pages, {bad} faults")
    sys.exit(bad != 0)


main()
