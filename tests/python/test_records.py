# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""A record's members are its table's columns, in their order, and its values are of the types that it says."""

import dataclasses
import types
import typing
from datetime import date, datetime, timedelta
from fractions import Fraction

import firstlog
import pytest
from firstlog import _core, commands, records
from firstlog.plans import Closes, Plan
from firstlog.tables import Rows


def answers(acme):
    acme.register_actor(actor="olga", key="cem", roles=["rep", "importer"])
    acme.register_contact(actor="olga", key="forge", rep="ana", match_keys=[firstlog.match_key("phone", "+431", b"s" * 16)])
    acme.register_contact(actor="olga", key="smith", rep="ana", match_keys=[firstlog.match_key("phone", "+431", b"s" * 16)])
    acme.suppress(actor="ana", contact="smith", reason="asked")
    acme.log_interest(actor="ben", contact="mill")
    acme.log_close(actor="ben", contact="mill", amount="10.00 GBP")
    acme.assign(actor="olga", contact="bakery", rep="ben")
    acme.override_claim(actor="olga", contact="forge", rep="ben", reason="agreed")
    acme.begin_import(actor="cem", batch="old")
    acme.register_contact(actor="olga", key="inn", rep="ana", batch="old", row=1, importer="cem", occurred_at="2026-02-01T09:00:00Z")
    acme.log_interest(actor="ana", contact="inn")
    document = {"version": 1, "plan": {"currency": "GBP", "tiers": [{"from": "0", "rate": "20%"}]}}
    acme.set_absence(actor="olga", rep="ana", from_="2026-03-02", until="2026-03-03", cover="ben")
    acme.adopt_policy(actor="olga", document=document, due="2027-01-01T00:00:00Z")
    acme.open_dispute(actor="ana", rep="ana", reason="rate", refers_to=acme.statement("ana", "ana").lines[0].position, document_number="D-1")
    closes = {"rep": ["ana", "ben"], "date": ["2026-01-05", "soon"], "amount": ["8.00", "9.00"]}
    yield acme.contact("bakery")
    yield acme.history("forge")
    yield acme.deals("mill")
    yield acme.explain_claim("forge")
    yield acme.explain_claim("bakery")
    yield acme.split_ownership("olga")
    yield acme.duplicates("forge")
    yield acme.suppression("smith")
    yield acme.actor("ana")
    yield acme.explain_assignment("mill")
    yield acme.imports()
    yield acme.pipeline()
    yield acme.head()
    yield acme.leaderboard("olga")
    yield acme.statement("olga", "ana")
    yield acme.statement("olga", "ben")
    yield acme.pending("olga")
    yield acme.disputes("olga")
    yield acme.period_close("olga")
    yield acme.quota("olga", "ana")
    yield acme.payroll("olga", "2026-03")
    yield acme.liability("olga", "2026-03-03T00:00:00Z")
    yield acme.explain_pay("olga", "ana", 1)
    yield firstlog.verify_statement(acme.export_statement("olga", "ana", seed=b"s" * 32))
    yield acme.departure("olga", "ana")
    yield acme.waiting_policies("olga")
    yield acme.preview_policy("olga", document, "2026-01-01T00:00:00Z")
    yield acme.what_if("olga", {"interest_needs_connect": "require", "plan": {"tiers": [{"from": "0", "rate": "20%"}]}})
    yield acme.preview(commands.register_contact(actor="olga", key="shop")).events
    yield acme.verify()
    yield firstlog.verify_evidence(acme.evidence("forge"))
    yield acme.import_obstacles("old")
    yield acme.adopt_policy_reported(actor="olga", document={**document, "assignment": [{"name": "a", "to": "L", "rep": "ana"},
                                                                                         {"name": "b", "from": "K", "rep": "ben"}]}).report.overlaps  # fmt: skip
    yield Closes(closes, currency="EUR", on_error="report").rejected
    yield Plan.tiers({0: "5%"}, currency="EUR").evaluate({name: values[:1] for name, values in closes.items()}).totals


def fits(value, wanted):
    """Whether a value is what its annotation says."""
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        return any(fits(value, one) for one in typing.get_args(wanted))
    origin = typing.get_origin(wanted) or wanted
    if wanted is int:
        return type(value) is int
    return isinstance(value, origin)


KNOWN = {**vars(records), **{one.__name__: one for one in (date, datetime, timedelta, Fraction)}, "Rows": Rows,
         **{name: value for name, value in vars(_core).items() if name.endswith("Document")}, "Outcomes": firstlog.Outcomes, "Organisation": firstlog.Organisation, "Error": firstlog.Error}  # fmt: skip


def check(record, seen):
    hints = typing.get_type_hints(type(record), {**KNOWN, **vars(__import__(type(record).__module__, fromlist=["x"]))})
    for one in dataclasses.fields(record):
        value = getattr(record, one.name)
        assert fits(value, hints[one.name]), f"{type(record).__name__}.{one.name} is {value!r}, not {hints[one.name]}"
        if isinstance(value, Rows):
            check_rows(value, seen)
    seen.add(type(record).__name__)


def check_rows(rows, seen):
    names = [one.name for one in dataclasses.fields(rows._make) if not one.name.startswith("_")]
    assert rows.columns == names
    for record in rows:
        check(record, seen)
    assert rows[-1:] == list(rows)[-1:] and len(rows.to_dict()[names[0]]) == len(rows)
    with pytest.raises(IndexError):
        rows[len(rows)]
    with pytest.raises(KeyError):
        rows.column("no such column")


def test_records_are_what_they_say(acme):
    seen = set()
    for answer in answers(acme):
        if isinstance(answer, Rows):
            assert len(answer), f"no {answer._make.__name__} to look at"
            check_rows(answer, seen)
        else:
            assert repr(answer).startswith(type(answer).__name__)
            check(answer, seen)
    # Left to other tests: what takes an import, an opening balance or plans, and what is only given.
    unseen = {name for name, value in vars(records).items() if dataclasses.is_dataclass(value)} - seen
    assert unseen <= {"ImportFinding", "ImportReport", "OpeningBalance", "DealLine", "PolicyReport", "Preview", "RuleReason", "RepReason",
                      "Adoption", "PolicyFinding", "PayException", "QuotaReview"}  # fmt: skip
