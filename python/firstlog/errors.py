# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What the library raises.

A rule's "no" is an Outcome and raises nothing; an exception means that the call was misused, that a store
failed, or that a journal is damaged. All of them are an Error, which names the place, the reason and the
remedy; each is besides what Python would call it.

>>> import firstlog
>>> try:
...     firstlog.Money(0.1, "EUR")
... except firstlog.errors.NotExact as error:
...     print(error.place, "-", error.remedy)
amount - give '0.15' or '15%', a Decimal or a Fraction
"""

from __future__ import annotations


class Error(Exception):
    """A failure: its place, its reason, and what to do about it (empty where nothing is known)."""

    status = "internal"
    status_number = 21

    def __init__(self, place: str, reason: str, remedy: str = "", native_code: int = 0) -> None:
        super().__init__(place, reason, remedy, native_code)
        self.place = place
        self.reason = reason
        self.remedy = remedy
        self.native_code = native_code

    def __str__(self) -> str:
        text = f"{self.place}: {self.reason}" if self.place else self.reason
        return f"{text}; {self.remedy}" if self.remedy else text


class InvalidArgument(Error, ValueError):
    """A value that the contract of the call excludes."""

    status, status_number = "invalid_argument", 1


class NotExact(InvalidArgument, TypeError):
    """A float, or a bare int, where money or a rate must be exact."""


class ColumnError(InvalidArgument):
    """A column that cannot be read as it is: which one, at which row (from 0), and what to do.

    `rows` holds the first offending rows, `count` how many there are.
    """

    def __init__(
        self, column: str, reason: str, remedy: str = "", rows: tuple[int, ...] = (), count: int = 0
    ) -> None:
        place = f"column '{column}'" + (f", row {rows[0]}" if rows else "")
        more = f" (and {count - 1} more such rows)" if count > 1 else ""
        super().__init__(place, reason + more, remedy)
        self.column = column
        self.rows = rows
        self.row = rows[0] if rows else None
        self.count = count


class OutOfRange(Error, ValueError):
    """A well-formed value outside what the type can hold."""

    status, status_number = "out_of_range", 2


class Overflow(Error, OverflowError):
    """Exact arithmetic would not fit; nothing was rounded or wrapped."""

    status, status_number = "overflow", 3


class NotFound(Error, LookupError):
    """The named thing does not exist."""

    status, status_number = "not_found", 4


class Malformed(Error, ValueError):
    """Text or bytes that do not follow their format."""

    status, status_number = "malformed", 5


class Corrupt(Error):
    """Stored bytes that contradict their hash, checksum or position."""

    status, status_number = "corrupt", 6


class Unsupported(Error, NotImplementedError):
    """A newer format, or an optional component that was not built in."""

    status, status_number = "unsupported", 7


class Busy(Error, TimeoutError):
    """The deadline passed while another writer held the write right."""

    status, status_number = "busy", 8


class StoreError(Error, OSError):
    """The operating system or the store reported a failure."""

    status, status_number = "io_failed", 9

    def __init__(self, place: str, reason: str, remedy: str = "", native_code: int = 0) -> None:
        Error.__init__(self, place, reason, remedy, native_code)

    __str__ = Error.__str__


class StoreFull(StoreError):
    """No room left: disk full, quota reached."""

    status, status_number = "store_full", 10


class ReadOnly(StoreError):
    """The store cannot be written."""

    status, status_number = "read_only", 11


class Conflict(StoreError):
    """The head moved: somebody else appended first. For stores of one's own."""

    status, status_number = "conflict", 12


class CommitUnknown(StoreError):
    """The store could not tell whether the commit happened."""

    status, status_number = "commit_unknown", 13


class ClockSuspect(Error):
    """The clock is too far from the journal's time; a manager confirms it (confirm_clock)."""

    status, status_number = "clock_suspect", 14


class HostTransactionStale(Error):
    """The host's transaction no longer starts at the store's head."""

    status, status_number = "host_transaction_stale", 15


class Reentrant(Error, RuntimeError):
    """A call into the engine from inside one of its store's methods."""

    status, status_number = "reentrant", 16


class Poisoned(Error):
    """An invariant broke earlier; the organisation answers nothing any more."""

    status, status_number = "poisoned", 17


class Closed(Error, RuntimeError):
    """The engine was closed, or belongs to a forked parent."""

    status, status_number = "closed", 18


class Cancelled(Error):
    """The caller asked to stop."""

    status, status_number = "cancelled", 19


class OutOfMemory(Error, MemoryError):
    """Memory ran out; nothing was changed."""

    status, status_number = "out_of_memory", 20


class Internal(Error):
    """A broken invariant of the library itself."""

    status, status_number = "internal", 21


class RefusedError(Exception):
    """Raised by Outcome.require and Outcomes.require, and by nothing else: the rules said no.

    `outcomes` holds (place in the batch, outcome) of those that were not accepted.
    """

    def __init__(self, outcomes: list[tuple[int, object]]) -> None:
        first = outcomes[0][1]
        more = f" (and {len(outcomes) - 1} more)" if len(outcomes) > 1 else ""
        super().__init__(f"{first}{more}")
        self.outcomes = outcomes


_CLASSES: dict[int, type[Error]] = {
    one.status_number: one
    for one in (
        InvalidArgument, OutOfRange, Overflow, NotFound, Malformed, Corrupt, Unsupported, Busy, StoreError,
        StoreFull, ReadOnly, Conflict, CommitUnknown, ClockSuspect, HostTransactionStale, Reentrant, Poisoned,
        Closed, Cancelled, OutOfMemory, Internal,
    )
}  # fmt: skip


def error_of(status: int, place: str, reason: str, remedy: str, native_code: int) -> Error:
    """The exception of a status of the library."""
    return _CLASSES.get(status, Internal)(place, reason, remedy, native_code)


def not_exact(place: str, reason: str, remedy: str) -> NotExact:
    """A number that is not exactly what it was written as."""
    return NotExact(place, reason, remedy)


class InexactColumn(ColumnError, NotExact):
    """A column of floats where amounts must be exact."""


def inexact_column(column: str, kind: str) -> InexactColumn:
    """A column of floats where amounts must be exact."""
    return InexactColumn(
        column,
        f"is {kind}: binary floating point cannot say 0.10",
        "cast to decimal where the values were typed as decimals, or give whole minor units and minor=True: "
        "(df[column] * 100).round().astype('int64')",
    )
