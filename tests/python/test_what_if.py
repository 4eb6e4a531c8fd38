# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The same work under other rules, as an analyst asks for it."""

import datetime

import firstlog
import pytest
from firstlog import errors


@pytest.fixture
def contested():
    """Ana logs first on a contact of Ben's, who sells it: his by the rules that held."""
    clock = firstlog.ManualClock(datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.timezone.utc))
    with firstlog.open("memory:", clock=clock) as engine:
        acme = engine["acme"]
        acme.found_organisation(actor="olga", key="acme", document=firstlog.examples.POLICY).require()
        for rep in ("ana", "ben"):
            acme.register_actor(actor="olga", key=rep, roles="rep").require()
        acme.register_contact(actor="olga", key="mill", rep="ben").require()
        acme.log_interest(actor="ana", contact="mill")
        acme.log_interest(actor="ben", contact="mill").require()
        acme.log_close(actor="ben", contact="mill", amount="1000.00 GBP").require()
        acme.approve(actor="olga", contact="mill", amount="1000.00 GBP").require()
        yield acme


def test_who_would_have_owned_and_been_paid(contested):
    before = contested.head()
    tried = contested.what_if("olga", {"claim_by": "any_rep"})
    (row,) = tried.contacts
    assert (row.contact, row.claimant, row.would_be_claimant, row.assignee, row.would_be_assignee) == ("mill", "ben", "ana", "ben", "ben")
    assert [(p.rep, str(p.paid), str(p.would_pay)) for p in tried.pay] == [("ana", "0.00 GBP", "150.00 GBP"), ("ben", "150.00 GBP", "0.00 GBP")]
    assert [(p.rep, p.period, p.closes, p.would_be_closes) for p in tried.periods] == [("ana", "2026-03", 0, 1), ("ben", "2026-03", 1, 0)]
    assert tried.answers[0].verdict == "contested" and tried.answers[0].would_be_verdict == "accepted"
    assert tried.answers[0].would_be_winner == "ana" and tried.answers[1].would_be_winner == "ana"
    assert str(tried) == (
        "150.00 GBP instead of 150.00 GBP (+0.00); 1 contact would have another owner, 4 of 8 commands another answer"
    )
    assert contested.head() == before
    # The other history answers as an organisation does, also after the first engine is gone.
    assert str(tried.organisation.statement("ana", "ana").commission) == "150.00 GBP"
    assert tried.organisation.leaderboard("olga").rows[0].rep == "ana"
    assert tried.organisation.verify()


def test_the_same_rules_change_nothing(contested):
    tried = contested.what_if("olga", {})
    assert not len(tried.contacts) and not len(tried.pay) and not len(tried.periods) and not len(tried.answers)
    assert tried.paid == tried.would_pay and tried.claims == tried.would_be_claims == 1


def test_a_whole_policy_and_short_lists(contested):
    document = {"version": 1, "claim_by": "any_rep", "plan": {"currency": "GBP", "tiers": [{"from": "0", "rate": "10%"}]}}
    tried = contested.what_if("olga", policy=document, answers_max=1)
    assert str(tried.would_pay) == "100.00 GBP" and str(tried.difference) == "-50.00 GBP"
    assert len(tried.answers) == 1 and tried.answers_left_out == 3


def test_it_is_columns_for_every_library(contested):
    tried = contested.what_if("olga", {"claim_by": "any_rep"})
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(tried.pay)
    assert list(frame.columns) == ["contact", "rep", "paid", "would_pay", "difference"] and len(frame) == 2
    polars = pytest.importorskip("polars")
    assert polars.DataFrame(tried.periods)["would_pay"].sum() == 150
    pyarrow = pytest.importorskip("pyarrow")
    assert pyarrow.table(tried.contacts).column("would_be_claimant").to_pylist() == ["ana"]
    duckdb = pytest.importorskip("duckdb")
    answers = tried.answers
    assert duckdb.sql("select count(*) from answers").fetchall() == [(4,)]


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ({}, "rules"),
        ({"change": {}, "policy": {"plan": {"currency": "GBP"}}}, "rules"),
        ({"change": {"claim_for": "any_rep"}}, "policy.claim_for"),
        ({"change": {"plan": {"currency": "EUR"}}}, "policy.plan.currency"),
        ({"change": {"plan": {"tiers": [{"from": "0", "rate": 0.1}]}}}, "policy.plan.tiers[0].rate"),
    ],
)
def test_what_cannot_be_tried_says_why(contested, arguments, place):
    with pytest.raises(firstlog.Error) as raised:
        contested.what_if("olga", **arguments)
    assert raised.value.place == place and raised.value.remedy


def test_only_the_managers_view(contested):
    with pytest.raises(errors.InvalidArgument):
        contested.what_if("ana", {})
    with pytest.raises(errors.NotFound):
        contested.what_if("nobody", {})
