# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What the engine answers, as frozen dataclasses. Names are those of the C++ library and its documents.

Instants are datetimes in UTC, periods text such as "2026-01", shares and rates Fractions, amounts Money.
None stands where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from ._core import Money
from .enums import (
    BalanceKind,
    CloseStatus,
    CommandKind,
    Damage,
    Disposition,
    DueKind,
    EventKind,
    ImportFindingKind,
    ImportStatus,
    LineKind,
    MatchKind,
    QuotaZone,
    Role,
    RoundingMode,
    Rule,
    SuppressionScope,
    Touch,
)

if TYPE_CHECKING:
    from ._core import Outcomes
    from .errors import Error
    from .tables import Rows


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """What a contact's page shows."""

    key: str
    state: str
    status_since: datetime | None
    assignee: str | None
    assigned_since: datetime | None
    assigned_by: Rule | None
    claimant: str | None
    claim_position: int | None
    claimed_at: datetime | None
    cycle: int
    attempts: int
    due: datetime | None
    due_kind: DueKind | None
    overdue: bool
    locked: bool
    deal: int | None
    cluster: str | None
    merged_into: str | None
    parent: str | None
    calls_suppressed: bool
    messages_suppressed: bool
    email_suppressed: bool
    id: int


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
class Contender:
    """One entry that asked for the credit of a cycle. `recorded_at` is what counts."""

    rep: str
    position: int
    recorded_at: datetime
    occurred_at: datetime | None
    delay: timedelta | None
    kind: EventKind
    rule: Rule | None
    wins: bool
    valid: bool
    retracted_by: int | None


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """Whatever moved the claim beside the entries themselves."""

    kind: EventKind
    position: int
    recorded_at: datetime
    actor: str | None
    from_: str | None
    to: str | None
    refers_to: int | None
    moves_claim: bool
    rule: Rule | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ClaimExplanation:
    """Who logged first, with every contender."""

    contact: str
    cycle: int
    winner: str | None
    winning_position: int | None
    winning_time: datetime | None
    assignee: str | None
    contenders: Rows[Contender]
    changes: Rows[ClaimChange]


@dataclass(frozen=True, slots=True)
class DealRecord:
    """One deal of a contact, as it stands."""

    id: int
    cycle: int
    current: bool
    status: CloseStatus
    closer: str | None
    decider: str | None
    credited: str | None
    claimed: Money | None
    invoiced: Money | None
    reversed: Money | None
    billed: Money | None
    received: Money | None
    closed_at: datetime | None
    decided_at: datetime | None
    hold_until: datetime | None
    closed_position: int | None
    decided_position: int | None
    period: str | None
    signed_on: date | None
    invoiced_on: date | None
    paid_on: date | None
    closes: int


@dataclass(frozen=True, slots=True)
class DealLine:
    """One product of a deal, for log_close, approve and amend_close. Amounts are of the whole line."""

    product: str
    net: Money | str
    quantity: int = 1
    tax: Money | str | None = None
    cost: Money | str | None = None


@dataclass(frozen=True, slots=True)
class SplitOwnership:
    """A contact whose claim is not its assignee's: one calls, the other earns."""

    contact: str
    state: str
    claimant: str | None
    claim_position: int | None
    claimed_at: datetime | None
    assignee: str | None
    assigned_since: datetime | None


@dataclass(frozen=True, slots=True)
class SuspectedDuplicate:
    """Another contact of the cluster. `shares` names the kinds of keys in common, separated by spaces."""

    key: str
    state: str
    shares: str
    merged_into: str | None
    assignee: str | None
    claimant: str | None
    claim_position: int | None
    claimed_at: datetime | None
    locked: bool

    @property
    def shared_kinds(self) -> tuple[MatchKind, ...]:
        """The same as members of MatchKind."""
        return tuple(MatchKind(kind) for kind in self.shares.split())


@dataclass(frozen=True, slots=True)
class Duplicates:
    """A contact's cluster of suspected duplicates."""

    cluster: str
    claimant: str | None
    claim_contact: str | None
    claim_position: int | None
    claimed_at: datetime | None
    attempts: int
    others: Rows[SuspectedDuplicate]


@dataclass(frozen=True, slots=True)
class ActingSuppression:
    """One suppression that acts on a contact."""

    position: int
    since: datetime
    scope: SuppressionScope
    source: str
    by: str | None
    contact: str
    keys_only: bool


