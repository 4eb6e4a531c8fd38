#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Runs the program of docs/journal-format.md on the record shown there; it must print the hash shown
there, and another one for every byte changed."""
import contextlib
import io
import re
import sys

page = open(sys.argv[1], encoding="utf-8").read()
dump = "".join(re.findall(r"^[0-9a-f]{4}  ([0-9a-f]+)$", page, re.M))
expected = re.search(r"^commit hash +([0-9a-f]{64})$", page, re.M).group(1)
program = compile(re.search(r"```python\n(.*?)```", page, re.S).group(1), "docs/journal-format.md", "exec")


def answer(record):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(program, {"record": record})
    except Exception as error:  # a damaged record may lead the program anywhere
        return f"{type(error).__name__}"
    return printed.getvalue().strip()


record = bytes.fromhex(dump)
found = answer(record)
if found != expected:
    sys.exit(f"the program prints {found}, the page says {expected}")
for at in range(len(record)):
    changed = record[:at] + bytes([record[at] ^ 1]) + record[at + 1 :]
    if answer(changed) == expected:
        sys.exit(f"byte {at} changed, and the hash did not")
print(f"ok: {len(record)} bytes, {found}")
