# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The package passes mypy --strict, its stubs are what the extension has, and a user's program is checked."""

import pathlib
import subprocess
import sys

import firstlog
import pytest

pytest.importorskip("mypy")
PACKAGE = pathlib.Path(firstlog.__file__).parent


def run(*arguments):
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)


def test_the_package_is_strictly_typed(tmp_path):
    done = run("mypy", "--strict", "--cache-dir", str(tmp_path), "-p", "firstlog")
    assert done.returncode == 0, done.stdout


def test_stubs_are_what_the_extension_has(tmp_path):
    done = run("mypy.stubtest", "firstlog._core", "firstlog.commands", "--ignore-missing-stub", "--allowlist", str(pathlib.Path(__file__).parent / "stubtest_allowed.txt"))
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_program_is_checked(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import firstlog\n"
        "with firstlog.open() as engine:\n"
        "    acme = engine.organisation('acme')\n"
        "    outcome = acme.log_interest(actor='ana', contact='bakery')\n"
        "    name: str | None = outcome.winner\n"
        "    acme.log_close(actor='ana', contact='bakery', amount=5)\n"
        "    acme.log_interest(actor='ana', contakt='bakery')\n"
        "    acme.statement('ana', 'ana').lines[0].comission\n"
    )
    done = run("mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(program))
    lines = [line.split(":")[1] for line in done.stdout.splitlines() if ": error:" in line]
    assert sorted(set(lines)) == ["6", "7", "8"], done.stdout
