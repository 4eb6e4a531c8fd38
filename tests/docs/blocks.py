#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The code blocks of the project's documents. The convention is written down in tests/README.md.

    blocks.py documents ROOT     the documents, one path a line (separated by ; for CMake)
    blocks.py extract ROOT OUT   writes every block in C++ or C to OUT/<name>.cpp or .c, prints name;kind;mode
    blocks.py run PROGRAM FILE   runs a program, compares its output with FILE where that exists
    blocks.py check ROOT         checks every block that is neither
    blocks.py self-test          checks the checks
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ["capi", "python", "benchmarks", "examples", "tests", "docs", "include", "src"]
FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})\s*([^`]*)$")
HARMLESS_COMMANDS = {"pip", "python", "git", "cd", "ls", "cat", "sqlite3", "sudo", "#"}


class Problem(Exception):
    pass


@dataclass
class Block:
    document: str
    line: int
    language: str
    words: list
    text: str
    setup: str = ""

    @property
    def place(self):
        return f"{self.document}:{self.line}"

    @property
    def name(self):
        stem = re.sub(r"\W+", "_", self.document.removesuffix(".md")).strip("_").lower()
        return f"{stem}_line_{self.line}"


def documents(root):
    found = sorted(root.glob("*.md"))
    for folder in FOLDERS:
        found += sorted(path for path in (root / folder).rglob("*.md") if "data" not in path.parts)
    return found


def blocks_of(path, root):
    blocks = []
    document = path.relative_to(root).as_posix()
    fence = None
    setup = None  # lines of an open <!-- docs-test: comment
    pending_setup = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if fence is not None:
            closing = FENCE.match(line)
            if closing and closing.group(2).startswith(fence) and not closing.group(3).strip():
                fence = None
            else:
                blocks[-1].text += line[indent:] + "\n" if line[:indent].isspace() or not indent else line + "\n"
            continue
        if setup is not None:
            if "-->" in line:
                pending_setup, setup = setup, None
            else:
                setup += line + "\n"
            continue
        if line.strip() == "<!-- docs-test:":
            setup = ""
            continue
        opening = FENCE.match(line)
        if opening:
            indent, fence = len(opening.group(1)), opening.group(2)
            words = opening.group(3).split()
            blocks.append(Block(document, number, words[0] if words else "", words[1:], "", pending_setup))
            pending_setup = ""
    if fence is not None:
        raise Problem(f"{document}: a code block is never closed")
    return blocks


def source_of(block):
    """(source, kind, mode) of a block in C++ or C."""
    if block.language == "c":
        if block.words or not re.search(r"\bint\s+main\s*\(", block.text):
            raise Problem(f"{block.place}: a block in C is a whole program, without further words")
        return f"{block.setup}#line {block.line + 1} \"{block.document}\"\n{block.text}", "program", "c"
    unknown = set(block.words) - {"header-only"}
    if unknown:
        raise Problem(f"{block.place}: unknown word after cpp: {', '.join(sorted(unknown))}")
    mode = "domain" if "header-only" in block.words else "firstlog"
    if re.search(r"\bint\s+main\s*\(", block.text):
        return f"{block.setup}#line {block.line + 1} \"{block.document}\"\n{block.text}", "program", mode
    # A fragment: its includes go to the top, the rest into a function of its own.
    lines = (block.setup + f"#line {block.line + 1} \"{block.document}\"\n" + block.text).splitlines()
    top = [line for line in lines if re.match(r"\s*#\s*include", line)]
    # Blank where an include stood, so that line numbers stay those of the document.
    body = ["" if re.match(r"\s*#\s*include", line) else line for line in lines]
    return "\n".join([*top, "void fragment();", "void fragment() {", *body, "}", ""]), "fragment", mode


def write_if_changed(path, text):
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def extract(root, out):
    out.mkdir(parents=True, exist_ok=True)
    written = set()
    for path in documents(root):
        blocks = blocks_of(path, root)
        for index, block in enumerate(blocks):
            if block.language not in ("cpp", "c"):
                continue
            source, kind, mode = source_of(block)
            write_if_changed(out / f"{block.name}.{block.language}", source)
            written.add(f"{block.name}.{block.language}")
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            if following and following.language == "text" and "output" in following.words:
                if kind != "program":
                    raise Problem(f"{following.place}: output of a fragment, which is never run")
                write_if_changed(out / f"{block.name}.expected", following.text)
                written.add(f"{block.name}.expected")
            print(f"{block.name};{kind};{mode}")
    for stale in out.iterdir():
        if stale.name not in written:
            stale.unlink()


def same_output(expected, actual):
    """Line by line; a line of three dots stands for any number of lines."""
    parts = ["(?:.*\n)*?" if line.strip() in ("...", "\u2026") else re.escape(line.rstrip()) + "[ \t]*\n"
             for line in expected.rstrip("\n").splitlines()]
    return re.fullmatch("".join(parts) + "\n*", actual.rstrip("\n") + "\n") is not None


def run(program, expected):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program], cwd=folder, capture_output=True, text=True, timeout=100)
    if done.returncode != 0:
        raise Problem(f"the program ended with {done.returncode}\n{done.stdout}{done.stderr}")
    if expected.is_file() and not same_output(expected.read_text(encoding="utf-8"), done.stdout):
        raise Problem(f"the document shows\n{expected.read_text(encoding='utf-8')}\nthe program prints\n{done.stdout}")
    print("as the document shows" if expected.is_file() else "ran")


def check_shell(block, root):
    targets = set(re.findall(r"^([a-z][\w-]*):", (root / "Makefile").read_text(), re.M))
    presets = {preset["name"] for preset in json.loads((root / "CMakePresets.json").read_text())["configurePresets"]}
    if "run" in block.words:
        done = subprocess.run(["sh", "-eu", "-c", block.text], cwd=root, capture_output=True, text=True, timeout=250)
        if done.returncode != 0:
            raise Problem(f"{block.place}: the commands fail\n{done.stdout}{done.stderr}")
        return
    text = block.text.replace("\\\n", " ")
    for line in text.splitlines():
        for command in re.split(r"&&|\|\||;|\|", re.sub(r"(^|\s)#.*", "", line)):
            words = [word for word in command.removeprefix("$ ").split() if not re.fullmatch(r"[A-Z_]+=\S*", word)]
            if not words:
                continue
            if words[0] == "make":
                for word in words[1:]:
                    if not word.startswith("-") and "=" not in word and word not in targets:
                        raise Problem(f"{block.place}: make has no target '{word}'")
            elif words[0] in ("cmake", "ctest"):
                named = [words[i + 1] for i, word in enumerate(words[:-1]) if word == "--preset"]
                named += [word.removeprefix("--preset=") for word in words if word.startswith("--preset=")]
                for name in named:
                    if name not in presets:
                        raise Problem(f"{block.place}: there is no preset '{name}'")
                check_cmake_names(block, command, root)
            elif "/" in words[0]:
                path = root / words[0]
                if not words[0].startswith(("build/", "./build/")) and not os.access(path, os.X_OK):
                    raise Problem(f"{block.place}: {words[0]} is no program of this checkout")
            elif words[0] not in HARMLESS_COMMANDS:
                raise Problem(f"{block.place}: no rule checks the command '{words[0]}'; see tests/README.md")


def check_cmake_names(block, text, root):
    known = "\n".join(path.read_text() for path in [root / "CMakeLists.txt", *(root / "cmake").glob("*.cmake")])
    for name in re.findall(r"\bfirstlog::(\w+)", text):
        if name not in ("firstlog", "domain", "conformance", "c", "c_static"):
            raise Problem(f"{block.place}: there is no target firstlog::{name}")
    for name in re.findall(r"\bFIRSTLOG_\w+", text):
        if not re.search(rf"\b(option|set)\({name}\b", known):
            raise Problem(f"{block.place}: there is no option {name}")


def check_block(block, root):
    if block.language == "sh":
        check_shell(block, root)
    elif block.language == "cmake":
        check_cmake_names(block, block.text, root)
    elif block.language == "json":
        try:
            json.loads(block.text)
        except ValueError as error:
            raise Problem(f"{block.place}: not JSON: {error}") from None
    elif block.language == "python":
        try:
            compile(block.text, block.place, "exec")
        except SyntaxError as error:
            raise Problem(f"{block.place}: not Python: {error}") from None
    elif block.language not in ("cpp", "c", "text", "sql", "mermaid"):
        raise Problem(f"{block.place}: no rule checks a block of '{block.language}'; see tests/README.md")


def check(root):
    problems = []
    count = 0
    for path in documents(root):
        try:
            for block in blocks_of(path, root):
                count += 1
                try:
                    check_block(block, root)
                except Problem as problem:
                    problems.append(str(problem))
        except Problem as problem:
            problems.append(str(problem))
    if problems:
        raise Problem("\n".join(problems))
    print(f"{count} blocks in {len(documents(root))} documents")


def self_test():
    good = ("```cpp\n#include <cstdio>\nint main() { std::puts(\"a\"); }\n```\n\n```text output\na\n```\n"
            "<!-- docs-test:\nint before = 1;\n-->\n```cpp header-only\n#include <vector>\nint after = before;\n```\n"
            "```sh\nmake test JOBS=2  # all\ngit clone x && cd x\nscripts/tool --now\ncmake --preset release\n```\n"
            "```c\nint main(void) { return 0; }\n```\n"
            "```sh run\ntrue\n```\n```json\n{\"a\": 1}\n```\n```cmake\nfirstlog::domain FIRSTLOG_WERROR\n```\n")
    bad = ["```cpp sideways\nint a;\n```\n", "```sh\nmake nothing\n```\n", "```sh\ncmake --preset none\n```\n",
           "```sh\nscripts/none\n```\n", "```sh\nfrobnicate\n```\n", "```sh run\nfalse\n```\n", "```json\n{a}\n```\n",
           "```cmake\nfirstlog::core\n```\n", "```cmake\nFIRSTLOG_NONE\n```\n", "```\nno language\n```\n", "```cpp\n",
           "```python\ndef\n```\n", "```c\nint a;\n```\n", "```c header-only\nint main(void) { return 0; }\n```\n", "```cpp\nint a;\n```\n```text output\na\n```\n"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "cmake").mkdir()
        (root / "scripts").mkdir()
        (root / "scripts" / "tool").write_text("")
        (root / "scripts" / "tool").chmod(0o755)
        (root / "CMakeLists.txt").write_text("option(FIRSTLOG_WERROR off)\n")
        (root / "Makefile").write_text("test: x\n")
        (root / "CMakePresets.json").write_text('{"configurePresets": [{"name": "release"}]}')
        document = root / "README.md"

        document.write_text(good)
        check(root)
        extract(root, root / "out")
        program, fragment = (source_of(block) for block in blocks_of(document, root) if block.language == "cpp")
        assert program[1:] == ("program", "firstlog") and fragment[1:] == ("fragment", "domain")
        assert fragment[0].index("#include <vector>") < fragment[0].index("{") < fragment[0].index("int before")
        assert (root / "out" / "readme_line_1.expected").read_text() == "a\n"
        for text in bad:
            document.write_text(text)
            try:
                check(root)
                extract(root, root / "out")
            except Problem:
                continue
            raise AssertionError(f"not reported: {text!r}")

    assert same_output("a\nb\n", "a\nb\n") and same_output("a\n...\nd\n", "a\nb\nc\nd\n")
    assert same_output("a.b\n...\n", "a.b\n") and not same_output("a.b\n", "axb\n")
    assert not same_output("a\n", "a\nb\n") and not same_output("a\n...\nd\n", "a\nb\n")
    for code, expected in (("exit 3", None), ("echo b", "a\n")):
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "program"
            program.write_text(f"#!/bin/sh\n{code}\n")
            program.chmod(0o755)
            shown = Path(folder) / "shown"
            if expected:
                shown.write_text(expected)
            try:
                run(str(program), shown)
            except Problem:
                continue
            raise AssertionError(f"not reported: {code}")
    print("each kind of broken block is reported")


def main():
    command, *arguments = sys.argv[1:]
    paths = [Path(argument).resolve() for argument in arguments]
    try:
        if command == "documents":
            print(";".join(str(path) for path in documents(paths[0])), end="")
        elif command == "extract":
            extract(*paths)
        elif command == "run":
            run(*paths)
        elif command == "check":
            check(*paths)
        elif command == "self-test":
            self_test()
    except Problem as problem:
        sys.exit(str(problem))


main()
