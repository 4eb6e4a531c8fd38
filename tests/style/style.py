#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Habits that text alone can hold.

    style.py ROOT         checks the sources of the project at ROOT
    style.py --self-test  checks the check: each habit is broken once and must be reported

licence    every source file names its licence in its first five lines
output     the library neither prints nor ends the process
floating   no binary floating point in base, rules and core. A line of drawing or statistics that
           feeds nothing back says so: `// floating point: statistics`
macros     every macro starts FIRSTLOG_; those of the Arrow C data interface have the names of its
           specification, so that its structures may stand in several headers
places     no path of one machine
"""
import re
import sys
import tempfile
from pathlib import Path

CODE = {".hpp", ".h", ".cpp", ".c"}
LICENSED = CODE | {".cmake", ".py", ".sh", ".fbs", ".sql"}
TREES = ["include", "src", "capi", "python", "tests", "examples", "benchmarks", "cmake", "scripts", ".ci"]
LIBRARY = ("include/", "src/", "capi/", "python/")
EXACT = re.compile(r"^(include/firstlog|src)/(base|rules|core)/")

OUTPUT = re.compile(r"\bstd\s*::\s*(cout|cerr|clog|terminate|quick_exit|_Exit)\b"
                    r"|(?<![\w.>:])(?:std\s*::\s*)?(?:printf|fprintf|vprintf|vfprintf|puts|putchar|perror|abort|exit|_exit"
                    r"|quick_exit)\s*\(")
FLOATING = re.compile(r"\b(double|float)\b")
FLOATING_ALLOWED = re.compile(r"//\s*floating point: (statistics|drawing)\b")
MACRO = re.compile(r"^\s*#\s*define\s+(\w+)")
# Put together here so that this file does not report itself.
PLACES = re.compile("|".join(f"(?<![\\w.$}}])/{name}/" for name in ("home", "root", "Users", "work", "workspace")))


def without_comments_and_text(source):
    """The source with comments, string and character literals blanked out, lines kept."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    # A digit separator is no character literal.
    return pattern.sub(blank, re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", " ", source))


def files(root):
    for tree in TREES:
        for path in sorted((root / tree).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and "data" not in path.parts:
                yield path
    yield from (path for path in (root / "CMakeLists.txt", root / "Makefile", *sorted(root.glob("*.md")))
                if path.is_file())


def is_text(path):
    return b"\0" not in path.read_bytes()[:4096]


def check(root):
    problems = []
    for path in files(root):
        if not is_text(path):
            continue
        name = path.relative_to(root).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            if path.suffix in LICENSED:
                problems.append(f"{name}: not UTF-8")
            continue
        lines = text.splitlines()
        script = bool(lines) and lines[0].startswith("#!")
        if path.suffix in LICENSED or script or path.name in ("CMakeLists.txt", "Makefile"):
            if not any("SPDX-License-Identifier: Apache-2.0" in line for line in lines[:5]):
                problems.append(f"{name}:1: no SPDX line in the first five")
        for number, line in enumerate(lines, 1):
            if PLACES.search(line) and not line.startswith("#!"):
                problems.append(f"{name}:{number}: a path of one machine")
        if path.suffix not in CODE:
            continue
        code = without_comments_and_text(text).splitlines()
        in_library = name.startswith(LIBRARY)
        for number, (line, whole) in enumerate(zip(code, lines), 1):
            if in_library and OUTPUT.search(line):
                problems.append(f"{name}:{number}: the library neither prints nor ends the process")
            if EXACT.match(name) and FLOATING.search(line) and not FLOATING_ALLOWED.search(whole):
                problems.append(f"{name}:{number}: binary floating point near money")
            macro = MACRO.match(line)
            if macro and not macro.group(1).startswith(("FIRSTLOG_", "ARROW_C_DATA_INTERFACE", "ARROW_FLAG_")):
                problems.append(f"{name}:{number}: macro {macro.group(1)} does not start FIRSTLOG_")
    return problems


SPDX = "// SPDX-License-Identifier: Apache-2.0\n"


def self_test():
    clean = SPDX + ("#define FIRSTLOG_X 1\n// a double in a comment\nint n = 1'000;  // exit(1)\n"
                    'const char* t = "printf(double)";\nint on_exit(int);\nvoid f() { guard.exit(); }\n'
                    "using spread = double;  // floating point: statistics\n")
    broken = {
        "no licence": ("src/base/a.cpp", "int a;\n"),
        "prints": ("src/engine/a.cpp", SPDX + "void f() { std::cout << 1; }\n"),
        "printf": ("src/engine/a.cpp", SPDX + "void f() { printf(\"x\"); }\n"),
        "abort": ("include/firstlog/base/a.hpp", SPDX + "inline void f() { std::abort(); }\n"),
        "double": ("src/rules/a.cpp", SPDX + "double rate;\n"),
        "double after separators": ("src/rules/a.cpp", SPDX + "int a = 1'0; double rate = 1'0;\n"),
        "float": ("include/firstlog/core/a.hpp", SPDX + "float rate;\n"),
        "macro": ("tests/unit/a.cpp", SPDX + "#define MAX(a) a\n"),
        "place": ("scripts/a", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\ncd /" + "home/me\n"),
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)

        def write(name, text):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)

        write("src/base/clean.cpp", clean)
        assert check(root) == [], check(root)
        for habit, (name, text) in broken.items():
            write(name, text)
            assert len(check(root)) == 1, f"not reported once: {habit}: {check(root)}"
            (root / name).unlink()
    print("each habit reports what breaks it")


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return
    problems = check(Path(sys.argv[1]).resolve())
    print("\n".join(problems) if problems else "no line breaks a habit")
    sys.exit(1 if problems else 0)


main()
