#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What programs that were built before rely on.

    abi.py --settings FILE headers | symbols | layouts | library | older

headers  each header compiles alone, as C11 and as C++, under all warnings
symbols  the library exports what the headers declare and abi/symbols.txt lists, and nothing else
layouts  every member stands where abi/layouts.txt says
library  its name, what it needs, no state of threads; stripped it is smaller than SIZE_MAX (release builds)
older    a program built against the headers kept in abi/0 runs on this library

With FIRSTLOG_UPDATE=1 in the environment symbols and layouts write their lists anew; a line that was there
and is not any more is reported all the same unless FIRSTLOG_ABI_VERSION is 0.
"""
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADERS = ("firstlog.h", "firstlog_numbers.h", "firstlog_store.h")
WARNINGS = ("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror")
# docs/limits.md says the same figure. What is optimised for speed and what for size: cmake/FirstlogTargets.cmake.
SIZE_MAX = 3_000_000
NEEDED = re.compile(r"lib(sqlite3|sodium|stdc\+\+|m|gcc_s|c|pthread|asan|ubsan|tsan)\.so\.\d+$|ld-linux[\w.-]*$")


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"failed: {' '.join(str(word) for word in command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


class Abi:
    def __init__(self, settings):
        self.__dict__.update(settings)
        self.include = Path(self.root) / "capi" / "include"
        self.work = Path(self.work)
        self.work.mkdir(parents=True, exist_ok=True)

    def compare(self, name, lines):
        """With the list that is kept."""
        path = HERE / "abi" / name
        kept = path.read_text().splitlines() if path.exists() else []
        if os.environ.get("FIRSTLOG_UPDATE"):
            path.write_text("\n".join(lines) + "\n")
        gone = [line for line in kept if line not in lines]
        if gone and self.abi_version() != "0":
            sys.exit(f"{name}: older programs rely on what is not there any more:\n" + "\n".join(gone))
        if not os.environ.get("FIRSTLOG_UPDATE") and kept != lines:
            difference = sorted(set(kept) ^ set(lines))
            sys.exit(f"{name} is another one; run with FIRSTLOG_UPDATE=1 and look at it:\n" + "\n".join(difference))
        print(f"{name}: {len(lines)} lines")

    def abi_version(self):
        return re.search(r"#define FIRSTLOG_ABI_VERSION (\d+)", (self.include / "firstlog.h").read_text()).group(1)

    def headers(self):
        for name in HEADERS:
            for compiler, language, standard in ((self.c_compiler, "c", "-std=c11"), (self.compiler, "c++", "-std=c++17")):
                if compiler:
                    source = self.work / f"alone_{name}.{'c' if language == 'c' else 'cpp'}"
                    source.write_text(f'#include "{name}"\n#include "{name}"\nint firstlog_alone(void);\n')
                    run(compiler, "-x", language, standard, *WARNINGS, f"-I{self.include}", "-fsyntax-only", source)
        print("each header compiles alone")

    def declared(self):
        text = "".join(without_comments((self.include / name).read_text()) for name in HEADERS)
        return sorted(set(re.findall(r"FIRSTLOG_C_API [^;]*?\b(firstlog_[a-z_]+)\(", text)))

    def symbols(self):
        listing = run("nm", "-D", "--defined-only", self.library_file)
        exported = sorted({line.split()[-1].split("@")[0] for line in listing.splitlines() if line.split()[-2] != "A"})
        declared = self.declared()
        if exported != declared:
            sys.exit("exported and declared differ: " + " ".join(sorted(set(exported) ^ set(declared))))
        self.compare("symbols.txt", exported)

    def layouts(self):
        text = without_comments("".join((self.include / name).read_text() for name in HEADERS))
        prints = []
        for body, name in re.findall(r"typedef struct \w+ \{([^}]*)\} (\w+);", text):
            prints.append(f'printf("{name} %zu\\n", sizeof({name}));')
            for declaration in body.split(";"):
                member = re.search(r"\(\*(\w+)\)|(\w+)(?:\[\w+\])?\s*$", declaration.strip())
                if member:
                    member = member.group(1) or member.group(2)
                    prints.append(f'printf("{name}.{member} %zu %zu\\n", offsetof({name}, {member}), '
                                  f'sizeof((({name}*)0)->{member}));')
        source = self.work / "layouts.c"
        source.write_text('#include <stddef.h>\n#include <stdio.h>\n#include "firstlog_store.h"\n'
                          "int main(void) {\n" + "\n".join(prints) + "\nreturn 0; }\n")
        run(self.c_compiler or self.compiler, "-x", "c", "-std=c11", f"-I{self.include}", source, "-o", self.work / "layouts")
        self.compare("layouts.txt", run(self.work / "layouts").splitlines())

    def library(self):
        dynamic = run("readelf", "-dW", self.library_file)
        soname = re.search(r"SONAME\).*\[(.*?)\]", dynamic).group(1)
        if soname != f"libfirstlog_c.so.{self.abi_version()}":
            sys.exit(f"the library calls itself {soname}")
        for needed in re.findall(r"NEEDED\).*\[(.*?)\]", dynamic):
            if not NEEDED.match(needed):
                sys.exit(f"the library needs {needed}")
        if re.search(r"^\s*TLS\s", run("readelf", "-lW", self.library_file), re.M):
            sys.exit("the library has state of threads")
        if self.build_type == "Release":
            run("strip", "-o", self.work / "stripped.so", self.library_file)
            size = (self.work / "stripped.so").stat().st_size
            print(f"stripped: {size} bytes")
            if size >= SIZE_MAX:
                sys.exit(f"stripped, the library has {size} bytes, {SIZE_MAX} and more")
        print("the library is self-contained")

    def older(self):
        """Whatever older headers are kept, with the program of their time."""
        for kept in sorted((HERE / "abi").glob("[0-9]*")):
            program = self.work / f"older_{kept.name}"
            run(self.c_compiler, "-std=c11", "-D_GNU_SOURCE", f"-I{kept}", kept / "story.c", self.library_file,
                f"-Wl,-rpath,{Path(self.library_file).parent}", "-o", program)
            database = self.work / f"older_{kept.name}.db"
            for leftover in self.work.glob(f"{database.name}*"):
                leftover.unlink()
            if run(program, database) != (kept / "expected.txt").read_text():
                sys.exit(f"a program of ABI {kept.name} tells another story")
            print(f"a program built against the headers of ABI {kept.name} runs")


def main():
    settings, command = json.loads(Path(sys.argv[2]).read_text()), sys.argv[3]
    abi = Abi(settings)
    if not abi.c_compiler and command in ("older", "layouts"):
        print("left out: no C compiler")
        sys.exit(77)
    getattr(abi, command)()


if __name__ == "__main__":
    main()
