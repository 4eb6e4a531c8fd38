# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Keeps two copies of SQLite off one file.

A wheel that carries its libraries has a SQLite of its own beside that of Python's sqlite3. POSIX locks belong to the
process: whichever copy closes the file first drops the other's locks, and two writers may then meet. So a file that is
open already is not opened with another copy, and sqlite3.connect refuses a file that an engine has open.
"""

from __future__ import annotations

import os
import sys
import weakref
from functools import cache

from . import _core
from .errors import Unsupported

_open: weakref.WeakKeyDictionary[object, tuple[int, int]] = weakref.WeakKeyDictionary()  # by engine: the file it has open


@cache
def differ() -> bool:
    """Whether Python's sqlite3 stands on another copy of SQLite than this package."""
    try:
        import _sqlite3
    except ImportError:
        return False  # this Python has none
    return _core._sqlite_copy_of(getattr(_sqlite3, "__file__", None)) != _core._sqlite_copy()


def _file_at(path: str | bytes | os.PathLike[str] | int) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def before(uri: object) -> None:
    """Raises Unsupported where somebody else in this process has the file open, with another copy."""
    file = _file_at(uri[len("sqlite:") :]) if isinstance(uri, str) and uri.startswith("sqlite:") else None
    if file is None or not differ() or file in _open.values():
        return
    try:
        held = any(_file_at(int(descriptor)) == file for descriptor in os.listdir("/proc/self/fd"))
    except OSError:
        return
    if held:
        raise Unsupported(
            "store",
            "somebody in this process has the file open, and Python's sqlite3 is another copy of SQLite than firstlog's: "
            "closing one would drop the other's locks",
            "close it first, and read a copy of the file (VACUUM INTO) or the export; see docs/python.md",
        )


def after(engine: object, uri: object) -> None:
    """From now on, sqlite3.connect refuses the engine's file."""
    if not (isinstance(uri, str) and uri.startswith("sqlite:")) or not differ():
        return
    if (file := _file_at(uri[len("sqlite:") :])) is not None:
        _watch()
        _open[engine] = file


def closed(engine: object) -> None:
    """The engine's file is anybody's again."""
    _open.pop(engine, None)


@cache
def _watch() -> None:
    def heard(event: str, arguments: tuple[object, ...]) -> None:
        if event != "sqlite3.connect" or not _open:
            return
        name = os.fsdecode(arguments[0]) if isinstance(arguments[0], (str, bytes, os.PathLike)) else ""
        if name.startswith("file:"):
            from urllib.parse import unquote, urlsplit

            name = unquote(urlsplit(name).path)
        if (file := _file_at(name)) is not None and file in _open.values():
            raise Unsupported(
                "sqlite3.connect",
                "an engine has the file open, and Python's sqlite3 is another copy of SQLite than firstlog's: closing it would "
                "drop the engine's locks",
                "close the engine first, or read a copy of the file (VACUUM INTO) or the export; see docs/python.md",
            )

    sys.addaudithook(heard)
