# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What the engine answers, as frozen dataclasses. Names are those of the C++ library and its documents.

Instants are datetimes in UTC, periods text such as "2026-01", shares and rates Fractions, amounts Money.
None stands where there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from ._core import Money
from .enums import (
    BalanceKind,
    CloseStatus,
    CommandKind,
    Damage,
    DisputeStatus,
    Disposition,
    DueKind,
    EventKind,
    ImportFindingKind,
    ImportStatus,
    LineKind,
    MatchKind,
    PayExceptionKind,
    QuotaMeasure,
    QuotaSource,
    QuotaZone,
    Role,
    RoundingMode,
    Rule,
    SuppressionScope,
    Touch,
    TraceKind,
)

if TYPE_CHECKING:
    from ._core import LeaderboardDocument, LiabilityDocument, Outcome, Outcomes, PayrollDocument, StatementDocument
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


def _framed(page: str) -> str:
    """A whole page inside another: a frame of its own, so that neither's styles reach the other."""
    return f'<iframe sandbox style="width:100%;height:32em;border:0" srcdoc="{escape(page)}"></iframe>'


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
    zone: QuotaZone | None
    own: bool
    commission: Money | None
    connects: int | None
    pending: int | None


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Who stands where in a period; by rank. `reps` are those of the whole board, `rows` may be a page of it."""

    period: str
    audience: str
    frozen: bool
    reps: int
    rows: Rows[LeaderboardRow]
    _document: LeaderboardDocument = field(repr=False, compare=False)

    def to_json(self) -> str:
        """The document of schema/leaderboard.schema.json."""
        return self._document.json()

    def to_html(self) -> str:
        """A page of its own that prints: no scripts, nothing loaded from elsewhere."""
        return self._document.html()

    def _repr_html_(self) -> str:
        return _framed(self.to_html())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What one entry moves on one rep's statement, with what its commission follows from.

    `rate`, `tier` and `rounding` are the short plan's; None where plans of the plan language pay (`by_plans`). `plan`,
    `component` and `from_` (the first day of the span) are of a line that pays a component.
    """

    position: int
    kind: LineKind
    contact: str | None
    deal: int | None
    invoiced: Money | None
    rate: Fraction | None
    commission: Money | None
    closes: Fraction
    tier: int | None
    rounding: RoundingMode | None
    approved_at: datetime
    closed_at: datetime | None
    rated_at: datetime | None
    entered_at: datetime | None
    rep: str
    approver: str | None
    period: str
    closed_position: int | None
    refers_to: int | None
    reason: str | None
    self_approved: bool
    prior_period: bool
    by_plans: bool
    plan: str | None
    component: str | None
    from_: date | None
    _explain_pay: Callable[[StatementLine], PayExplanation] = field(repr=False, compare=False)

    def explain_pay(self) -> PayExplanation:
        """What the deal, or the component's span, pays in all by what is known now. Asks the engine, which must be open."""
        return self._explain_pay(self)

    def explain(self) -> str:
        """Why the line pays what it pays, as text. Where plans pay, that of explain_pay below the line's own sum."""
        if self.by_plans and (self.deal is not None or self.component is not None):
            of = f"of {self.contact} " if self.contact else ""
            return f"{self.kind} {of}at position {self.position}: {self.commission}\n{self.explain_pay()}".rstrip()
        if self.invoiced is None or self.commission is None or self.rate is None or self.tier is None:
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
class StatementPlan:
    """A version of the plan that a statement rests on. `adopted`: of the event that holds its text."""

    name: str
    in_force_from: datetime
    adopted: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute about one line of a statement. `line` is the line's position, `number` the host's."""

    number: str
    rep: str
    line: int
    deal: int | None
    opened: int
    opened_at: datetime
    opener: str
    reason: str | None
    due: datetime | None
    overdue: bool
    status: DisputeStatus
    resolved: int | None
    resolved_at: datetime | None
    resolver: str | None
    resolution: str | None
    answer: int | None


@dataclass(frozen=True, slots=True)
class QuotaPart:
    """Days of a month in a row on which the same quota holds. `until` is the last day."""

    from_: date
    until: date
    target: Fraction
    source: QuotaSource
    ramp: Fraction
    working_days: int
    leave_days: int
    quota: Fraction
    expected: Fraction


@dataclass(frozen=True, slots=True)
class QuotaStanding:
    """What a rep owes in a period, why, and where he stands against it, in units of the measure.

    `attainment` is None where he is exempt, `pace` and `projected` while nothing is expected yet, `required_per_day` where
    no day is left. `counts`: whether the month counts for a review.
    """

    period: str
    measure: QuotaMeasure
    quota: Fraction
    expected: Fraction
    achieved: Fraction
    attainment: Fraction | None
    pace: Fraction | None
    projected: Fraction | None
    required_per_day: Fraction | None
    over: bool
    zone: QuotaZone
    zone_name: str
    working_days: int
    employed_days: int
    leave_days: int
    days_left: int
    ramped: bool
    of_leave: bool
    counts: bool
    parts: Rows[QuotaPart]


@dataclass(frozen=True, slots=True)
class QuotaReview:
    """A rep was under quota for as many months running as the policy asks; `period` is the last of them."""

    rep: str
    period: str
    months: int
    position: int
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class PayComponent:
    """What one component contributes: value + rounding + refunds is its pay. `component` None: the short plan;
    `seller`: of an override, the rep whose close it pays for."""

    plan: str
    component: str | None
    from_: date
    until: date
    paid: bool
    pays: str | None
    seller: str | None
    value: Fraction
    rounding: Fraction
    refunds: Fraction
    pay: Money


@dataclass(frozen=True, slots=True)
class PayInput:
    """What a component read. `component`: its place among the explanation's."""

    component: int
    name: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class PayStep:
    """What a step of a component computed; its parts sum to it, exactly."""

    component: int
    name: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class PayPart:
    """One part of a step: quantity × rate of a tier, what a bound took, what rounding added."""

    component: int
    step: str
    kind: TraceKind
    index: int | None
    quantity: Fraction | None
    rate: Fraction | None
    amount: Fraction


