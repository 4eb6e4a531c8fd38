# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Tasks on plans; no journal is needed."""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path

from ..errors import InvalidArgument, Malformed
from ..plans import Closes, Plan
from ..plans import compare as compare_plans
from .render import Out, text_of


def read_plan(path: Path) -> Plan:
    """A plan of the plan language, or the plan of a policy."""
    text = text_of(path)
    try:
        document = json.loads(text)
    except ValueError as error:
        raise Malformed(str(path), f"is no JSON: {error}") from None
    if isinstance(document, dict) and "steps" in document:
        return Plan(text)
    return Plan.of_policy(text)


def check(options: argparse.Namespace, out: Out) -> int:
    """What is broken or unwise in a plan."""
    plan = read_plan(options.plan)
    findings = plan.check(**({"sold": options.sold} if options.sold else {}))
    out.answer(findings)
    for finding in findings:
        out.say(f"{finding.severity} {finding.kind} at {finding.path}: {finding.sentence}")
        if finding.remedy:
            out.say(f"  {finding.remedy}")
    if not findings:
        out.say("no findings")
    return 1 if any(finding.severity == "refuse" for finding in findings) else 0


def compare(options: argparse.Namespace, out: Out) -> int:
    """What plans would have cost."""
    plans = [read_plan(path) for path in options.plans]
    try:
        rows = list(csv.DictReader(io.StringIO(text_of(options.closes, "utf-8-sig"), newline=""), strict=True))
    except csv.Error as error:
        raise Malformed(str(options.closes), f"is no CSV: {error}", "export it again, fields with quotes in quotes") from None
    names = list(rows[0]) if rows else [options.rep, options.date, options.amount]
    columns: dict[str, list[object]] = {name: [row[name] or None for row in rows] for name in names if name is not None}
    if options.minor and options.amount in columns:
        columns[options.amount] = [_whole(at, options.amount, text) for at, text in enumerate(columns[options.amount])]
    closes = Closes(
        columns, rep=options.rep, date=options.date, amount=options.amount, currency=plans[0].currency, minor=options.minor,
        texts=sorted({text for plan in plans for text in plan.texts if text != "date"}),
        on_error="report" if options.skip_bad_rows else "raise",
    )  # fmt: skip
    compared = compare_plans(plans, closes, period=options.by, progress=not out.as_json)
    out.answer({"plans": compared.rows, "changes": compared.changes, "left_out": closes.rejected})
    out.say(f"{len(closes):,} closes of {len(closes.reps):,} reps, {closes.first_day} to {closes.last_day}")
    out.table(compared.rows, ["plan", "cost", "revenue", "difference", "reps_better", "reps_worse"])
    if compared.changes:
        out.say("\nwho is paid otherwise")
        out.table(compared.changes[:30], ["plan", "rep", "before", "after", "difference"])
    if closes.rejected:
        out.say(f"\n{len(closes.rejected):,} rows left out")
        out.table(closes.rejected[:20], ["row", "column", "reason", "remedy"])
    if options.plot:
        from .. import plot

        plot.save(plot.costs(compared.evaluations), options.plot)
    return 1 if closes.rejected else 0


def _whole(row: int, column: str, text: object) -> object:
    try:
        return None if text is None else int(str(text))
    except ValueError:
        raise InvalidArgument(f"column '{column}', row {row}", f"'{text}' is no whole number", "leave --minor out for decimals") from None
