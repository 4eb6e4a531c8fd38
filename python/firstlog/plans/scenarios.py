# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What other plans would cost: side by side, swept, moved a little, drawn from history."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .. import _core
from .._core import Money
from ..errors import InvalidArgument
from ..progress import shown
from .closes import period_starts

if TYPE_CHECKING:
    from ..progress import Progress
    from .evaluation import Evaluation
    from .plan import Number, Plan


@dataclass(frozen=True, slots=True)
class Compared:
    """What one plan of several costs."""

    plan: str
    cost: Money
    revenue: Money
    cost_of_revenue: Fraction | None
    difference: Money
    reps_better: int
    reps_worse: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a rep is paid by another plan."""

    plan: str
    rep: str | int
    before: Money
    after: Money
    difference: Money


class Comparison:
    """Several plans over the same closes; the first is what the others are compared with."""

    def __init__(self, evaluations: Sequence[Evaluation]) -> None:
        self.evaluations = list(evaluations)
        first = self.evaluations[0]
        before = first.by_rep()
        self.rows: list[Compared] = []
        self.changes: list[Change] = []
        for evaluation in self.evaluations:
            after = evaluation.by_rep()
            changed = [
                Change(evaluation.plan.name, rep, before[rep], after[rep], after[rep] - before[rep])
                for rep in before
                if after[rep] != before[rep]
            ]
            self.changes += changed
            self.rows.append(
                Compared(
                    evaluation.plan.name,
                    evaluation.cost,
                    evaluation.revenue,
                    evaluation.cost_of_revenue,
                    evaluation.cost - first.cost,
                    sum(1 for one in changed if one.difference.minor_units > 0),
                    sum(1 for one in changed if one.difference.minor_units < 0),
                )
            )

    def __repr__(self) -> str:
        return "\n".join(f"{row.plan}: {row.cost} ({row.difference.amount:+})" for row in self.rows)


def compare(plans: Sequence[Plan], closes: object, *, period: str = "month", progress: Progress = False, threads: int = 1, **columns: Any) -> Comparison:
    """Several plans over the same closes; the first is what the others are compared with."""
    if not plans:
        raise InvalidArgument("plans", "is empty", "give at least one plan")
    table = plans[0]._closes(closes, columns)
    done = []
    with shown(progress, len(plans), "plans") as told:
        for at, plan in enumerate(plans):
            done.append(plan.evaluate(table, period=period, threads=threads))
            if told is not None:
                told(at + 1)
    return Comparison(done)


@dataclass(frozen=True, slots=True)
class SweepRow:
    """One combination of a sweep."""

    values: dict[str, Fraction]
    cost: Money
    difference: Money
    cost_of_revenue: Fraction | None


def sweep(
    plan: Plan,
    closes: object,
    over: Mapping[str, Sequence[Number]],
    *,
    period: str = "month",
    parameters: Mapping[str, object] | None = None,
    progress: Progress = False,
    threads: int = 1,
    **columns: Any,
) -> list[SweepRow]:
    """The plan's cost for every combination of these numbers: {"rate[1]": ["6%", "7%"], "quota": [40000, 50000]}.

    Names are those of Plan.with_, or the plan's parameters. `difference` is to the plan as it is.
    """
    table = plan._closes(closes, columns)
    fixed = dict(parameters or {})
    names = list(over)
    moved = [name for name in names if name in plan.inputs and name != "amount"]
    start = {**{name: over[name][0] for name in moved}, **fixed}
    base = plan.evaluate(table, period=period, parameters=start, threads=threads, lines=False).cost
    combinations = list(itertools.product(*(over[name] for name in names)))
    rows = []
    with shown(progress, len(combinations), "sweep") as told:
        for at, combination in enumerate(combinations):
            given = dict(zip(names, combination, strict=True))
            changed = plan.with_({name: value for name, value in given.items() if name not in moved})
            quotas = {**fixed, **{name: given[name] for name in moved}}
            evaluation = changed.evaluate(table, period=period, parameters=quotas, threads=threads, lines=False)
            values = {name: _core.exact(value) for name, value in given.items()}
            rows.append(SweepRow(values, evaluation.cost, evaluation.cost - base, evaluation.cost_of_revenue))
            if told is not None:
                told(at + 1)
    return rows


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How the cost answers to one number of the plan, moved down and up by the same part."""

    knob: str
    value: Fraction
    cost_down: Money
    cost_up: Money
    difference_down: Money
    difference_up: Money

    @property
    def swing(self) -> Money:
        """From the lower cost to the higher one."""
        return abs(self.cost_up - self.cost_down)


