# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Two copies of SQLite stay off one file. Here there is mostly one; that there were two is told to the guard.
test_package.py has a wheel that does carry its own."""

import pathlib
import sqlite3

import firstlog
import pytest
from firstlog import _copies, _core, errors


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "team.db"
    with firstlog.open(path) as engine:
        engine["acme"].found_organisation(actor="olga", key="acme", document=firstlog.examples.POLICY).require()
    return path


@pytest.fixture
def two_copies(monkeypatch):
    monkeypatch.setattr(_copies, "differ", lambda: True)


def test_copies_are_told_apart_by_where_they_stand():
    assert _core._sqlite_copy() != 0
    assert _core._sqlite_copy_of(_core.__file__) == _core._sqlite_copy()
    assert _core._sqlite_copy_of("/nowhere/at/all.so") == 0


def test_one_copy_may_open_a_file_twice(file):
    if _copies.differ():
        pytest.skip("left out: this Python brings a SQLite of its own")
    theirs = sqlite3.connect(file)
    with firstlog.open(file) as engine:
        assert theirs.execute("select count(*) from firstlog_commits").fetchone() == (1,)
        sqlite3.connect(file).close()
        engine["acme"].register_actor(actor="olga", key="ana", roles="rep").require()
        assert theirs.execute("select count(*) from firstlog_commits").fetchone() == (2,)
    theirs.close()


def test_a_file_that_somebody_has_open_is_not_opened(file, two_copies):
    theirs = sqlite3.connect(file)
    with pytest.raises(errors.Unsupported, match="another copy of SQLite") as raised:
        firstlog.open(file)
    assert "VACUUM INTO" in raised.value.remedy
    theirs.close()
    with firstlog.open(file) as engine, firstlog.open(file):  # our own is our own
        assert engine["acme"].head().time is not None


@pytest.mark.parametrize("spell", [str, pathlib.Path, lambda p: str(p).encode(), lambda p: f"file:{p}?mode=ro", lambda p: str(p.parent / "link.db")])
def test_a_file_of_an_engine_is_not_connected_to(file, two_copies, spell):
    (file.parent / "link.db").symlink_to(file)
    engine = firstlog.open(file)
    with pytest.raises(errors.Unsupported, match="an engine has the file open"):
        sqlite3.connect(spell(file), uri=True)
    sqlite3.connect(":memory:").close()
    sqlite3.connect(file.parent / "other.db").close()
    engine.close()
    sqlite3.connect(spell(file), uri=True).close()


def test_an_engine_that_nobody_holds_any_more_holds_no_file(file, two_copies):
    engine = firstlog.open(firstlog.sqlite_store(str(file)))
    with pytest.raises(errors.Unsupported):
        sqlite3.connect(file)
    del engine
    sqlite3.connect(file).close()
