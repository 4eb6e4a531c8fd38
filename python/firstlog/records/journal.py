# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The journal itself: its events, what was tried, whether it is what was written, what was imported."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING

from .._core import Money
from ..enums import CommandKind, Damage, Disposition, EventKind, ImportFindingKind, ImportStatus, Rule, Touch

if TYPE_CHECKING:
    from .._core import Outcomes
    from ..tables import Rows


@dataclass(frozen=True, slots=True, repr=False)
class Event:
    """What happened: one entry of the journal. Members that a kind does not use are None."""

    position: int
    recorded_at: datetime
    kind: EventKind
    actor: str | None
    contact: str | None
    rep: str | None
    state_from: str | None
    state_to: str | None
    rule: Rule | None
    flags: str
    cycle: int
    deal: int | None
    amount: Money | None
    tax: Money | None
    due: datetime | None
    occurred_at: datetime | None
    refers_to: int | None
    claim: int | None
    owner: str | None
    other: str | None
    cover: str | None
    importer: str | None
    refused: CommandKind | None
    touch: Touch | None
    disposition: Disposition | None
    talk_seconds: int | None
    period: str | None
    signed_on: date | None
    invoiced_on: date | None
    paid_on: date | None
    from_: date | None
    until: date | None
    key: str | None
    reason: str | None
    niche: str | None
    document_number: str | None
    team: str | None
    batch: str | None

    def __repr__(self) -> str:
        told = ", ".join(
            f"{one.name}={getattr(self, one.name)!s}"
            for one in fields(self)
            if one.name not in ("position", "kind") and getattr(self, one.name) not in (None, "", 0)
        )
        return f"<Event {self.position} {self.kind}: {told}>"


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import of history, as the journal knows it."""

    batch: str
    status: ImportStatus
    begun_by: str | None
    begun: int
    contacts: int
    first_use: int | None
    wrote_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Where the journal ends, as this engine knows it."""

    commit_number: int
    position: int | None
    time: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What commands would do, without any of it having been done."""

    outcomes: Outcomes
    events: Rows[Event]


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a journal is what was once written, and what cannot be excluded."""

    ok: bool
    commits: int
    events: int
    damage: Damage
    first_bad: int | None
    reason: str
    vouched_until: int | None
    not_excluded: str

    def __bool__(self) -> bool:
        return self.ok


@dataclass(frozen=True, slots=True)
class EvidenceVerification:
    """What a file that proves itself says, and whether it does."""

    ok: bool
    place: str
    reason: str
    organisation: str
    contact: str
    cycle: int
    winner: str | None
    winning_position: int | None
    winning_time: datetime | None
    events: int
    vouched_events: int
    not_excluded: str

    def __bool__(self) -> bool:
        return self.ok


@dataclass(frozen=True, slots=True)
class StatementVerification:
    """What a statement's file says, and whether it proves it. What is not ok says `place` and `reason`, and nothing else.

    `key` is the public key of whoever signed it, None where nobody did.
    """

    ok: bool
    place: str
    reason: str
    organisation: str | None
    rep: str | None
    period: str | None
    frozen: bool
    total: Money | None
    lines: int
    events: int
    is_signed: bool
    not_excluded: str
    key: bytes | None

    def __bool__(self) -> bool:
        return self.ok


@dataclass(frozen=True, slots=True)
class ImportObstacle:
    """One event that keeps an import from being undone; `batch` and `row` are of the entry's own import."""

    rule: Rule
    position: int
    recorded_at: datetime
    kind: EventKind
    contact: str | None
    actor: str | None
    batch: str | None
    row: int


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """What there is to say of an imported row. Rows count from 1, the header not counted."""

    kind: ImportFindingKind
    table: str
    row: int
    line: int
    column: str | None
    command: CommandKind | None
    rule: Rule | None
    contact: str | None
    actor: str | None
    winner: str | None
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do, row by row where there is something to say."""

    rows: int
    rows_without_command: int
    commands: int
    accepted: int
    contested: int
    refused: int
    malformed: int
    repeated: int
    known: int
    findings: Rows[ImportFinding]
    findings_left_out: int
    reconciliation: dict[str, object]
