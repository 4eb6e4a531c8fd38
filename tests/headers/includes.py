#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What public headers may include.

    includes.py ROOT         checks include/ and src/ of the project at ROOT
    includes.py --self-test  checks the check: each rule is broken once and must be reported

Rules: a public header (outside detail/) includes none of the heavy headers, directly or through
other headers of the project in compiled use; generated headers stay out of include/ altogether;
Boost.Multiprecision stands behind one private header, date behind another. Bodies (detail/x-inl.hpp)
are compiled once: in compiled use one source includes them and no header does.
"""
import re
import sys
import tempfile
from pathlib import Path

HEAVY = re.compile(r"^(boost/|date/|sqlite3|sodium|nlohmann/|flatbuffers/|.*_generated\.h$"
                   r"|(chrono|iostream|regex|functional|ranges|mutex)$)")
BEHIND_ONE_HEADER = {"Boost": re.compile(r"^boost/"), "date": re.compile(r"^date/")}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
HEADER_ONLY_BEGIN = re.compile(r"^\s*#\s*(if\s+defined\s*\(?\s*FIRSTLOG_HEADER_ONLY|ifdef\s+FIRSTLOG_HEADER_ONLY)")


def includes(path, compiled_use):
    """(line number, name) of every #include; in compiled use without those of header-only use."""
    found = []
    skipped_depth = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if skipped_depth:
            if re.match(r"\s*#\s*if", line):
                skipped_depth += 1
            elif re.match(r"\s*#\s*endif", line) or (skipped_depth == 1 and re.match(r"\s*#\s*el", line)):
                skipped_depth -= 1
            continue
        if compiled_use and HEADER_ONLY_BEGIN.match(line):
            skipped_depth = 1
            continue
        match = INCLUDE.match(line)
        if match:
            found.append((number, match.group(1)))
    return found


def check(root):
    problems = []
    include_dir = root / "include"
    headers = sorted(path for path in include_dir.rglob("*") if path.suffix in (".hpp", ".h"))
    sources = sorted(path for path in (root / "src").rglob("*") if path.suffix in (".hpp", ".h", ".cpp"))

    # Public headers, and whatever of the project they reach in compiled use.
    for start in headers:
        if "detail" in start.parts:
            continue
        seen, open_paths = set(), [start]
        while open_paths:
            path = open_paths.pop()
            if path in seen:
                continue
            seen.add(path)
            for number, name in includes(path, compiled_use=True):
                if HEAVY.match(name):
                    through = "" if path == start else f", reached from {start.relative_to(root)}"
                    problems.append(f"{path.relative_to(root)}:{number}: a public header includes <{name}>{through}")
                elif (include_dir / name).is_file():
                    open_paths.append(include_dir / name)

    for path in headers:
        for number, name in includes(path, compiled_use=False):
            if name.endswith("_generated.h"):
                problems.append(f"{path.relative_to(root)}:{number}: generated headers are never installed")

    compiled_by = {}
    for path in headers + sources:
        for number, name in includes(path, compiled_use=True):
            if not name.endswith("-inl.hpp"):
                continue
            if path.suffix != ".cpp":
                problems.append(f"{path.relative_to(root)}:{number}: {name} holds bodies: outside"
                                " `#if defined(FIRSTLOG_HEADER_ONLY)` only one source includes it")
            compiled_by.setdefault(name, []).append(path.relative_to(root).as_posix())
    for path in headers:
        name = path.relative_to(include_dir).as_posix()
        if name.endswith("-inl.hpp") and len(compiled_by.get(name, [])) != 1:
            problems.append(f"{path.relative_to(root)}: bodies belong to exactly one source, not to:"
                            f" {', '.join(compiled_by.get(name, [])) or 'none'}")

    for what, pattern in BEHIND_ONE_HEADER.items():
        users = [path for path in headers + sources
                 if any(pattern.match(name) for _, name in includes(path, compiled_use=False))]
        if len(users) > 1:
            names = ", ".join(str(path.relative_to(root)) for path in users)
            problems.append(f"{what} belongs behind one private header, but is included by: {names}")
        for path in users:
            if "detail" not in path.parts and include_dir in path.parents:
                problems.append(f"{path.relative_to(root)}: {what} in a public header")
    return sorted(set(problems))


def self_test():
    clean = {"include/firstlog/base/a.hpp": '#include <vector>\n#if defined(FIRSTLOG_HEADER_ONLY)\n'
                                            '#include "firstlog/base/detail/a-inl.hpp"\n#endif\n',
             "include/firstlog/base/detail/a-inl.hpp": '#include "firstlog/base/detail/wide.hpp"\n',
             "include/firstlog/base/detail/wide.hpp": "#include <boost/multiprecision/cpp_int.hpp>\n",
             "src/base/a.cpp": '#include "firstlog/base/detail/a-inl.hpp"\n#include <mutex>\n'}
    broken = {
        "heavy": ("include/firstlog/base/a.hpp", "#include <functional>\n"),
        "heavy through detail": ("include/firstlog/base/a.hpp", '#include "firstlog/base/detail/wide.hpp"\n'),
        "generated": ("include/firstlog/base/detail/wide.hpp", '#include "journal_generated.h"\n'),
        "bodies twice": ("src/base/b.cpp", '#include "firstlog/base/detail/a-inl.hpp"\n'),
        "bodies in a header": ("include/firstlog/base/detail/wide.hpp", '#include "firstlog/base/detail/b-inl.hpp"\n'),
        "bodies of nobody": ("include/firstlog/base/detail/c-inl.hpp", "int c;\n"),
        "two doors": ("src/base/b.cpp", "#include <boost/rational.hpp>\n"),
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)

        def write(files):
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)

        write(clean)
        assert check(root) == [], check(root)
        for rule, (name, text) in broken.items():
            write(clean)
            write({name: clean.get(name, "") + text})
            assert check(root), f"not reported: {rule}"
            (root / name).unlink()
    print("each rule reports what breaks it")


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return
    problems = check(Path(sys.argv[1]).resolve())
    print("\n".join(problems) if problems else "public headers include nothing heavy")
    sys.exit(1 if problems else 0)


main()
