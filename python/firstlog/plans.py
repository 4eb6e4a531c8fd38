# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Commission plans over tables of closes: what a plan costs, what another would have cost, and why.

Everything here is exact to the minor unit and pays what a statement would pay; no journal is needed.

>>> from firstlog.plans import Plan, compare
>>> closes = {"rep": ["ana", "ana", "ben"], "date": ["2026-01-05", "2026-01-20", "2026-02-03"],
...           "amount": ["8000.00", "4000.00", "1800.00"]}
>>> flat = Plan.tiers({0: "15%"}, currency="GBP", name="flat")
>>> steps = Plan.tiers({0: "10%", 10000: "20%"}, currency="GBP", over="period", name="steps")
>>> flat.evaluate(closes).cost
Money('2070.00 GBP')
>>> for row in compare([flat, steps], closes).rows:
...     print(row.plan, row.cost, row.difference)
flat 2070.00 GBP 0.00 GBP
steps 1580.00 GBP -490.00 GBP
"""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from . import _core
from ._core import Money
from .columns import input_columns
from .enums import FindingKind, Severity
from .errors import InvalidArgument
from .progress import Progress, shown
from .tables import Rows

Number = str | int | Decimal | Fraction
_TEXT = re.compile(r"([A-Za-z_]+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of closes that could not be read (rows count from 0)."""

    row: int
    column: str
    reason: str
    remedy: str


