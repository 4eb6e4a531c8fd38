# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Python reaches all of the C++ engine: every public member has its way, or its reason why not."""

import re

import firstlog

# C++ member -> where Python has it: attributes of Organisation, or of Engine where the name says so.
SAME = """submit preview refresh head contact history deals explain_claim split_ownership duplicates suppression leaderboard
rank quota quota_reviews statement disputes period_close explain_pay pay_exceptions pending actor explain_assignment departure
pipeline imports personal erase_personal feed join snapshot waiting_policies preview_policy what_if""".split()
OTHERWISE = {
    "open": "firstlog.open",
    "close": "Organisation.forget",  # of one organisation; Engine.close is the destructor
    "contact_id": "records.ContactRecord.id",
    "actor_id": "records.ActorRecord.id",
    "contact_key": "records.ContactRecord.key",
    "actor_key": "records.ActorRecord.key",
    "statement_document": "records.Statement.to_json",
    "leaderboard_document": "records.Leaderboard.to_json",
    "payroll_document": "Organisation.payroll",
    "liability_document": "Organisation.liability",
    "read_commits": "Organisation.commits",
    "check_policy": "Engine.check_policy",
    "policy_report": "Engine.check_policy",
    "adopt_policy": "Organisation.adopt_policy_reported",
}
OPTIONS = {"clock", "log", "zones", "collators", "accept_other_collations", "wait_max", "snapshot_every_events",
           "commands_per_commit_max", "memory_bytes_max"}  # fmt: skip
# Randomness makes ids and salts: what is predictable there is a hole, and tests of the library alone need it.
LEFT_OUT_OPTIONS = {"random"}
FREE = {
    "engine/audit.hpp": {"receipt_of": "Outcome.receipt", "verify": "Organisation.verify", "prove": "Organisation.prove",
                         "export_claim_evidence": "Organisation.evidence", "export_statement": "Organisation.export_statement",
                         "checkpoint": "Organisation.checkpoint"},
    "engine/transfer.hpp": {"export_journal": "Organisation.export_journal", "import_journal": "stores.import_journal"},
    "engine/import.hpp": {"run_import": "Organisation.import_history", "try_import": "Organisation.import_history",
                          "reconcile_import": "Organisation.reconcile_import", "import_obstacles": "Organisation.import_obstacles",
                          "findings_to_csv": "records.ImportReport.findings", "name_of": "enums.ImportFindingKind"},
}  # fmt: skip


def declared(text, name):
    """The public members of a class, by a look at its declaration."""
    body = re.search(rf"class FIRSTLOG_API {name} {{\n public:\n(.*?)\n\n  struct Impl;", text, re.S).group(1)
    body = re.sub(r"//[^\n]*", "", body)
    body = re.sub(r"struct \w+ \{.*?\};", "", body, flags=re.S)
    return {match for match in re.findall(r"(\w+)\(", body) if match not in (name, "nullopt")} - {"operator"}


def reaches(path):
    owner, _, member = path.rpartition(".")
    holder = firstlog
    for part in owner.split(".") if owner != "firstlog" else []:
        holder = getattr(holder, part)
    return hasattr(holder, member) or member in getattr(holder, "__annotations__", {})


def test_every_member_of_the_engine_is_reached(root):
    members = declared((root / "include/firstlog/engine/engine.hpp").read_text(), "Engine")
    assert members == set(SAME) | set(OTHERWISE), "a member of Engine came or went: say here how Python has it"
    missing = [name for name in SAME if not reaches(f"Organisation.{name}")]
    missing += [path for path in OTHERWISE.values() if not reaches(path)]
    assert not missing


def test_feed_and_host_transaction(root):
    text = (root / "include/firstlog/engine/engine.hpp").read_text()
    assert declared(text, "Feed") == {"poll", "acknowledge", "acknowledged"}
    assert all(reaches(f"Feed.{name}") for name in ("poll", "acknowledge", "acknowledged"))
    assert declared(text, "HostTransaction") == {"submit"} and reaches("HostTransaction.submit")


def test_every_option(root):
    text = (root / "include/firstlog/engine/engine.hpp").read_text()
    body = re.sub(r"//[^\n]*", "", re.search(r"struct EngineOptions {(.*?)\n};", text, re.S).group(1))
    assert set(re.findall(r"(\w+) =", body)) == OPTIONS | LEFT_OUT_OPTIONS
    assert OPTIONS <= set(firstlog.Engine.__init__.__annotations__) | {"wait_max"}


def test_functions_beside_the_engine(root):
    for header, functions in FREE.items():
        text = re.sub(r"//[^\n]*", "", (root / "include/firstlog" / header).read_text())
        names = set(re.findall(r"FIRSTLOG_API [^;(]*?(\w+)\(", text))
        assert names == set(functions), header
        assert not [path for path in functions.values() if not reaches(path)], header
