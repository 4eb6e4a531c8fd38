#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The program of docs/statement-file.md, by another hand in another language, on a file of the library's."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile


def run(program, content):
    exec(compile(program, "docs/statement-file.md", "exec"), {"file": content, "__name__": "page"})


def main():
    page, writer = pathlib.Path(sys.argv[1]), sys.argv[2]
    program = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S)[-1]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "statement.jsonl"
        subprocess.run([writer, "--gtest_filter=StatementFilePage.*"], check=True, stdout=subprocess.DEVNULL,
                       env=dict(os.environ, FIRSTLOG_STATEMENT_FILE=str(path)))
        content = path.read_bytes()
    run(program, content)
    for at in range(0, len(content), 997):
        altered = bytearray(content)
        altered[at] ^= 1
        try:
            run(program, bytes(altered))
        except (AssertionError, ValueError, KeyError, ArithmeticError):
            continue
        if at < len(content) - len(content.splitlines()[-1]) - 1:
            sys.exit(f"the program takes a file whose byte {at} was changed")


main()
