#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Header-only and compiled use must not meet, in one target or in one link; either alone must work.

    mixing.py --settings FILE target KIND | link KIND LINKER     KIND: static, shared; LINKER: bfd, lld, gold
"""
import itertools
import json
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "install"))
from package import Package, run  # noqa: E402

HERE = Path(__file__).resolve().parent


def target(package, kind):
    def configure(name, uses, fails):
        return package.cmake(HERE / "mixed_target", f"mixed-target-{kind}-{name}",
                             f"-DCMAKE_PREFIX_PATH={package.prefix(kind)}", f"-DUSES={uses}", fails=fails)[1]

    configure("compiled", "firstlog::firstlog", False)
    configure("header-only", "firstlog::domain", False)
    for uses in ("firstlog::firstlog;firstlog::domain", "firstlog::domain;firstlog::firstlog"):
        output = configure("both", uses, True)
        if "FIRSTLOG_MODE" not in output:
            sys.exit("refused for another reason:\n" + output)


def link(package, kind, linker):
    if linker != "bfd" and not shutil.which(f"ld.{linker}"):
        found = sorted(Path("/usr/lib").glob(f"llvm-*/bin/ld.{linker}"))
        if not found:
            print(f"SKIPPED: no ld.{linker} on this machine")
            sys.exit(77)
        choose = [f"-B{found[-1].parent}", f"-fuse-ld={linker}"]
    else:
        choose = [f"-fuse-ld={linker}"]
    folder = package.work / f"mixed-link-{kind}-{linker}"
    folder.mkdir(parents=True, exist_ok=True)
    include = f"-I{package.prefix(kind) / 'include'}"
    library = next(path for path in package.prefix(kind).rglob("libfirstlog.*") if path.suffix in (".a", ".so"))

    def objects(name, *flags):
        path = folder / f"{name}.o"
        run(package.compiler, "-std=c++20", "-fPIE", include, "-c", HERE / "mixed_link" / "user.cpp", "-o", path,
            f"-DFIRSTLOG_TEST_USER={name}", *flags)
        return path

    users = {
        "header_only": [objects("header_only_a", "-DFIRSTLOG_HEADER_ONLY=1"),
                        objects("header_only_b", "-DFIRSTLOG_HEADER_ONLY=1", "-O2", "-fvisibility=hidden")],
        "compiled": [objects("compiled_a"), objects("compiled_b", "-O2", "-fvisibility=hidden")],
    }

    def build(first, second, order, fails):
        main = folder / "main.o"
        run(package.compiler, "-std=c++20", "-fPIE", "-c", HERE / "mixed_link" / "main.cpp", "-o", main,
            f"-DFIRSTLOG_TEST_FIRST={first.stem}", f"-DFIRSTLOG_TEST_SECOND={second.stem}")
        words = {"main": [main], "first": [first], "second": [second],
                 "library": [library, f"-Wl,-rpath,{library.parent}"]}
        program = folder / "program"
        output = run(package.compiler, *choose, *itertools.chain(*(words[word] for word in order)), "-lsqlite3",
                     "-lsodium", "-pthread", "-o", program, fails=fails)
        if fails and ("header_only_and_compiled_mixed" not in output or "TLS" not in output.replace("__thread", "TLS")):
            sys.exit("refused for another reason:\n" + output)
        if not fails:
            run(program)

    last = ("main", "first", "second", "library")
    build(*users["header_only"], last, fails=False)
    build(*users["compiled"], last, fails=False)
    for first, second in itertools.product(users["header_only"], users["compiled"]):
        for order in (last, ("main", "second", "first", "library"), ("library", "first", "second", "main", "library")):
            build(first, second, order, fails=True)


def main():
    package = Package(json.loads(Path(sys.argv[2]).read_text()))
    {"target": target, "link": link}[sys.argv[3]](package, *sys.argv[4:])


main()
