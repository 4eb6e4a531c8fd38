# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Plans of the plan language on statements, why they pay, what a period leaves open, what is owed, documents."""

import csv
import io
import json
from datetime import date
from fractions import Fraction

import firstlog
import pytest
from firstlog import Money, enums, errors

TIERS = {"mode": "marginal", "boundary": "upper", "tiers": [{"from": "0", "to": "1000", "rate": "0.05"}, {"from": "1000", "rate": "0.08"}]}
BONUS = {"mode": "lookup", "boundary": "upper", "rate_unit": "amount", "tiers": [{"from": "0", "to": "2", "rate": "0"}, {"from": "2", "rate": "50"}]}
PLAN = {
    "name": "sales", "from": "2026-01-01", "components": [
        {"name": "commission", "span": "month", "steps": [{"name": "line", "table": {"measure": "amount", "accumulate": "running", "table": TIERS}}]},
        {"name": "bonus", "span": "week", "steps": [
            {"name": "closes", "total": {"of": "count"}}, {"name": "bonus", "table": {"measure": "closes", "table": BONUS}}]},
    ],
}  # fmt: skip
DOCUMENT = {"version": 1, "plan": {"currency": "GBP"}, "plans": [PLAN]}


def close(acme, contact, amount, rep="ben"):
    acme.register_contact(actor="olga", key=contact, rep=rep)
    acme.log_interest(actor=rep, contact=contact).require()
    acme.log_close(actor=rep, contact=contact, amount=amount).require()
    return acme.approve(actor="olga", contact=contact, amount=amount).require()


@pytest.fixture
def paid(acme):
    """Ben's three closes of 900.00 GBP under PLAN: the second crosses a tier and earns the week's bonus."""
    acme.adopt_policy(actor="olga", document=DOCUMENT).require()
    for contact in ("forge", "inn", "shop"):
        close(acme, contact, "900.00 GBP")
    return acme


def test_lines_that_plans_pay_are_explained_by_them(paid):
    lines = paid.statement("ben", "ben").lines
    assert [(str(one.kind), str(one.commission), one.component) for one in lines] == [
        ("close", "45.00 GBP", None), ("close", "69.00 GBP", None), ("component", "50.00 GBP", "bonus"), ("close", "72.00 GBP", None)]  # fmt: skip
    for line in lines:  # the short plan's rate is 15%, and says nothing here
        assert line.by_plans and line.rate is None and line.tier is None and line.rounding is None
        assert "3/20" not in line.explain() and "0.15" not in line.explain() and "sales" in line.explain()
        assert line.explain_pay().total == line.commission
    assert (lines[2].plan, lines[2].from_, lines[2].deal) == ("sales", date(2026, 3, 2), None)
    second = lines[1].explain_pay()
    assert [(one.kind, one.quantity, one.rate) for one in second.parts] == [
        (enums.TraceKind.slice, 100, Fraction(1, 20)), (enums.TraceKind.slice, 800, Fraction(2, 25))]  # fmt: skip
    for step in second.steps:
        assert sum(one.amount for one in second.parts if (one.component, one.step) == (step.component, step.name)) == step.value
    assert sum(one.value + one.rounding + one.refunds for one in second.components if one.paid) == 69
    assert str(second).splitlines()[0] == "69.00 GBP" and {one.name for one in second.inputs} == {"amount"}
    bonus = paid.explain_pay("olga", "ben", plan="sales", component="bonus", from_="2026-03-02")
    assert (bonus.deal, bonus.total, bonus.components[0].until) == (None, Money("50.00 GBP"), date(2026, 3, 8))


def test_lines_of_the_short_plan_keep_their_rate(acme):
    line = acme.statement("ana", "ana").lines[0]
    assert not line.by_plans and (line.rate, line.tier, line.rounding) == (Fraction(3, 20), 0, enums.RoundingMode.half_up)
    assert "× 15% " in line.explain() and line.explain_pay().total == line.commission
    acme.adjust(actor="olga", rep="ana", amount="5.00 GBP", reason="prize", period="2026-03").require()
    prize = acme.statement("ana", "ana").lines[-1]
    assert "5.00 GBP" in prize.explain()
    with pytest.raises(errors.InvalidArgument, match="no plan pays"):
        prize.explain_pay()


def test_who_may_ask_why(paid):
    deal = paid.statement("ben", "ben").lines[0].deal
    with pytest.raises(errors.InvalidArgument):
        paid.explain_pay("ana", "ben", deal)
    with pytest.raises(errors.NotFound):
        paid.explain_pay("olga", "ben", 4000)
    for wrong in ({}, {"plan": "sales"}, {"deal": deal, "plan": "sales", "component": "bonus", "from_": "2026-03-02"}):
        with pytest.raises(errors.InvalidArgument, match="give either"):
            paid.explain_pay("olga", "ben", **wrong)


