# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Tasks on a journal."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from .. import ManualClock, Organisation, commands, examples, verify_evidence, verify_statement
from .. import open as open_engine
from ..records import ImportFinding
from .render import Out, plain, shown, text_of


_SHOWN = 40  # rows of a table for people


class Misuse(Exception):
    """The command line lacks something, or says two things that do not go together."""


@contextmanager
def opened(options: argparse.Namespace, *, acts: bool = True, makes: bool = False, clock: ManualClock | None = None) -> Iterator[Organisation]:
    """The organisation that the options name."""
    if not options.store:
        raise Misuse("which store? say --store FILE, or set FIRSTLOG_STORE")
    if not options.organisation:
        raise Misuse("whose journal? say --organisation KEY, or set FIRSTLOG_ORGANISATION")
    if acts and not options.actor:
        raise Misuse("who asks? say --as ACTOR, or set FIRSTLOG_ACTOR")
    uri = options.store if ":" in options.store else f"sqlite:{options.store}"
    if not makes and uri.startswith("sqlite:") and not Path(uri[7:]).exists():
        raise Misuse(f"there is no file {uri[7:]}; 'firstlog found' makes one")
    with open_engine(uri, clock=clock) as engine:
        yield engine.organisation(options.organisation)


def key_of(text: str) -> bytes:
    """A public key as people write it."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Misuse("--key: write 64 hexadecimal digits") from None


def seed_of(path: Path) -> bytes:
    """A signing seed out of a file: 32 bytes, or 64 hexadecimal digits."""
    read = path.read_bytes()
    if len(read) == 32:
        return read
    try:
        return bytes.fromhex(read.decode("ascii").strip())
    except ValueError:
        raise Misuse(f"--seed {path}: a seed is 32 bytes, or 64 hexadecimal digits") from None


def found(options: argparse.Namespace, out: Out) -> int:
    """Founds an organisation."""
    clock = ManualClock(options.at) if options.at else None
    if options.at and options.period and options.period > options.at[:7]:
        raise Misuse(f"--period {options.period} begins after --at {options.at}: name a month that has begun by then")
    with opened(options, makes=True, clock=clock) as organisation:
        document = text_of(options.policy)
        outcomes = [
            organisation.found_organisation(actor=options.actor, key=options.organisation, document=document, period=options.period)
        ]
        if outcomes[0] and options.importer:
            outcomes.append(organisation.register_actor(actor=options.actor, key=options.importer, roles="importer"))
        out.answer(outcomes)
        for outcome in outcomes:
            out.say(str(outcome))
        return 0 if all(outcomes) else 1


@dataclass(slots=True)
class _Group:
    """Findings of one kind, as a person would tell of them."""

    kind: str
    table: str
    column: str | None
    command: str | None
    rule: str | None
    first_row: int
    for_example: str
    remedy: str
    rows: int = 0


def _groups(findings: Iterable[ImportFinding]) -> list[_Group]:
    groups: dict[tuple[str, str, str | None, str | None, str | None], _Group] = {}
    for one in findings:
        key = (one.kind, one.table, one.column, one.command, one.rule)
        if key not in groups:
            groups[key] = _Group(*key, one.row, one.reason, one.remedy)
        groups[key].rows += 1
    return sorted(groups.values(), key=lambda group: -group.rows)


def bring_in(options: argparse.Namespace, out: Out) -> int:
    """Imports a history."""
    tables = {}
    for one in options.table:
        name, equals, path = one.partition("=")
        if not equals:
            raise Misuse(f"--table {one}: write NAME=FILE")
        tables[name] = Path(path)
    clock = None
    if options.replay:
        with opened(options) as organisation:
            head = organisation.head()
        if head.time is None:
            raise Misuse("the organisation is not founded yet: firstlog found --at …")
        clock = ManualClock(head.time)
    with opened(options, clock=clock) as organisation:
        report = organisation.import_history(
            text_of(options.mapping),
            tables,
            batch=options.batch,
            importer=options.actor,
            dry_run=options.dry_run,
            clock=clock,
            manager=options.manager,
        )
    out.answer(report)
    out.say("tried; nothing was written" if options.dry_run else f"imported as '{options.batch}'")
    out.say(
        f"{report.rows:,} rows, {report.commands:,} commands: {report.accepted:,} accepted, {report.contested:,} contested, "
        f"{report.refused:,} refused, {report.malformed:,} malformed, {report.repeated:,} known from before"
    )
    if len(report.findings) > 20:
        groups = _groups(report.findings)
        out.table(groups, ["rows", "kind", "table", "column", "command", "rule", "first_row", "for_example", "remedy"])
        out.say("--report FILE writes every row of them")
    elif report.findings:
        out.table(report.findings, ["kind", "table", "row", "column", "command", "contact", "actor", "winner", "reason", "remedy"])
    if options.report:
        with options.report.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            names = [one.name for one in fields(ImportFinding)]
            writer.writerow(names)
            for finding in report.findings:
                writer.writerow([shown(getattr(finding, name)) for name in names])
    return 1 if report.refused or report.malformed else 0


def assign(options: argparse.Namespace, out: Out) -> int:
    """Assigns a contact, or rebalances; or says what would come of it."""
    if options.contact and not options.to:
        raise Misuse("to whom? say --to REP")
    command = (
        commands.assign(actor=options.actor, contact=options.contact, rep=options.to, reason=options.reason)
        if options.contact
        else commands.rebalance(actor=options.actor)
    )
    with opened(options) as organisation:
        if options.preview:
            preview = organisation.preview(command)
            out.answer({"outcome": preview.outcomes[0], "events": preview.events})
            out.say(f"would be {preview.outcomes[0]}")
            out.table(preview.events, ["kind", "contact", "rep", "rule"])
            return 0 if preview.outcomes[0] else 1
        outcome = organisation.submit(command)
        out.answer(outcome)
        out.say(str(outcome))
        return 0 if outcome else 1


def explain_claim(options: argparse.Namespace, out: Out) -> int:
    """Who logged first."""
    with opened(options, acts=False) as organisation:
        claim = organisation.explain_claim(options.contact, options.cycle)
        if options.evidence:
            options.evidence.write_text(organisation.evidence(options.contact, cycle=options.cycle), encoding="utf-8")
    out.answer(claim)
    out.say(f"{claim.contact}, cycle {claim.cycle}: " + (f"{claim.winner} logged first, at position {claim.winning_position}" if claim.winner else "nobody has the claim"))
    out.table(claim.contenders, ["position", "recorded_at", "rep", "kind", "rule", "wins"])
    if claim.changes:
        out.say("\nwhat moved the claim")
        out.table(claim.changes, ["position", "recorded_at", "kind", "actor", "from_", "to", "reason"])
    return 0


def leaderboard(options: argparse.Namespace, out: Out) -> int:
    """Who stands where."""
    with opened(options) as organisation:
        board = organisation.leaderboard(options.actor, options.period)
    if options.html:
        options.html.write_text(board.to_html(), encoding="utf-8")
    out.answer(board)
    out.say(f"{board.period}{', frozen' if board.frozen else ''}")
    shows = ["rank", "rep", "verified_closes", "revenue", "dials", "warm", "zone"]
    out.table(board.rows, shows + (["commission", "pending"] if board.audience == "manager" else []))
    return 0


def statement(options: argparse.Namespace, out: Out) -> int:
    """A rep's month."""
    with opened(options) as organisation:
        one = organisation.statement(options.actor, options.rep, options.period)
        if options.export:
            seed = seed_of(options.seed) if options.seed else None
            file = organisation.export_statement(options.actor, options.rep, options.period, seed=seed)
            options.export.write_text(file, encoding="utf-8", newline="")
        why = [line.explain() for line in one.lines] if options.explain else []
    if options.html:
        options.html.write_text(one.to_html(), encoding="utf-8")
    if options.csv:
        options.csv.write_text(one.to_csv(), encoding="utf-8", newline="")
    out.answer(one)
    out.say(f"{one.rep}, {one.period}, plan {one.plan}, {one.standing.achieved} of {one.standing.quota} {one.standing.measure}: {one.standing.zone_name.replace('_', ' ')}{', frozen' if one.frozen else ''}")
    out.table(one.lines, ["position", "kind", "contact", "invoiced", "rate", "commission", "approver", "reason"])
    for text in why:
        out.say(text)
    out.say(f"commission {one.commission}, adjustments {one.adjustments}, total {one.total}; year to date {one.total_year_to_date}")
    out.say(f"paid for the month {one.paid}, owed in all {one.balance}" + (f", disputed {one.disputed}" if one.disputes else ""))
    if one.pending:
        out.say("\nwaiting for a decision; earns nothing yet")
        out.table(one.pending, ["contact", "claimed", "closed_at", "hold_until"])
    if options.plot:
        from .. import plot

        plot.save(plot.waterfall(one), options.plot)
    return 0


