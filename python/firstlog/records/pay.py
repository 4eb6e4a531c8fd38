# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Why something is paid, and what is owed to everybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from .._core import Money
from ..enums import LineKind, PayExceptionKind, TraceKind

if TYPE_CHECKING:
    from .._core import LiabilityDocument, PayrollDocument
    from ..tables import Rows
    from .statements import Dispute


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
