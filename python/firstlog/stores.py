# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Stores of one's own: where an organisation's journal, snapshots and vault are kept.

A store is any object with `open_session()`; a session has the methods of Session below. The engine calls them with
the interpreter's lock held, from whatever thread it was called on; they may raise: an exception of firstlog.errors is
answered as it is, any other as a StoreError of its text. What the contract promises is in
include/firstlog/store/store.hpp; `check_store` runs the conformance suite against a store.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Protocol

from . import _core
from .errors import InvalidArgument

Head = tuple[int, int, int, bytes, bytes]
"""(commit_number, last_position, last_time in microseconds since 1970, hash, commit_id), as append was given it."""


class Session(Protocol):
    """One connection. Between acquire and append or release it holds the organisation's write right."""

    def acquire(self, organisation: str, wait_max: timedelta) -> Head | None:
        """Takes the write right and answers the head (None: empty). Raises Busy where the wait was too short."""

    def append(self, first_position: int, head: Head, record: bytes, vault: list[tuple[bytes, bytes]]) -> None:
        """Appends one commit and its vault writes, all or nothing, and gives the write right back in every case.
        Raises Conflict where it does not follow the head."""

    def release(self) -> None:
        """Gives the write right back without writing; nothing where it is not held."""

    def head(self, organisation: str) -> Head | None:
        """The head, without waiting for anybody."""

    def read(self, organisation: str, from_position: int) -> Iterable[tuple[int, Head, bytes]]:
        """(first_position, head, record) of the commit that holds `from_position` and of everything behind it."""

    def put_chunk(self, organisation: str, name: str, content: bytes) -> None:
        """Keeps a named chunk beside the journal, in place of the older one."""

    def get_chunk(self, organisation: str, name: str) -> bytes | None:
        """The chunk; None where there is none."""

    def erase_chunk(self, organisation: str, name: str) -> None:
        """Erases it; nothing where there is none."""

    def vault_get(self, organisation: str, key: bytes) -> bytes | None:
        """Personal data; None where there is none, or where it was erased."""

    def vault_erase(self, organisation: str, key: bytes) -> None:
        """Erases it for good."""

    def wait_for_news(self, organisation: str, known: int, wait_max: timedelta) -> None:
        """Returns as soon as the head lies beyond `known`; raises Busy where the wait was too short, Unsupported
        where the store cannot wait."""


class Store(Protocol):
    """Where journals are kept. May be used by any number of threads; a session by one at a time.

    Attributes, all optional: `name` is what errors call it; `durable`, `shared_by_processes` and `waits_for_news` say
    what it can do (False where they are absent).
    """

    def open_session(self) -> Session:
        """A new connection."""


class Place(Protocol):
    """Somewhere to keep a store, for check_store; nothing is there at first. `keeps`: whether what was written is
    there after the place was opened again."""

    keeps: bool

    def open(self) -> object:
        """Opens the store that is kept there."""


def import_journal(
    store: object, organisation: str, lines: str | os.PathLike[str], *, wait_max: float | timedelta = 10.0
) -> int:
    """Appends a journal that Organisation.export_journal wrote to a store, and answers the position of its last event.

    `store`: a store, or "sqlite:PATH". There the organisation must be empty or hold a beginning of the same journal:
    importing again goes on behind it. Everything is checked before the first commit is written; personal data does not
    travel along. Raises Malformed and Corrupt with line and path, Conflict where the store holds another journal.

    >>> import firstlog
    >>> with firstlog.examples.team() as acme:
    ...     lines = acme.export_journal()
    >>> copy = firstlog.memory_store()
    >>> firstlog.stores.import_journal(copy, "acme", lines)
    12
    >>> firstlog.open(copy)["acme"].contact("bakery").claimant
    'ana'
    """
    if isinstance(store, str):
        if not store.startswith("sqlite:"):
            raise InvalidArgument("store", "is not a store", 'give "sqlite:PATH", or a store')
        store = _core.sqlite_store(store.removeprefix("sqlite:"))
    text = lines if isinstance(lines, str) else Path(lines).read_text(encoding="utf-8")
    return _core._import_journal(store, organisation, text, wait_max)


class HostConnection(_core.HostConnection):
    """A connection to your own SQLite database in which an organisation's commands and your statements become true
    together, or not at all.

    The file must hold firstlog's tables: make them once by `firstlog.sqlite_store(path, in_host_database=True)`. In a
    `with` block the connection is inside one transaction (BEGIN IMMEDIATE), committed at the block's end and rolled
    back where it raises. `engine` takes part by `organisation.join(connection)`. It is a connection of the library's own
    SQLite, because the pointer that Python's sqlite3 module keeps cannot be lent, and may be another copy of SQLite.
    Used by one thread at a time.

    >>> import firstlog, pathlib, tempfile
    >>> from firstlog import commands
    >>> path = pathlib.Path(tempfile.mkdtemp(), "crm.db")
    >>> store = firstlog.sqlite_store(str(path), in_host_database=True)
    >>> acme = firstlog.open(store)["acme"]
    >>> founded = acme.found_organisation(actor="olga", key="acme", document=firstlog.examples.POLICY)
    >>> crm = firstlog.stores.HostConnection(path)
    >>> with crm:
    ...     created = crm.execute("CREATE TABLE shop (key TEXT PRIMARY KEY, city TEXT)")
    ...     inserted = crm.execute("INSERT INTO shop VALUES (?, ?)", ("bakery", "Leeds"))
    ...     outcome = acme.join(crm).submit(commands.register_contact(actor="olga", key="bakery"))
    >>> acme.refresh()
    >>> acme.contact("bakery").state, crm.execute("SELECT city FROM shop")
    ('new', [('Leeds',)])
    """

    def __init__(self, path: str | os.PathLike[str], *, wait_max: float | timedelta = 10.0) -> None:
        super().__init__(os.fspath(path), wait_max=wait_max)

    def __enter__(self) -> HostConnection:
        self.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.in_transaction:
            self.execute("COMMIT" if error is None else "ROLLBACK")

    def __repr__(self) -> str:
        return f"<firstlog.stores.HostConnection {self.path}{', closed' if self.closed else ''}>"


@dataclass(frozen=True, slots=True)
class ConformanceReport:
    """How a store kept one promise."""

    name: str
    promise: str
    failures: list[str]
    skipped: str

    @property
    def ok(self) -> bool:
        """Whether the promise was kept, or does not apply."""
        return not self.failures


def check_store(make_place: Callable[[], Place], cases: Iterable[str] | None = None) -> list[ConformanceReport]:
    """Runs the conformance suite: each case on a fresh place. Cases start threads of their own.

    >>> import firstlog
    >>> class Place:
    ...     keeps = False
    ...     def open(self):
    ...         return firstlog.memory_store()
    >>> all(report.ok for report in firstlog.stores.check_store(Place, ["an_empty_organisation"]))
    True
    """
    wanted = set(cases) if cases is not None else None
    reports = []
    for name, promise in _core.conformance_cases():
        if wanted is None or name in wanted:
            failures, skipped = _core.run_conformance(name, make_place)
            reports.append(ConformanceReport(name, promise, failures, skipped))
    return reports
