# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""People: their standing, what they owe, whom they are given, what they leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from .._core import Money
from ..enums import EventKind, QuotaMeasure, QuotaSource, QuotaZone, Role, Rule
from .page import framed

if TYPE_CHECKING:
    from .._core import LeaderboardDocument
    from ..tables import Rows
    from .statements import PendingClose


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
        return framed(self.to_html())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)


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