@dataclass(frozen=True, slots=True)
class ActorRecord:
    """An actor on one day of the organisation's calendar. `role_names` is separated by spaces."""

    key: str
    role_names: str
    active: bool
    contacts: int
    open: int
    day: date
    team: str | None
    lead: str | None
    absent: bool
    absent_from: date | None
    absent_until: date | None
    cover: str | None
    id: int

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that the actor holds."""
        return frozenset(Role(name) for name in self.role_names.split())


@dataclass(frozen=True, slots=True)
class RuleReason:
    """How an assignment rule stood to the contact."""

    place: int
    name: str
    failed: str | None
    decides: bool


@dataclass(frozen=True, slots=True)
class RepReason:
    """How a rep of the deciding rule stood."""

    key: str
    why_not: Rule | None
    chosen: bool
    served: int


@dataclass(frozen=True, slots=True)
class AssignmentReasons:
    """Why the rules would give a contact to this rep and not to that one."""

    contact: str
    assignee: str | None
    assigned_by: Rule | None
    assigned_since: datetime | None
    answer: str | None
    answer_rule: Rule | None
    rules: Rows[RuleReason]
    reps: Rows[RepReason]


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
class StateCount:
    """How many contacts are in a state of the pipeline."""

    state: str
    contacts: int


@dataclass(frozen=True, slots=True)
class Head:
    """Where the journal ends, as this engine knows it."""

    commit_number: int
    position: int | None
    time: datetime | None


@dataclass(frozen=True, slots=True)
class LeaderboardRow:
    """Where a rep stands. What a rep's view does not show is None."""

    rank: int
    rep: str
    verified_closes: int
    closes: Fraction
    revenue: Money | None
    dials: int
    warm: int
    closes_to_first: int
    zone: QuotaZone
    own: bool
    commission: Money | None
    connects: int | None
    pending: int | None


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Who stands where in a period; by rank."""

    period: str
    audience: str
    frozen: bool
    rows: Rows[LeaderboardRow]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What one entry moves on one rep's statement, with what its commission follows from."""

    position: int
    kind: LineKind
    contact: str | None
    deal: int | None
    invoiced: Money | None
    rate: Fraction
    commission: Money | None
    closes: Fraction
    tier: int
    rounding: RoundingMode
    approved_at: datetime
    closed_at: datetime | None
    rated_at: datetime | None
    rep: str
    approver: str | None
    period: str
    closed_position: int | None
    refers_to: int | None
    reason: str | None
    self_approved: bool
    prior_period: bool

    def explain(self) -> str:
        """Why the line pays what it pays, as one line of text."""
        if self.invoiced is None or self.commission is None:
            return f"{self.kind}: {self.commission}"
        part = "" if self.closes in (1, 0, -1) else f" (a share of {self.closes} of the close)"
        return (
            f"{self.kind} of {self.contact} at position {self.position}: {self.invoiced} × {self.rate} "
            f"(tier {self.tier + 1}), rounded {self.rounding} = {self.commission}{part}"
        )


@dataclass(frozen=True, slots=True)
class StatementDeal:
    """What a deal comes to on one statement: its close as corrected there."""

    deal: int
    contact: str | None
    invoiced: Money | None
    commission: Money | None
    closes: Fraction
    lines: int


@dataclass(frozen=True, slots=True)
class PendingClose:
    """A close that waits for a manager's decision."""

    contact: str
    deal: int
    closer: str
    rep: str | None
    claimed: Money
    closed_at: datetime
    position: int
    hold_until: datetime | None
    age: timedelta
    hold_is_past: bool


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """What a rep brought along."""

    kind: BalanceKind
    amount: Money | None
    closes: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a rep earned in a period, line by line."""

    rep: str
    period: str
    plan: str
    quota_closes: int
    zone: QuotaZone
    frozen: bool
    frozen_position: int | None
    as_of: int | None
    closes: Fraction
    revenue: Money | None
    commission: Money | None
    adjustments: Money | None
    total: Money | None
    commission_year_to_date: Money | None
    total_year_to_date: Money | None
    lines: Rows[StatementLine]
    deals: Rows[StatementDeal]
    pending: Rows[PendingClose]
    openings: Rows[OpeningBalance]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.lines.__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True)
class OwnedContact:
    """A contact of a rep who leaves."""

    contact: str
    state: str
    warm: bool
    claimant: str | None
    due: datetime | None
    last_action: int | None
    last_action_kind: EventKind | None
    last_action_at: datetime | None
    next: str | None
    claim_moved: bool


@dataclass(frozen=True, slots=True)
class Departure:
    """The three answers when a rep leaves: whose contacts, where each stood, what is owed."""

    rep: str
    departed: bool
    position: int | None
    departed_at: datetime | None
    earned: Money | None
    paid: Money | None
    owed: Money | None
    contacts: Rows[OwnedContact]
    pending: Rows[PendingClose]


@dataclass(frozen=True, slots=True)
class WaitingPolicy:
    """A policy that was adopted for an instant to come."""

    effective_at: datetime
    adoption: int
    name: str


@dataclass(frozen=True, slots=True)
class RestatedPeriod:
    """A rep's period under another policy."""

    rep: str
    period: str
    posts_to: str
    paid: Money
    would_pay: Money
    difference: Money
    lines: int


@dataclass(frozen=True, slots=True)
class RestatedLine:
    """One close that would pay another amount or by another rate."""

    position: int
    contact: str | None
    deal: int
    rep: str
    period: str
    base: Money
    paid: Money
    would_pay: Money
    rate: Fraction
    new_rate: Fraction


@dataclass(frozen=True, slots=True)
class Restatement:
    """What would change if a policy held from an instant that has passed."""

    considered: int
    difference: Money | None
    periods: Rows[RestatedPeriod]
    lines: Rows[RestatedLine]


@dataclass(frozen=True, slots=True)
class Preview:
    """What commands would do, without any of it having been done."""

    outcomes: Outcomes
    events: Rows[Event]


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """What is to be known of a policy's document before it is adopted.

    `gaps` holds (place, name) of contacts that its assignment rules leave to the pool, one for each gap.
    """

    fault: Error | None
    gaps: list[tuple[str, str]]

    @property
    def ok(self) -> bool:
        """Whether it could be adopted."""
        return self.fault is None


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