def pipeline(options: argparse.Namespace, out: Out) -> int:
    """Contacts by state."""
    with opened(options, acts=False) as organisation:
        counts = organisation.pipeline()
    out.answer(counts)
    out.table(counts, ["state", "contacts"])
    return 0


def verify(options: argparse.Namespace, out: Out) -> int:
    """Checks a journal, or a file of evidence."""
    if options.evidence:
        evidence = verify_evidence(text_of(options.evidence))
        out.answer(evidence)
        out.say(f"{evidence.contact}: {evidence.winner or 'nobody'} has the claim; every event stands where it says" if evidence else f"{evidence.place}: {evidence.reason}")
        return 0 if evidence else 1
    key = key_of(options.key) if options.key else None
    if options.statement:
        one = verify_statement(options.statement.read_bytes().decode("utf-8", "replace"), key=key)
        out.answer(one)
        if one:
            signed = f"signed by {one.key.hex()}" if one.key else "signed by nobody"
            out.say(f"{one.rep}, {one.period}, {one.organisation}: {one.total}, {one.lines} lines, {one.events} events proved, {signed}")
            out.say(f"not excluded: {one.not_excluded}")
        else:
            out.say(f"{one.place}: {one.reason}")
        return 0 if one else 1
    receipts = text_of(options.receipts).splitlines() if options.receipts else []
    checkpoints = text_of(options.checkpoints).splitlines() if options.checkpoints else []
    with opened(options, acts=False) as organisation:
        found_ = organisation.verify(receipts=receipts, checkpoints=checkpoints, checkpoint_key=key)
    out.answer(found_)
    if found_:
        out.say(f"ok: {found_.events:,} events in {found_.commits:,} commits")
    else:
        out.say(f"{found_.damage} at position {found_.first_bad}: {found_.reason}")
    out.say(f"not excluded: {found_.not_excluded}")
    return 0 if found_ else 1