def test_closes_that_no_plan_pays_are_listed(acme):
    acme.adopt_policy(actor="olga", document={**DOCUMENT, "plans": [{**PLAN, "reps": ["ana"]}]}).require()
    approved = close(acme, "forge", "900.00 GBP")
    one = acme.pay_exceptions("olga")[0]
    assert (one.kind, one.rep, one.position) == (enums.PayExceptionKind.no_plan, "ben", approved.position)
    assert len(acme.pay_exceptions("ben")) == 1 and len(acme.pay_exceptions("ana")) == 0


def test_disputes_stop_no_pay(acme):
    line = acme.statement("ana", "ana").lines[0]
    opened = acme.open_dispute(actor="ana", rep="ana", reason="rate", refers_to=line.position, document_number="D-1").require()
    one = acme.disputes("ana")[0]
    assert (one.number, one.line, one.status, one.opened) == ("D-1", line.position, enums.DisputeStatus.open, opened.position)
    statement = acme.statement("ana", "ana")
    assert statement.disputed == statement.total == Money("270.00 GBP") and statement.disputes == [one]
    assert acme.period_close("olga").disputes == [one] and acme.payroll("olga", "2026-03").disputes == [one]
    assert len(acme.disputes("ben")) == 0
    acme.reject_dispute(actor="olga", reason="as_agreed", document_number="D-1").require()
    assert acme.disputes("ana")[0].status is enums.DisputeStatus.rejected
    assert acme.statement("ana", "ana").disputed == Money("0.00 GBP") and len(acme.period_close("olga").disputes) == 0


def test_a_period_says_what_it_leaves_open(acme):
    acme.log_interest(actor="ben", contact="mill")
    acme.log_close(actor="ben", contact="mill", amount="10.00 GBP").require()
    left = acme.period_close("olga")
    assert (left.period, left.frozen, [one.contact for one in left.pending]) == ("2026-03", False, ["mill"])
    assert list(left.exceptions) == []
    with pytest.raises(errors.InvalidArgument):
        acme.period_close("ana")


def test_what_is_paid_and_owed(acme):
    acme.record_payout(actor="olga", rep="ana", amount="100.00 GBP", document_number="P-1", period="2026-03").require()
    owed = acme.liability("olga", "2026-03-03T00:00:00Z")
    assert [(one.rep, str(one.earned), str(one.paid), str(one.owed)) for one in owed.rows] == [("ana", "270.00 GBP", "100.00 GBP", "170.00 GBP")]
    assert (owed.owed, owed.receivable) == (Money("170.00 GBP"), Money("0.00 GBP"))
    assert len(acme.liability("olga", "2026-03-01T00:00:00Z").rows) == 0
    statement = acme.statement("ana", "ana")
    assert (statement.paid, statement.balance, statement.year_begins) == (Money("100.00 GBP"), Money("170.00 GBP"), "2026-01")
    register = acme.payroll("olga", "2026-03")
    assert [(one.rep, one.kind, one.lines, one.amount) for one in register.rows] == [("ana", enums.LineKind.close, 1, Money("270.00 GBP"))]
    assert register.total == Money("270.00 GBP") and json.loads(register.to_json())["period"] == "2026-03"
    for text, column, value in ((register.to_csv(), "amount", "270.00"), (owed.to_csv(), "owed", "170.00")):
        assert [row[column] for row in csv.DictReader(io.StringIO(text))] == [value]
    for ask in (lambda: acme.payroll("ana", "2026-03"), lambda: acme.liability("ana")):
        with pytest.raises(errors.InvalidArgument):
            ask()


def test_quotas(acme):
    standing = acme.quota("ana", "ana")
    assert standing == acme.statement("ana", "ana").standing
    assert (standing.quota, standing.achieved, standing.attainment) == (3, 1, Fraction(1, 3))
    assert sum(one.quota for one in standing.parts) == standing.quota and standing.measure is enums.QuotaMeasure.closes
    with pytest.raises(errors.InvalidArgument):
        acme.quota("ben", "ana")
    assert len(acme.quota_reviews("olga")) == 0


def test_reviews_are_raised_by_the_freeze_of_a_month_under_quota():
    clock = firstlog.ManualClock("2026-03-02T08:00:00Z")
    document = {"version": 1, "plan": {"currency": "GBP"}, "quota": {"review_after_months": 1}}
    with firstlog.open("memory:", clock=clock) as engine:
        acme = engine["acme"]
        acme.found_organisation(actor="olga", key="acme", document=document, period="2026-02").require()
        acme.register_actor(actor="olga", key="ana", roles="rep", from_="2026-01-01").require()
        frozen = acme.close_period(actor="olga", period="2026-02").require()
        one = acme.quota_reviews("ana")[0]
        assert (one.rep, one.period, one.months, one.position) == ("ana", "2026-02", 1, frozen.position)


