#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The order of the layers: a file includes its own layer and those before it in ORDER.

    layers.py ROOT         checks include/firstlog/ and src/ of the project at ROOT
    layers.py --self-test  checks the check
"""
import re
import sys
import tempfile
from pathlib import Path

ORDER = ["base", "rules", "core", "views", "journal", "formats", "store", "engine", "contacts"]
UMBRELLA = "firstlog/firstlog.hpp"
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def layer_of_include(name, root):
    """The layer an include line reaches into, or None where it is not the project's."""
    parts = name.split("/")
    if parts[0] == "firstlog":
        return parts[1] if len(parts) > 2 else "umbrella"
    if len(parts) > 1 and (root / "src" / name).is_file():
        return parts[0]
    return None


def check(root):
    problems = []
    for base in (root / "include" / "firstlog", root / "src"):
        for path in sorted(base.rglob("*")):
            if path.suffix not in (".hpp", ".h", ".cpp") or not path.is_file():
                continue
            shown = path.relative_to(root)
            inside = path.relative_to(base).parts
            if len(inside) == 1:
                if f"firstlog/{inside[0]}" != UMBRELLA or base.name != "firstlog":
                    problems.append(f"{shown}: every file belongs to a layer, only {UMBRELLA} to none")
                continue
            layer = inside[0]
            if layer not in ORDER:
                problems.append(f"{shown}: '{layer}' is no layer; the layers are {', '.join(ORDER)}")
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                target = layer_of_include(match.group(1), root) if match else None
                if target is None:
                    continue
                if target not in ORDER:
                    problems.append(f"{shown}:{number}: includes {match.group(1)}, which is in no layer")
                elif ORDER.index(target) > ORDER.index(layer):
                    problems.append(f"{shown}:{number}: {layer} must not know {target} ({match.group(1)})")
    return problems


def self_test():
    cases = {
        "include/firstlog/base/up.hpp": '#include "firstlog/rules/policy.hpp"\n',
        "src/store/up.cpp": '#include "firstlog/engine/engine.hpp"\n',
        "src/core/umbrella.cpp": "#include <firstlog/firstlog.hpp>\n",
        "src/helpers/odd.cpp": "",
        "include/firstlog/loose.hpp": "",
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)

        def write(name, text):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)

        write("include/firstlog/firstlog.hpp", '#include "firstlog/engine/engine.hpp"\n')
        write("include/firstlog/engine/engine.hpp", '#include "firstlog/base/config.hpp"\n#include <vector>\n')
        write("src/engine/engine.cpp", '#include "firstlog/engine/engine.hpp"\n#include "firstlog/store/store.hpp"\n')
        assert check(root) == [], check(root)
        for name, text in cases.items():
            write(name, text)
            assert len(check(root)) == 1, f"not reported once: {name}: {check(root)}"
            (root / name).unlink()
    print("each way upward is reported")


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return
    problems = check(Path(sys.argv[1]).resolve())
    print("\n".join(problems) if problems else "no file includes a later layer: " + " < ".join(ORDER))
    sys.exit(1 if problems else 0)


main()
