# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Docstrings: every public name has one, and their examples run."""

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys

import firstlog
import pytest

MODULES = ["firstlog", *(m.name for m in pkgutil.walk_packages(firstlog.__path__, "firstlog.") if "._" not in m.name)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    if name == "firstlog.plot":
        pytest.importorskip("matplotlib")
    module = importlib.import_module(name)
    results = doctest.testmod(module)
    assert results.failed == 0


def test_there_are_examples_to_run():
    finder = doctest.DocTestFinder()
    examples = sum(len(t.examples) for name in MODULES if name != "firstlog.plot" for t in finder.find(importlib.import_module(name)))
    assert examples > 25


def public():
    for name in MODULES:
        module = importlib.import_module(name)
        for attribute in getattr(module, "__all__", None) or [a for a in vars(module) if not a.startswith("_")]:
            value = getattr(module, attribute)
            if getattr(value, "__module__", "").startswith("firstlog") and (inspect.isclass(value) or inspect.isroutine(value)):
                yield f"{name}.{attribute}", value


@pytest.mark.parametrize(("name", "value"), list({id(v): (n, v) for n, v in public()}.values()), ids=lambda x: x if isinstance(x, str) else "")
def test_every_public_name_is_documented(name, value):
    assert inspect.getdoc(value), name
    if inspect.isclass(value):
        for member, function in vars(value).items():
            if not member.startswith("_") and (inspect.isroutine(function) or isinstance(function, property)):
                own = function.fget if isinstance(function, property) else function
                assert inspect.getdoc(own) or name.startswith("firstlog.Outcome"), f"{name}.{member}"


def test_importing_is_quick():
    """Under 100 ms on a quiet machine; what is asserted here is what makes it so: nothing heavy comes along."""
    code = "import sys, firstlog; print(*sorted(m for m in sys.modules if m.partition('.')[0] in " \
           "('asyncio', 'numpy', 'pandas', 'polars', 'pyarrow', 'matplotlib', 'duckdb', 'argparse')))"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