def sensitivity(
    plan: Plan, closes: object, *, by: Number = "10%", period: str = "month", parameters: Mapping[str, object] | None = None, **columns: Any
) -> list[Sensitivity]:
    """Which of the plan's rates and thresholds matter: each moved down and up by a part of itself, the largest
    swing first. What cannot be moved so far (thresholds that would meet) is left out."""
    table = plan._closes(closes, columns)
    part = _core.exact(by)
    base = plan.evaluate(table, period=period, parameters=parameters, lines=False).cost
    rows = []
    for knob, value in plan.knobs().items():
        if not value:
            continue
        costs = []
        for factor in (1 - part, 1 + part):
            try:
                changed = plan.with_({knob: value * factor})
            except ValueError:
                break
            costs.append(changed.evaluate(table, period=period, parameters=parameters, lines=False).cost)
        if len(costs) == 2:
            rows.append(Sensitivity(knob, value, costs[0], costs[1], costs[0] - base, costs[1] - base))
    return sorted(rows, key=lambda row: -row.swing.minor_units)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Payout of periods to come, drawn from the team's own history: never a bare number.

    `low` and `high` bound the middle `confidence` of the draws, `median` halves them.
    """

    periods: int
    draws: int
    history: int
    confidence: Fraction
    low: Money
    median: Money
    high: Money
    samples: list[int]

    def __repr__(self) -> str:
        return (
            f"<Forecast of {self.periods} periods: {self.median}, between {self.low} and {self.high} "
            f"({float(self.confidence):.0%} of {self.draws} draws from {self.history} periods)>"
        )


def bootstrap(
    plan: Plan,
    closes: object,
    *,
    periods: int = 3,
    draws: int = 10_000,
    confidence: Number = "90%",
    by: str = "period",
    seed: int = 0,
    period: str = "month",
    parameters: Mapping[str, object] | None = None,
    progress: Progress = False,
    **columns: Any,
) -> Forecast:
    """What the next `periods` periods (3 months: a quarter) will pay, resampled from those of the closes.

    `by="period"` draws whole periods of the team, which keeps what its reps have in common (a season, a campaign);
    `by="rep"` draws each rep's periods by themselves, as if they had nothing in common. Periods without closes count
    as such. The same seed gives the same answer. What history does not hold (a new product, a rep who left) is not in
    it.
    """
    import random

    if by not in ("period", "rep"):
        raise InvalidArgument("by", f"there is no '{by}'", "'period' or 'rep'")
    table = plan._closes(closes, columns)
    evaluation = plan.evaluate(table, period=period, parameters=parameters, lines=False)
    names = period_starts(table.first_day or date(1970, 1, 1), table.last_day or date(1970, 1, 1), period)[1]
    if len(names) < 2 or not len(table):
        raise InvalidArgument("closes", f"span {len(names) if len(table) else 0} periods", "give at least two: nothing can be drawn from one")
    place = {name: at for at, name in enumerate(names)}
    by_rep: dict[str | int, list[int]] = {}
    for total in evaluation.totals:
        by_rep.setdefault(total.rep, [0] * len(names))[place[total.period]] += total.commission.minor_units
    pools = list(by_rep.values()) if by == "rep" else [[sum(column) for column in zip(*by_rep.values(), strict=True)]]
    dice = random.Random(seed)
    samples = []
    with shown(progress, draws, "draws") as told:
        for at in range(draws):
            samples.append(sum(sum(dice.choices(pool, k=periods)) for pool in pools))
            if told is not None and at % 256 == 0:
                told(at)
    samples.sort()
    inside = _core.exact(confidence)
    if not 0 < inside < 1:
        raise InvalidArgument("confidence", "is not between 0 and 1", "say '90%'")

    def quantile(part: Fraction) -> Money:
        return Money.minor(samples[min(draws - 1, int(part * draws))], table.currency)

    return Forecast(
        periods, draws, len(names), inside, quantile((1 - inside) / 2), quantile(Fraction(1, 2)), quantile((1 + inside) / 2), samples
    )