def what_if(options: argparse.Namespace, out: Out) -> int:
    """Decides the journal again under other rules."""
    change = options.change
    if change is not None and not change.lstrip().startswith("{"):
        if not Path(change).exists():
            raise Misuse(f"--change {change}: neither a JSON object nor a file")
        change = Path(change).read_text(encoding="utf-8")
    with opened(options) as organisation:
        policy = options.policy.read_text(encoding="utf-8") if options.policy else None
        tried = organisation.what_if(options.actor, change, policy=policy)
    out.answer(tried)
    out.say(str(tried))
    for title, rows, columns in (
        ("Pay by rep and month", tried.periods, ["rep", "period", "closes", "would_be_closes", "paid", "would_pay", "difference"]),
        ("Contacts that would stand otherwise", tried.contacts, ["contact", "claimant", "would_be_claimant", "assignee", "would_be_assignee", "state", "would_be_state"]),
        ("Pay by contact", tried.pay, ["contact", "rep", "paid", "would_pay", "difference"]),
        ("Answers", tried.answers if options.answers else [], ["position", "recorded_at", "command", "actor", "contact", "verdict", "would_be_verdict", "rule", "would_be_rule"]),
    ):
        if len(rows):
            out.say(f"\n{title}")
            out.table(rows[:_SHOWN], columns)
            if len(rows) > _SHOWN:
                out.say(f"… {len(rows) - _SHOWN:,} more; --json has all of them")
    return 0


def export(options: argparse.Namespace, out: Out) -> int:
    """Writes the journal."""
    from .. import _core

    with opened(options, acts=False) as organisation:
        if options.output:
            organisation.export_journal(options.output)
        else:
            _core._export_journal(organisation, sys.stdout.write)
    return 0


def feed(options: argparse.Namespace, out: Out) -> int:
    """Prints events as they come."""
    with opened(options, acts=False) as organisation, organisation.feed(options.consumer, wait=86_400 if options.follow else 0) as events:
        for event in events:
            out.write(json.dumps({k: v for k, v in plain(event).items() if v not in (None, "")}, ensure_ascii=False) + "\n" if out.as_json else f"{event!r}\n")
            if options.follow:
                sys.stdout.flush()
    return 0


def demo(options: argparse.Namespace, out: Out) -> int:
    """A small team's day."""
    with examples.team() as acme:
        acme.log_interest(actor="ben", contact="mill")
        acme.log_close(actor="ben", contact="mill", amount="950.00 GBP")
        tried = acme.what_if("olga", {"plan": {"tiers": [{"from": "0", "rate": "10%"}, {"from": "1000", "rate": "20%"}]}})
        board, claim, ana = acme.leaderboard("olga"), acme.explain_claim("bakery"), acme.statement("ana", "ana")
        checked = acme.verify()
    out.answer({"leaderboard": board, "claim": claim, "statement": ana, "what_if": tried, "verification": checked})
    out.say("Ana and Ben both called the bakery. Who logged first?")
    out.table(claim.contenders, ["position", "recorded_at", "rep", "rule", "wins"])
    out.say("\nOlga approved the invoice; the leaderboard moved in the same commit.")
    out.table(board.rows, ["rank", "rep", "verified_closes", "revenue", "commission", "pending"])
    out.say("\nAna's statement")
    for line in ana.lines:
        out.say(f"  {line.explain()}")
    out.say(f"\nWhat if it were 10 %, and 20 % from 1,000 on? {tried}.")
    out.say(f"\nThe journal proves itself: {checked.events} events, {checked.commits} commits, {'whole' if checked else 'damaged'}.")
    return 0