@dataclass(frozen=True, slots=True)
class PayExplanation:
    """What a deal (`deal` None: a component's span) pays in all, by which plans and why. str() says it to the rep."""

    rep: str
    deal: int | None
    total: Money
    text: str
    components: Rows[PayComponent]
    inputs: Rows[PayInput]
    steps: Rows[PayStep]
    parts: Rows[PayPart]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class PayException:
    """A verified close, or a span, that plans could not pay."""

    kind: PayExceptionKind
    rep: str
    deal: int | None
    position: int | None
    date: date | None
    plan: str | None
    component: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class PeriodClose:
    """What is still open about a period, before it is closed or at its close."""

    period: str
    frozen: bool
    frozen_position: int | None
    pending: Rows[PendingClose]
    disputes: Rows[Dispute]
    exceptions: Rows[PayException]


@dataclass(frozen=True, slots=True)
class PayrollRow:
    """What a pay run pays a rep for one kind of line."""

    rep: str
    period: str
    kind: LineKind
    lines: int
    amount: Money


@dataclass(frozen=True, slots=True)
class PayrollRegister:
    """What the pay run of a period pays; more may come until it is frozen. `disputes`: open ones about its lines."""

    period: str
    frozen: bool
    total: Money | None
    rows: Rows[PayrollRow]
    disputes: Rows[Dispute]
    _document: PayrollDocument = field(repr=False, compare=False)

    def to_json(self) -> str:
        """The document of schema/payroll.schema.json."""
        return self._document.json()

    def to_csv(self) -> str:
        """A row for each rep and kind of line, below one of names."""
        return self._document.csv()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True)
class LiabilityRow:
    """What a rep is owed at an instant; negative: the rep owes it. `withheld`: earned and not payable by then."""

    rep: str
    earned: Money
    paid: Money
    owed: Money
    withheld: Money


@dataclass(frozen=True, slots=True)
class Liability:
    """What the organisation owes its reps at an instant. `receivable`: what reps owe, as an amount above zero."""

    at: datetime
    earned: Money | None
    paid: Money | None
    owed: Money | None
    withheld: Money | None
    receivable: Money | None
    rows: Rows[LiabilityRow]
    _document: LiabilityDocument = field(repr=False, compare=False)

    def to_csv(self) -> str:
        """A row for each rep, below one of names."""
        return self._document.csv()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a rep earned in a period, line by line.

    `commission` is of closes and their corrections, `withheld` what of it is not payable yet (below zero), `total` what is payable,
    with the adjustments; `balance` all that was payable so far less all that was paid, `disputed` what lines with an open dispute pay (part of `total`).
    """

    rep: str
    period: str
    plan: str
    quota_closes: int
    zone: QuotaZone
    frozen: bool
    frozen_position: int | None
    frozen_at: datetime | None
    as_of: int | None
    closes: Fraction
    revenue: Money | None
    commission: Money | None
    adjustments: Money | None
    withheld: Money | None
    total: Money | None
    year_begins: str
    commission_year_to_date: Money | None
    total_year_to_date: Money | None
    paid: Money | None
    balance: Money | None
    disputed: Money | None
    lines: Rows[StatementLine]
    deals: Rows[StatementDeal]
    pending: Rows[PendingClose]
    openings: Rows[OpeningBalance]
    plans: Rows[StatementPlan]
    disputes: Rows[Dispute]
    standing: QuotaStanding
    _document: StatementDocument = field(repr=False, compare=False)

    def to_json(self) -> str:
        """The document of schema/statement.schema.json."""
        return self._document.json()

    def to_csv(self) -> str:
        """A row for each line, below one of names; rows end with CR LF."""
        return self._document.csv()

    def to_html(self) -> str:
        """A page of its own that prints: no scripts, nothing loaded from elsewhere."""
        return self._document.html()

    def _repr_html_(self) -> str:
        return _framed(self.to_html())

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
    component: bool
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
class AssignmentOverlap:
    """A contact that two assignment rules would both take; `rule` and `other` are their places in the list."""

    rule: int
    other: int
    place: str
    name: str
    niche: str


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """One finding of the plan checker about a policy's plans."""

    kind: str
    refused: bool
    path: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """What is to be known of a policy's document before it is adopted.

    `gaps` holds (place, name) of contacts that its assignment rules leave to the pool, one for each gap; `overlaps` contacts
    that two of them would both take; `plans` what the plan checker found, refusals first.
    """

    fault: Error | None
    gaps: list[tuple[str, str]]
    overlaps: Rows[AssignmentOverlap]
    plans: Rows[PolicyFinding]

    @property
    def ok(self) -> bool:
        """Whether it could be adopted."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What became of a policy that was to be adopted, and what its rules and plans leave open."""

    outcome: Outcome
    report: PolicyReport

    def __bool__(self) -> bool:
        return bool(self.outcome)


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