class Closes:
    """Closes out of a table: one row each, its rep, its date (the credit date) and its amount, net.

    `amount` holds decimals, text, or Money; whole numbers only with minor=True, which says that they are minor
    units. Floats are refused. `date` holds dates, ISO text, whole days since 1970-01-01, or times with a zone,
    and then `zone` says whose days count. `currency` is a code, or `currency_column` the column that holds it: one
    currency at a time. `units`, `margin`, `numbers` and `texts` name further columns that a plan reads; `id` one
    that must be unique.

    `on_error="raise"` (the default) raises ColumnError with column, row and remedy; "report" leaves such rows out
    and lists them in `rejected`.

    >>> from firstlog.plans import Closes
    >>> closes = Closes({"rep": ["ana", "ben"], "date": ["2026-01-05", "soon"], "amount": ["8.00", "9.00"]},
    ...                 currency="EUR", on_error="report")
    >>> len(closes), closes.rejected[0].reason
    (1, 'not a date of the form YYYY-MM-DD')
    """

    def __init__(
        self,
        data: object,
        *,
        rep: str = "rep",
        date: str = "date",
        amount: str = "amount",
        currency: str | None = None,
        currency_column: str | None = None,
        minor: bool = False,
        zone: str | None = None,
        units: str | None = None,
        margin: str | None = None,
        numbers: Sequence[str] = (),
        texts: Sequence[str] = (),
        id: str | None = None,  # noqa: A002 - the word of the domain
        on_error: str = "raise",
    ) -> None:
        if on_error not in ("raise", "report"):
            raise InvalidArgument("on_error", f"there is no '{on_error}'", "'raise' or 'report'")
        columns = input_columns(data)
        if currency is None and currency_column is None and "currency" in columns.names:
            currency_column = "currency"
        if currency is None and currency_column is None:
            raise InvalidArgument("currency", "is not told", "say currency='EUR', or name the column: currency_column=…")
        self._closes = _core.Closes(
            columns,
            rep=rep,
            date=date,
            amount=amount,
            currency=currency or "EUR",
            currency_column=currency_column,
            minor=minor,
            zone=zone,
            units=units,
            margin=margin,
            numbers=list(numbers),
            texts=list(texts),
            id=id,
            report=on_error == "report",
        )
        self._grouped: dict[tuple[str, int], _core.GroupedCloses] = {}

    def __len__(self) -> int:
        return len(self._closes)

    @property
    def currency(self) -> str:
        """The code of the one currency."""
        return self._closes.currency

    @property
    def reps(self) -> list[str]:
        """The reps, as texts. Where the column holds whole numbers, all from 0 to the greatest."""
        return self._closes.reps

    @property
    def first_day(self) -> date | None:
        """The earliest date; None where there are no rows."""
        return self._closes.first_day

    @property
    def last_day(self) -> date | None:
        """The latest date."""
        return self._closes.last_day

    @property
    def rejected(self) -> Rows[RejectedRow]:
        """Rows that were left out, with on_error="report"."""
        return Rows(self._closes.rejected, RejectedRow)

    @property
    def copied(self) -> list[str]:
        """Which of rep, date and amount had to be copied: their layout was another."""
        return self._closes.copied

    def _by(self, period: str, threads: int) -> _core.GroupedCloses:
        key = (period, threads)
        if key not in self._grouped:
            starts, names = _periods(self.first_day or date(1970, 1, 1), self.last_day or date(1970, 1, 1), period)
            self._grouped[key] = _core.GroupedCloses(self._closes, starts, names, threads)
        return self._grouped[key]

    def __repr__(self) -> str:
        return f"<firstlog.Closes {len(self)} rows, {len(self.reps)} reps, {self.currency}, {self.first_day} to {self.last_day}>"


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _periods(first: date, last: date, period: str) -> tuple[list[int], list[str]]:
    epoch = date(1970, 1, 1)
    starts, names = [], []
    if period == "week":
        day = first - timedelta(days=first.weekday())
        while day <= last:
            starts.append((day - epoch).days)
            year, week, _ = day.isocalendar()
            names.append(f"{year}-W{week:02}")
            day += timedelta(days=7)
    elif period in _MONTHS:
        months = _MONTHS[period]
        at = (first.year * 12 + first.month - 1) // months * months
        while (day := date(at // 12, at % 12 + 1, 1)) <= last:
            starts.append((day - epoch).days)
            quarter = f"{day.year}-Q{(day.month + 2) // 3}"
            names.append({1: f"{day.year}-{day.month:02}", 3: quarter, 12: str(day.year)}[months])
            at += months
        day = date(at // 12, at % 12 + 1, 1)
    else:
        raise InvalidArgument("period", f"there is no '{period}'", "'week', 'month', 'quarter' or 'year'")
    return [*starts, (day - epoch).days], names


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
        return _money(self._result.cost[0], self.closes.currency)

    @property
    def revenue(self) -> Money:
        """All amounts."""
        return _money(self._result.cost[1], self.closes.currency)

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


@dataclass(frozen=True, slots=True)
class Finding:
    """Something broken or unwise in a plan, with a counter-example that the evaluator confirmed."""

    kind: FindingKind
    severity: Severity
    path: str
    sentence: str
    remedy: str
    size: Fraction
    cases: list[dict[str, Any]]


class Plan:
    """A commission plan: a document of the plan language (schema/expression.schema.json) and a currency.

    `Plan.tiers` makes the common ones, `Plan.of_policy` the plan of a policy document, and Plan(document) any other.
    Plans are values: `with_` answers another one.
    """

    def __init__(self, document: str | Mapping[str, object], *, currency: str | None = None, pays: str = "") -> None:
        text = document if isinstance(document, str) else json.dumps(document)
        self._plan = _core.CompiledPlan(text)
        self.currency = currency or self._plan.unit
        self.pays = pays
        Money.minor(0, self.currency)  # a currency, or the reason why not

    @classmethod
    def tiers(
        cls,
        tiers: Mapping[Number, Number] | Iterable[tuple[Number, Number]],
        *,
        currency: str,
        name: str = "plan",
        mode: str = "marginal",
        over: str = "deal",
        boundary: str = "upper",
        rounding: str = "half_up",
        cap: Number | None = None,
        part_of_quota: bool = False,
    ) -> Plan:
        """Rates by threshold: {0: "10%", 10000: "15%"}, thresholds in units of the currency.

        `mode`: "marginal" (each slice at its own rate), "slab" (the whole at the reached rate). `over`: "deal"
        (each close from zero) or "period" (running over the rep's period; with "slab", reaching a tier re-rates
        what came before). `boundary`: which tier a value equal to a threshold belongs to. `cap`: the most that a
        period pays. `part_of_quota`: thresholds are fractions of the parameter "quota" (evaluate(quota=…)).
        """
        pairs = sorted((_core.exact(f), _core.exact(r)) for f, r in (tiers.items() if isinstance(tiers, Mapping) else tiers))
        rows: list[dict[str, object]] = []
        for at, (start, rate) in enumerate(pairs):
            row: dict[str, object] = {"from": str(start), "rate": str(rate)}
            if at + 1 < len(pairs):
                row["to"] = str(pairs[at + 1][0])
            rows.append(row)
        table: dict[str, object] = {"mode": mode, "boundary": boundary, "tiers": rows}
        step: dict[str, object] = {"measure": "amount", "table": table}
        inputs = ["amount"]
        if over not in ("deal", "period"):
            raise InvalidArgument("over", f"there is no '{over}'", "'deal' or 'period'")
        if over == "period":
            step["accumulate"] = "running"
        if part_of_quota:
            table["threshold_unit"] = "part_of_quota"
            step["quota"] = "quota"
            inputs.append("quota")
        places = Money.minor(0, currency).amount.as_tuple().exponent
        steps: list[dict[str, object]] = [
            {"name": "line", "table": step},
            {"name": "commission", "round": {"of": "line", "to": {"mode": rounding, "places": -int(places)}}},
        ]
        if cap is not None:
            steps.append({"name": "capped", "bound": {"of": "commission", "most": str(_core.exact(cap)), "running": True}})
        return cls({"version": 1, "name": name, "unit": currency, "inputs": inputs, "steps": steps}, currency=currency)

    @classmethod
    def of_policy(cls, document: str | Mapping[str, object]) -> Plan:
        """The plan of a policy document (schema/policy.schema.json).

        >>> from firstlog.plans import Plan
        >>> Plan.of_policy({"version": 1, "plan": {"currency": "GBP"}}).payout("1800.00")
        Money('270.00 GBP')
        """
        text = document if isinstance(document, str) else json.dumps(document)
        return cls(_core.plan_of_policy(text), pays="commission")

    @property
    def name(self) -> str:
        """The plan's name."""
        return self._plan.name

    @property
    def document(self) -> dict[str, Any]:
        """The plan as a document; a copy."""
        return json.loads(self._plan.document)  # type: ignore[no-any-return]

    @property
    def inputs(self) -> list[str]:
        """The columns of numbers that the plan reads: "amount", and parameters such as "quota"."""
        return self._plan.inputs

    @property
    def texts(self) -> list[str]:
        """The columns of text that the plan reads."""
        return self._plan.texts

    @property
    def _paid(self) -> str:
        return self.pays or self._plan.values[-1]

    def evaluate(
        self,
        closes: object,
        *,
        period: str = "month",
        progress: Progress = False,
        threads: int = 1,
        lines: bool = True,
        parameters: Mapping[str, object] | None = None,
        **columns: Any,
    ) -> Evaluation:
        """What the plan pays these closes: a Closes, or whatever Closes reads (`columns` are its arguments).

        A group is one rep's closes of one `period` ("week", "month", "quarter", "year"), in order of date and row.
        `parameters` are the plan's inputs that are no columns: {"quota": 50000}, or by rep {"quota": {"ana": …}}.
        The interpreter's lock is given up; Ctrl-C stops it; `progress` True shows a bar, a callable is called with
        (closes done, closes in all).
        """
        table = self._closes(closes, columns)
        grouped = table._by(period, threads)
        with shown(progress, len(table), self.name) as told:
            result = grouped.evaluate(
                self._plan,
                pays=self.pays,
                parameters=dict(parameters or {}),
                lines=lines,
                threads=threads,
                progress=told,
            )
        return Evaluation(self, table, period, result, grouped)

    def _closes(self, closes: object, columns: Mapping[str, Any]) -> Closes:
        if isinstance(closes, Closes):
            if columns:
                raise InvalidArgument(next(iter(columns)), "says how closes are read that were read already", "leave it out")
            table = closes
        else:
            given = dict(columns)
            names = input_columns(closes)
            if "currency_column" not in given and "currency" not in names.names:
                given.setdefault("currency", self.currency)
            given.setdefault("texts", [text for text in self.texts if text != "date"])
            given.setdefault("units", "units" if "units" in self.inputs and "units" in names.names else None)
            given.setdefault("margin", "margin" if "margin" in self.inputs and "margin" in names.names else None)
            table = Closes(names, **given)
        if table.currency != self.currency:
            raise InvalidArgument("closes", f"are in {table.currency}, the plan is in {self.currency}", "convert one of the two")
        return table

    def payout(self, amount: Money | Number, **parameters: Number) -> Money:
        """What one close of this amount pays, alone in its period."""
        return _money(self._pay([amount], parameters)[0], self.currency, exact=False)

    def _pay(self, amounts: Sequence[Money | Number], parameters: Mapping[str, Number]) -> list[Fraction]:
        numbers: dict[str, list[Any]] = {"amount": list(amounts)}
        numbers.update({name: [value] for name, value in parameters.items()})
        values, _ = self._plan.evaluate({k: v for k, v in numbers.items() if k in self.inputs}, {t: [""] for t in self.texts}, False)
        column: list[Fraction] = values[self._paid]
        return column

    def explain(self, closes: Iterable[Money | Number | Mapping[str, Any]], *, rows: Iterable[int] = (), **parameters: Number) -> Explanation:
        """Every step over a few closes of one group: amounts, or mappings of inputs.

        >>> from firstlog.plans import Plan
        >>> plan = Plan.tiers({0: "10%", 10000: "20%"}, currency="GBP", over="period")
        >>> print(plan.explain(["8000", "4000"]).of("line", 1))  # doctest: +ELLIPSIS
        [TracePart(value='line', line=1, kind='slice', index=0, quantity=Fraction(2000, 1), rate=Fraction(1, 10), ...
        """
        listed = [one if isinstance(one, Mapping) else {"amount": one} for one in closes]
        numbers: dict[str, list[Any]] = {}
        for name in self.inputs:
            numbers[name] = [parameters[name]] if name in parameters else [one[name] for one in listed]
        texts = {name: [str(one.get(name, "")) for one in listed] for name in self.texts}
        values, traces = self._plan.evaluate(numbers, texts, True)
        return Explanation(tuple(rows), values, [TracePart(*part) for part in traces])

    def check(self, **options: Any) -> list[Finding]:
        """What is broken or unwise in the plan, each with a counter-example. Empty where nothing is.

        Options are those of the checker: cliff, moving, splitting, merging, less_for_more, uncapped_rate, rate_max,
        pays, sold (names of inputs that are sold) and fixed ({"quota": 50000}).

        >>> from firstlog.plans import Plan
        >>> bad = Plan.tiers({0: "15%", 10000: "10%"}, currency="GBP", mode="slab")
        >>> bad.check(sold=["amount"])[0].kind
        <FindingKind.less_for_more: 'less_for_more'>
        """
        if self.pays:
            options.setdefault("pays", self.pays)
        found = json.loads(self._plan.check(options))
        return [
            Finding(
                FindingKind(one["kind"]),
                Severity(one["severity"]),
                one["path"],
                one["sentence"],
                one.get("remedy", ""),
                _core.exact(one["size"]),
                one["cases"],
            )
            for one in found["findings"]
        ]

    def with_(self, changes: Mapping[str, Number], *, name: str | None = None) -> Plan:
        """The plan with other numbers: "rate[1]" and "from[1]" of its table's tiers, "cap", or any path of the
        document such as "steps[0].table.table.tiers[1].rate".

        >>> from firstlog.plans import Plan
        >>> Plan.tiers({0: "10%"}, currency="GBP").with_({"rate[0]": "12%"}).payout("100")
        Money('12.00 GBP')
        """
        document = copy.deepcopy(self.document)
        for path, value in changes.items():
            _change(document, path, _core.exact(value))
        if name is not None:
            document["name"] = name
        return Plan(document, currency=self.currency, pays=self.pays)

    def knobs(self) -> dict[str, Fraction]:
        """What `with_` and `sweep` may change by short names, and where each stands."""
        found: dict[str, Fraction] = {}
        for step in self.document["steps"]:
            if "table" in step and "rate[0]" not in found:
                for at, tier in enumerate(step["table"]["table"]["tiers"]):
                    found[f"rate[{at}]"] = _core.exact(tier["rate"])
                    if at:
                        found[f"from[{at}]"] = _core.exact(tier["from"])
            if "bound" in step and step["bound"].get("most", "")[:1].isdigit():
                found["cap"] = _core.exact(step["bound"]["most"])
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plan):
            return NotImplemented
        return (self._plan.document, self.currency, self.pays) == (other._plan.document, other.currency, other.pays)

    def __hash__(self) -> int:
        return hash((self._plan.document, self.currency, self.pays))

    def __repr__(self) -> str:
        steps = ", ".join(step["name"] for step in self.document["steps"])
        return f"<firstlog.Plan {self.name} in {self.currency}: {steps}>"


def _change(document: dict[str, Any], path: str, value: Fraction) -> None:
    text = str(value)
    tables = [step["table"]["table"] for step in document["steps"] if "table" in step]
    short = _TEXT.fullmatch(path)
    if short and short[1] in ("rate", "from") and short[2] is not None:
        tiers = tables[0]["tiers"] if tables else []
        at = int(short[2])
        if at >= len(tiers):
            raise InvalidArgument(path, f"the plan has {len(tiers)} tiers", "count them from 0")
        tiers[at][short[1]] = text
        if short[1] == "from" and at > 0:
            tiers[at - 1]["to"] = text
        return
    if path == "cap":
        for step in document["steps"]:
            if "bound" in step and "most" in step["bound"]:
                step["bound"]["most"] = text
                return
        raise InvalidArgument(path, "the plan has no cap", "make it with one: Plan.tiers(…, cap=…)")
    at_: Any = document
    parts = re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)
    try:
        for name, index in parts[:-1]:
            at_ = at_[int(index)] if index else at_[name]
        name, index = parts[-1]
        key: Any = int(index) if index else name
        at_[key]  # must be there
        at_[key] = text
    except (KeyError, IndexError, TypeError):
        raise InvalidArgument(path, "the plan's document has no such place", "'rate[1]', 'from[1]', 'cap', or a path of plan.document") from None


def _money(value: Fraction, currency: str, *, exact: bool = True) -> Money:
    fraction = Fraction(value)
    if not exact:
        places = -int(Money.minor(0, currency).amount.as_tuple().exponent)
        scaled = fraction * 10**places
        fraction = Fraction(round(scaled), 10**places)
    return Money(fraction, currency)


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
    names = _periods(table.first_day or date(1970, 1, 1), table.last_day or date(1970, 1, 1), period)[1]
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
