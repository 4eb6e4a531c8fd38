# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What a rep earned in a period, line by line, and what is still open about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from .._core import Money
from ..enums import BalanceKind, DisputeStatus, LineKind, QuotaZone, RoundingMode
from .page import framed

if TYPE_CHECKING:
    from .._core import StatementDocument
    from ..tables import Rows
    from .pay import PayException, PayExplanation
    from .team import QuotaStanding


def percent(rate: Fraction) -> str:
    """15%, 7.25%; a fraction where no whole hundredth of a percent is."""
    hundredths = rate * 10_000
    return f"{Decimal(hundredths.numerator) / 100:f}%" if hundredths.denominator == 1 else str(rate)


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
            f"{self.kind} of {self.contact} at position {self.position}: {self.invoiced} × {percent(self.rate)} "
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
class PeriodClose:
    """What is still open about a period, before it is closed or at its close."""

    period: str
    frozen: bool
    frozen_position: int | None
    pending: Rows[PendingClose]
    disputes: Rows[Dispute]
    exceptions: Rows[PayException]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a rep earned in a period, line by line.

    `commission` is of closes and their corrections, `withheld` what of it is not payable yet (below zero), `total` what is
    payable, with the adjustments; `balance` all that was payable so far less all that was paid, `disputed` what lines with an
    open dispute pay (part of `total`).
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
        return framed(self.to_html())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.lines.__arrow_c_stream__(requested_schema)
