#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What including the umbrella header costs a translation unit, beside three headers of the standard library.

Usage: measure.py --include DIR [--include DIR …] [--runs 9]

Compiles two one-line files in turn with -fsyntax-only and the same flags, once untimed to warm the file
cache, then `runs` times each, the order changing every time, with g++ and with clang++ where they are
there. Prints one JSON object per compiler and file. A file that does not compile, or an umbrella that does
not exist, yields "exact": false and no time.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

FLAGS = ["-std=c++20", "-O2", "-fsyntax-only"]
FILES = {
    "std_headers": "#include <string>\n#include <vector>\n#include <optional>\nint main() {}\n",
    "ours": '#include "firstlog/firstlog.hpp"\nint main() {}\n',
}
COMPILERS = {"g++": ["g++"], "clang++": ["clang++", "clang++-19"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commands = {}
        for compiler, names in COMPILERS.items():
            program = next((path for path in map(shutil.which, names) if path), None)
            if not program:
                continue
            for file, text in FILES.items():
                source = pathlib.Path(folder, f"{file}.cpp")
                source.write_text(text)
                command = [program, *FLAGS, *(f"-I{path}" for path in options.include), str(source)]
                commands[f"include_cost/{file}/{compiler}"] = command
        times = {}
        why = {}
        for series, command in commands.items():
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                times[series] = []
            else:
                why[series] = (done.stderr.strip().splitlines() or ["no message"])[0][-200:]
        for run in range(options.runs):
            order = list(times)
            for series in order if run % 2 == 0 else reversed(order):
                begin = time.perf_counter()
                subprocess.run(commands[series], check=True, capture_output=True)
                times[series].append(time.perf_counter() - begin)
    for series, seconds in times.items():
        print(json.dumps({"series": series, "items": 1, "seconds_each": seconds, "exact": True, "flags": FLAGS}))
    for series, reason in why.items():
        print(json.dumps({"series": series, "exact": False, "why": reason}))


if __name__ == "__main__":
    main()
