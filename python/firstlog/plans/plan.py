# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""A commission plan: what it pays, what is unwise in it, and others made of it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .. import _core
from .._core import Money
from ..columns import input_columns
from ..enums import FindingKind, Severity
from ..errors import InvalidArgument
from ..progress import shown
from .closes import Closes
from .evaluation import Evaluation, Explanation, TracePart, exact_money

if TYPE_CHECKING:
    from ..progress import Progress

Number = str | int | Decimal | Fraction
_TEXT = re.compile(r"([A-Za-z_]+)(?:\[(\d+)\])?")


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
        return exact_money(self._pay([amount], parameters)[0], self.currency, exact=False)

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
