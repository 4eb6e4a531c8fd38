#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""one_file.py SOURCE COMPILER FLAGS...: a misuse that must not compile, beside the use that must.

SOURCE holds both: without FIRSTLOG_MUST_FAIL it compiles; with FIRSTLOG_MUST_FAIL=1, =2 ... (as many as
it asks for by `FIRSTLOG_MUST_FAIL == N`) it does not, and the compiler says what the line
`// error N: REGEX` of the source expects.
"""
import re
import subprocess
import sys
from pathlib import Path


def main():
    source, compiler, *flags = sys.argv[1:]
    text = Path(source).read_text(encoding="utf-8")
    command = [compiler, "-std=c++20", "-fsyntax-only", *flags, source]
    right = subprocess.run(command, capture_output=True, text=True)
    if right.returncode != 0:
        sys.exit("the right use does not compile\n" + right.stderr)
    numbers = sorted(set(re.findall(r"FIRSTLOG_MUST_FAIL == (\d+)", text)), key=int)
    if not numbers:
        sys.exit("the source holds no misuse")
    for number in numbers:
        expected = re.search(rf"// error {number}: (.+)", text)
        if not expected:
            sys.exit(f"the source does not say what the compiler must answer to misuse {number}")
        wrong = subprocess.run([*command, f"-DFIRSTLOG_MUST_FAIL={number}"], capture_output=True, text=True)
        if wrong.returncode == 0:
            sys.exit(f"misuse {number} compiles")
        if not re.search(expected.group(1), wrong.stderr):
            sys.exit(f"misuse {number} is refused for another reason than '{expected.group(1)}'\n{wrong.stderr}")
    print(f"{len(numbers)} misuses are refused")


main()