def test_pages_of_the_leaderboard(acme):
    for key in ("cem", "dora"):
        acme.register_actor(actor="olga", key=key, roles="rep").require()
    whole = acme.leaderboard("olga")
    assert whole.reps == len(whole.rows) == 4
    pages = [acme.leaderboard("olga", place=place, count_max=3) for place in (1, 4)]
    assert [row for page in pages for row in page.rows] == list(whole.rows) and pages[1].reps == 4
    assert [acme.rank(row.rep) for row in whole.rows] == [row.rank for row in whole.rows] and acme.rank("olga") is None
    assert len(acme.leaderboard("olga", place=9).rows) == 0
    with pytest.raises(errors.InvalidArgument, match="count from 1"):
        acme.leaderboard("olga", place=0)
    assert [row["rep"] for row in json.loads(pages[1].to_json())["rows"]] == [pages[1].rows[0].rep]


def test_documents_say_what_the_records_say(paid):
    statement = paid.statement("olga", "ben")
    told = json.loads(statement.to_json())
    assert (told["rep"], told["period"], len(told["lines"])) == ("ben", "2026-03", len(statement.lines))
    rows = list(csv.DictReader(io.StringIO(statement.to_csv())))
    assert [row["commission"] for row in rows] == [str(one.commission.amount) for one in statement.lines]
    assert [row["rate"] for row in rows] == [""] * len(rows)
    page = statement.to_html()
    assert page.startswith("<!DOCTYPE html>") and "236.00" in page and "<script" not in page
    for shown in (statement._repr_html_(), paid.leaderboard("olga")._repr_html_()):
        assert shown.startswith("<iframe sandbox") and "<table" not in shown and "&lt;table" in shown
    assert paid.leaderboard("olga").to_html().startswith("<!DOCTYPE html>")
    close(paid, "late", "10.00 GBP")
    assert json.loads(statement.to_json()) == told  # what was answered stays what it was
    assert statement == statement and statement != paid.statement("olga", "ben")


def test_a_statement_proves_itself(acme):
    seed = bytes(range(32))
    close(acme, "forge", "460.00 GBP")
    file = acme.export_statement("ben", "ben", seed=seed)
    checked = firstlog.verify_statement(file, key=firstlog.verify_key_of(seed))
    statement = acme.statement("ben", "ben")
    assert checked and (checked.rep, checked.total, checked.lines) == ("ben", statement.total, len(statement.lines))
    assert checked.is_signed and checked.key == firstlog.verify_key_of(seed) and checked.not_excluded
    assert not firstlog.verify_statement(file, key=firstlog.verify_key_of(b"x" * 32))
    changed = firstlog.verify_statement(file.replace("69.00", "96.00", 1))
    assert not changed and changed.place and changed.key is None and changed.rep is None
    unsigned = firstlog.verify_statement(acme.export_statement("ben", "ben"))
    assert unsigned and not unsigned.is_signed and unsigned.key is None
    with pytest.raises(errors.InvalidArgument, match="32"):
        acme.export_statement("ben", "ben", seed=b"short")
    with pytest.raises(errors.InvalidArgument):
        acme.export_statement("ana", "ben")


def test_a_policy_is_reported_with_its_adoption(acme):
    adopted = acme.adopt_policy_reported(actor="olga", document=DOCUMENT | {"plan_check": {"cliff": "10.00"}})
    assert adopted and adopted.outcome.position == acme.head().position and adopted.report.ok
    assert adopted.report.plans[0].path.startswith("policy.plans[0]")
    refused = acme.adopt_policy_reported(actor="olga", document={"version": 1, "plan": {"currency": "XYZ"}})
    assert not refused and refused.report.fault.place == "policy.plan.currency"
    rules = [{"name": "A to L", "to": "L", "rep": "ana"}, {"name": "K to Z", "from": "K", "rep": "ben"}]
    overlapping = acme.adopt_policy_reported(actor="olga", document={"version": 1, "plan": {"currency": "GBP"}, "assignment": rules})
    assert not overlapping and [(one.rule, one.other) for one in overlapping.report.overlaps] == [(1, 0)] and not overlapping.report.ok


def test_what_keeps_an_import_from_being_undone(acme):
    acme.register_actor(actor="olga", key="ida", roles="importer").require()
    acme.begin_import(actor="ida", batch="old").require()
    acme.register_contact(actor="olga", key="smithy", rep="ana", batch="old", row=1, importer="ida", occurred_at="2026-02-01T09:00:00Z").require()
    assert len(acme.import_obstacles("old")) == 0
    used = acme.log_interest(actor="ana", contact="smithy").require()
    one = acme.import_obstacles("old")[0]
    assert (one.rule, one.position, one.kind, one.contact, one.actor, one.batch) == (
        enums.Rule.import_in_use, used.position, enums.EventKind.interest_logged, "smithy", "ana", None)  # fmt: skip
    assert len(acme.import_obstacles("old", count_max=0)) == 0
    with pytest.raises(errors.NotFound):
        acme.import_obstacles("new")
