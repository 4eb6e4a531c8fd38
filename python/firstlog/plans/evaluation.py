# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What a plan pays closes, and the steps that say why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .._core import Money
from ..errors import InvalidArgument
from ..tables import Rows

if TYPE_CHECKING:
    from .. import _core
    from .closes import Closes
    from .plan import Plan


@dataclass(frozen=True, slots=True)
class Total:
    """What one rep sold and was paid in one period."""

    rep: str | int
    period: str
    closes: int
    revenue: Money
    commission: Money


@dataclass(frozen=True, slots=True)
class TracePart:
    """A part of a value: the parts of a line of a value sum to it, exactly."""

    value: str
    line: int
    kind: str
    index: int | None
    quantity: Fraction | None
    rate: Fraction | None
    amount: Fraction


class Evaluation:
    """What a plan pays a table of closes.

    `totals` (by rep and period) and `lines` (one commission a row, in the rows' order) are tables that pandas,
    polars, pyarrow and DuckDB take as they are; the evaluation itself is its totals.
    """

    def __init__(self, plan: Plan, closes: Closes, period: str, result: _core.BulkResult, grouped: _core.GroupedCloses) -> None:
        self.plan = plan
        self.closes = closes
        self.period = period
        self._result = result
        self._grouped = grouped

    @property
    def totals(self) -> Rows[Total]:
        """By rep and period, where there are closes."""
        return Rows(self._result.totals, Total)

    @property
    def lines(self) -> Rows[Money]:
        """The commission of each close, in the order of the rows. Raises where the plan pays groups."""
        return Rows(self._result.lines, lambda commission: commission)

    @property
    def cost(self) -> Money:
        """All commissions."""
        return exact_money(self._result.cost[0], self.closes.currency)

    @property
    def revenue(self) -> Money:
        """All amounts."""
        return exact_money(self._result.cost[1], self.closes.currency)

    @property
    def cost_of_revenue(self) -> Fraction | None:
        """Commission by revenue; None where there is no revenue."""
        cost, revenue, _ = self._result.cost
        return Fraction(cost) / Fraction(revenue) if revenue else None

    def by_rep(self) -> dict[str | int, Money]:
        """Commission by rep, over all periods."""
        return self._sums(lambda total: total.rep)

    def by_period(self) -> dict[str, Money]:
        """Commission by period, over all reps."""
        return dict(sorted(self._sums(lambda total: total.period).items()))

    def _sums(self, key: Callable[[Total], Any]) -> dict[Any, Money]:
        sums: dict[Any, Money] = {}
        for total in self.totals:
            sums[key(total)] = sums[key(total)] + total.commission if key(total) in sums else total.commission
        return sums

    def explain(self, rep: str | int, period: str) -> Explanation:
        """Every step of the plan for one rep's period, with the parts of each value."""
        rows = self._grouped.rows_of(str(rep), period)
        if not rows:
            raise InvalidArgument("rep", f"{rep} has no closes in {period}", "look at totals for those who have")
        return self.plan.explain([self._grouped.close(row) for row in rows], rows=rows)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._result.totals.__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"<Evaluation of {self.plan.name}: {self.cost} for {self.revenue} of {len(self.closes)} closes>"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A plan's steps over a few closes: `values` by name, and the parts that each of them consists of."""

    rows: tuple[int, ...]
    values: dict[str, list[Fraction]]
    parts: list[TracePart]

    def of(self, value: str, line: int = 0) -> list[TracePart]:
        """The parts of one line of one value."""
        return [part for part in self.parts if part.value == value and part.line == line]

    def __str__(self) -> str:
        lines = []
        for part in self.parts:
            how = f"{_plain(part.quantity)} × {_plain(part.rate)} = " if part.quantity is not None and part.rate is not None else ""
            lines.append(f"{part.value}[{part.line}] {part.kind}: {how}{_plain(part.amount)}")
        return "\n".join(lines)


def _plain(number: Fraction | None) -> str:
    if number is None:
        return "?"
    below = number.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    if below != 1:
        return str(number)
    text = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    return text


def exact_money(value: Fraction, currency: str, *, exact: bool = True) -> Money:
    """The amount; with exact=False rounded to the minor unit, halves to even."""
    fraction = Fraction(value)
    if not exact:
        places = -int(Money.minor(0, currency).amount.as_tuple().exponent)
        scaled = fraction * 10**places
        fraction = Fraction(round(scaled), 10**places)
    return Money(fraction, currency)
