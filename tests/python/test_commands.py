# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Every command of the library has a function and a method, and every field a form in Python."""

import inspect
import subprocess
import sys
from datetime import date, datetime, timezone

import firstlog
import pytest
from firstlog import _core, commands, enums, errors

NOW = datetime(2026, 3, 2, tzinfo=timezone.utc)
VALUES = {
    "contact": "bakery", "rep": "ana", "deal": 1, "amount": "1.00 GBP", "due": NOW, "occurred_at": NOW, "key": "k",
    "reason": "r", "niche": "n", "sort_key": "Anna", "document": {"version": 1}, "roles": ["rep", "manager"],
    "active": True, "touch": "email", "disposition": "connect", "inbound": True, "talk_seconds": 5, "confirm": True,
    "period": "2026-03", "personal": "text", "place": "AT", "refers_to": 5, "other": "mill", "with_claim": True,
    "match_keys": [firstlog.match_key("phone", "+431", b"s" * 16)], "scope": "calls",
    "lines": [firstlog.DealLine("p", "1.00 GBP")], "tax": "0.20 GBP", "signed_on": date(2026, 1, 1),
    "invoiced_on": "2026-01-02", "paid_on": date(2026, 1, 3), "document_number": "7", "credits": {"ana": "1/2", "ben": "50%"},
    "team": "t", "cover": "ben", "from": date(2026, 4, 1), "until": date(2026, 4, 2), "reps": ["ben"], "batch": "b",
    "row": 3, "importer": "ida", "balances": {"year_to_date": "1.00 GBP", "quota_to_date": 2}, "actor": "olga",
    "idempotency": ("import", 5),
}  # fmt: skip


def test_the_table_of_commands_is_the_enumeration():
    assert sorted(_core.command_parameters()) == sorted(str(kind) for kind in enums.CommandKind)


@pytest.mark.parametrize("name", sorted(_core.command_parameters()))
def test_every_parameter_of_a_command_is_taken(name):
    arguments = {}
    for parameter, field, _ in _core.command_parameters()[name]:
        assert field in VALUES, f"field {field} has no form in Python: teach it to put_field in python/src/command.cpp"
        arguments[parameter] = VALUES[field]
    command = getattr(commands, name)(**arguments)
    assert command.kind == name
    assert name in repr(command)


@pytest.mark.parametrize("name", sorted(_core.command_parameters()))
def test_functions_and_methods_say_what_they_take(name):
    wanted = [parameter for parameter, _, _ in _core.command_parameters()[name]]
    for function in (getattr(commands, name), getattr(firstlog.Organisation, name)):
        assert [p for p in inspect.signature(function).parameters if p != "self"] == wanted
        assert "Roles that may give it" in inspect.getdoc(function)


def test_stubs_and_enumerations_are_what_the_extension_says(root):
    done = subprocess.run([sys.executable, str(root / "python" / "write_stubs.py"), _core.__file__, "--check"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_status_has_an_exception():
    for number, name in _core.statuses():
        if name != "ok":
            error = errors.error_of(number, "here", "why", "what", 0)
            assert (error.status, error.status_number) == (name, number)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"contact": "bakery", "amont": "1.00 GBP"}, "no such parameter"),
        ({"contact": 1.5}, "whole number"),
        ({"contact": -1}, "negative"),
        ({"contact": "bakery", "amount": 5}, "bare int"),
        ({"contact": "bakery", "amount": 5.0}, "binary floating point"),
        ({"contact": "bakery", "occurred_at": datetime(2026, 1, 1)}, "without a zone"),
        ({"contact": "bakery", "occurred_at": "2026-01-01"}, ""),
        ({"contact": "bakery", "signed_on": datetime(2026, 1, 1)}, "depends on the zone"),
        ({"contact": "bakery", "signed_on": "1.1.2026"}, "2026-01-31"),
        ({"contact": "bakery", "lines": [{"product": "p"}]}, "net amount"),
        ({"contact": "\ud800"}, "UTF-8"),
        ({"contact": b"bakery"}, "whole number"),
    ],
)
def test_a_bad_argument_is_named(acme, arguments, says):
    before = acme.head()
    with pytest.raises(errors.InvalidArgument) as raised:
        acme.log_close(actor="ana", **arguments)
    assert says in str(raised.value)
    assert acme.head() == before


def test_positions_are_refused(acme):
    with pytest.raises(errors.InvalidArgument, match="keyword arguments only"):
        acme.log_interest("ana", "bakery")


def test_what_a_command_points_into_is_kept():
    made = [commands.add_note(actor="a" * 50, contact=f"contact-{i}-{'x' * 40}", personal=f"note {i}".encode()) for i in range(2000)]
    with firstlog.examples.team() as acme:
        outcomes = acme.submit(made)
    assert outcomes.count("malformed") == 2000
    assert outcomes[0].rule == "unknown_actor"
