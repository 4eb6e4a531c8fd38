# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Stores of one's own: where an organisation's journal, snapshots and vault are kept.

A store is any object with `open_session()`; a session has the methods of Session below. The engine calls them with
the interpreter's lock held, from whatever thread it was called on; they may raise: an exception of firstlog.errors is
answered as it is, any other as a StoreError of its text. What the contract promises is in
include/firstlog/store/store.hpp; `check_store` runs the conformance suite against a store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from . import _core

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
