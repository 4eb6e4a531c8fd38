# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The command line as people use it: a program of its own, its output, its exit code."""

import csv
import importlib.util
import json
import os
import shutil
import subprocess
import sys

import firstlog
import pytest

POLICY = {"version": 1, "plan": {"currency": "GBP", "tiers": [{"from": "0", "rate": "10%"}]}}
MAPPING = {
    "version": 1, "name": "old-crm", "currency": "GBP",
    "tables": [{"name": "sales", "occurred_at": "{at}", "commands": [
        {"command": "register_actor", "actor": "olga", "key": "{rep}", "roles": "rep", "once": "{rep}"},
        {"command": "register_contact", "actor": "olga", "key": "{id}", "rep": "{rep}"},
        {"command": "log_close", "actor": "{rep}", "contact": "{id}", "amount": "{sum}"},
        {"command": "approve", "actor": "olga", "contact": "{id}", "amount": "{sum}"},
    ]}],
}  # fmt: skip
SALES = "id,rep,at,sum\na-1,ana,2017-01-10T10:00:00Z,1000.00\nb-2,ben,2017-01-11T10:00:00Z,250.50\nc-3,ana,2017-01-12T10:00:00Z,oops\n"


def run(*arguments, code=0, cwd=None, **environment):
    done = subprocess.run([sys.executable, "-m", "firstlog", *map(str, arguments)], capture_output=True, text=True, cwd=cwd,
                          check=False, env={**os.environ, **environment})  # fmt: skip
    assert done.returncode == code, (done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    return done


@pytest.fixture
def store(tmp_path):
    (tmp_path / "policy.json").write_text(json.dumps(POLICY))
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    (tmp_path / "sales.csv").write_text(SALES)
    return tmp_path


# As CRMs export: a byte order mark, CRLF, everything quoted, grouped amounts, local times, line ends inside fields.
TASKS = """\ufeff"Id","AccountId","OwnerId","Type","CallDisposition","CreatedDate","CallDurationInSeconds","Description"
"00T1","0015g1","0055gA","Call","No Answer","2/3/2025, 9:05 AM","0",""
"00T2","0015g1","0055gA","Call","Connected - Interested","2/4/2025, 4:26 PM","434","Spoke to ""the boss"",
calls back"
"00T3","0015g1","0055gB","Call","Connected - Interested","2/5/2025, 12:01 AM","61",""
"00T4","0015g2","0055gB","Call","Left Voicemail","2/5/2025, 11:10 AM","20",""
"""
DEALS = """\ufeff"Id","AccountId","OwnerId","StageName","Amount","CreatedDate","LastModifiedDate"
"0061","0015g1","0055gA","Closed Won","5,820.84","2/19/2025, 3:25 PM","2/21/2025, 3:25 PM"
"0062","0015g2","0055gB","Closed Won","","2/19/2025, 3:25 PM","2/21/2025, 3:25 PM"
"0063","0015g2","0055gB","Closed Lost","900.00","2/20/2025, 3:25 PM","2/21/2025, 3:25 PM"
"""
WHEN = "%m/%d/%Y, %I:%M %p"
CRM = {
    "zone": "America/New_York", "currency": "USD",
    "tables": [
        {"name": "tasks", "occurred_at": {"column": "CreatedDate", "format": WHEN}, "commands": [
            {"command": "register_actor", "once": "{OwnerId}", "unless_known": True, "actor": "ida", "key": "{OwnerId}", "roles": "rep"},
            {"command": "register_contact", "once": "{AccountId}", "unless_known": True, "actor": "ida", "key": "{AccountId}", "rep": "{OwnerId}"},
            {"command": "log_activity", "actor": "{OwnerId}", "contact": "{AccountId}", "touch": "dial", "talk_seconds": "{CallDurationInSeconds}",
             "disposition": {"column": "CallDisposition", "map": {"No Answer": "no_answer", "Left Voicemail": "voicemail", "Connected - Interested": "connect"}}},
            {"command": "log_interest", "when": {"column": "CallDisposition", "is": "Connected - Interested"}, "actor": "{OwnerId}", "contact": "{AccountId}"},
        ]},
        {"name": "deals", "commands": [
            {"command": "log_close", "when": {"column": "StageName", "is": "Closed Won"}, "actor": "{OwnerId}", "contact": "{AccountId}",
             "occurred_at": {"column": "CreatedDate", "format": WHEN}, "amount": {"column": "Amount", "grouping": ","}},
            {"command": "approve", "when": {"column": "StageName", "is": "Closed Won"}, "actor": "olga", "contact": "{AccountId}",
             "occurred_at": {"column": "LastModifiedDate", "format": WHEN}, "amount": {"column": "Amount", "grouping": ","}},
        ]},
    ],
}  # fmt: skip


def test_an_export_of_a_crm_as_it_comes(tmp_path):
    (tmp_path / "policy.json").write_text(json.dumps({"version": 1, "zone": "America/New_York", "claim_by": "any_rep", "plan": {"currency": "USD"}}))
    (tmp_path / "mapping.json").write_text(json.dumps(CRM))
    for name, text in (("Task.csv", TASKS), ("Opportunity.csv", DEALS)):
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode())
    where = ["--store", "t.db", "--organisation", "north"]
    late = run("found", *where, "--as", "olga", "--policy", "policy.json", "--at", "2024-12-30T00:00:00Z", "--period", "2025-01", code=2, cwd=tmp_path)
    assert "--period 2025-01 begins after --at" in late.stderr
    run("found", *where, "--as", "olga", "--policy", "policy.json", "--importer", "ida", "--at", "2025-01-01T12:00:00Z", cwd=tmp_path)
    bring = ["import", *where, "--as", "ida", "--mapping", "mapping.json", "--table", "tasks=Task.csv", "--table", "deals=Opportunity.csv",
             "--batch", "crm", "--replay", "--manager", "olga"]  # fmt: skip
    tried = run(*bring, "--dry-run", code=1, cwd=tmp_path).stdout
    assert "it is empty, and the command needs it" in tried and "fill it, give a default, or a condition" in tried
    report = json.loads(run(*bring, "--json", code=1, cwd=tmp_path).stdout)
    assert (report["contested"], report["malformed"], report["refused"]) == (1, 2, 0)
    claim = run("claim", "explain", "0015g1", *where, "--as", "olga", cwd=tmp_path).stdout
    assert "0055gA" in claim and "0055gB" in claim
    told = run("statement", "0055gA", *where, "--as", "olga", "--period", "2025-02", "--explain", "--html", "s.html", cwd=tmp_path).stdout
    assert "5820.84 USD × 15% (tier 1), rounded half_up = 873.13 USD" in told and " 15%" in told
    assert "873.13" in (tmp_path / "s.html").read_text()


def test_what_if(store):
    where = ["--store", "team.db", "--organisation", "acme"]
    run("found", *where, "--as", "olga", "--policy", "policy.json", "--importer", "ida", "--at", "2017-01-01T00:00:00Z", cwd=store)
    run("import", *where, "--as", "ida", "--mapping", "mapping.json", "--table", "sales=sales.csv", "--batch", "old", "--replay", "--manager", "olga", code=1, cwd=store)
    change = json.dumps({"plan": {"tiers": [{"from": "0", "rate": "20%"}]}})
    told = run("what-if", *where, "--as", "olga", "--change", change, "--answers", cwd=store).stdout
    assert told.startswith("250.10 GBP instead of 125.05 GBP (+125.05); 0 contacts") and "Pay by contact" in told and "Answers" not in told
    (store / "change.json").write_text(change)
    answer = json.loads(run("what-if", *where, "--as", "olga", "--change", "change.json", "--json", cwd=store).stdout)
    assert [(row["rep"], row["difference"]["amount"]) for row in answer["periods"]] == [("ana", "100.00"), ("ben", "25.05")]
    (store / "other.json").write_text(json.dumps({**POLICY, "claim_by": "any_rep"}))
    assert "(+0.00)" in run("what-if", *where, "--as", "olga", "--policy", "other.json", cwd=store).stdout
    assert "neither" in run("what-if", *where, "--as", "olga", "--change", "none.json", code=2, cwd=store).stderr
    assert "policy.claim_for" in run("what-if", *where, "--as", "olga", "--change", '{"claim_for": 1}', code=3, cwd=store).stderr


def test_many_findings_are_told_in_groups(store):
    (store / "sales.csv").write_text("id,rep,at,sum\n" + "".join(f"a-{i},ana,2017-01-10T10:00:00Z,12;50\n" for i in range(30)))
    where = ["--store", "team.db", "--organisation", "acme"]
    run("found", *where, "--as", "olga", "--policy", "policy.json", "--importer", "ida", "--at", "2017-01-01T00:00:00Z", cwd=store)
    told = run("import", *where, "--as", "ida", "--mapping", "mapping.json", "--table", "sales=sales.csv", "--batch", "b", "--dry-run", "--replay", code=1, cwd=store).stdout
    lines = [line for line in told.splitlines() if '"12;50"' in line]
    assert len(lines) == 2 and all(line.split()[0] == "30" for line in lines), told


def test_a_data_set_from_csv_to_statement_and_picture(store):
    where = ["--store", "team.db", "--organisation", "acme"]
    run("found", *where, "--as", "olga", "--policy", "policy.json", "--importer", "ida", "--at", "2017-01-01T00:00:00Z", "--period", "2017-01", cwd=store)
    bring = ["import", *where, "--as", "ida", "--mapping", "mapping.json", "--table", "sales=sales.csv", "--batch", "old", "--replay", "--manager", "olga"]
    tried = run(*bring, "--dry-run", code=1, cwd=store)
    assert "nothing was written" in tried.stdout and "oops" in tried.stdout
    assert run("pipeline", *where, "--json", cwd=store).stdout.count('"contacts": 0') == len(json.loads(run("pipeline", *where, "--json", cwd=store).stdout))
    run(*bring, "--report", "findings.csv", code=1, cwd=store)
    with (store / "findings.csv").open(newline="") as file:
        findings = list(csv.DictReader(file))
    assert findings and {row["row"] for row in findings} == {"3"}
    board = json.loads(run("leaderboard", *where, "--as", "olga", "--period", "2017-01", "--json", cwd=store).stdout)
    assert [(row["rep"], row["commission"]["amount"]) for row in board["rows"]] == [("ana", "100.00"), ("ben", "25.05")]
    statement = run("statement", "ana", *where, "--as", "ana", "--period", "2017-01", cwd=store).stdout
    assert "100.00 GBP" in statement and "a-1" in statement
    if importlib.util.find_spec("matplotlib"):
        run("statement", "ana", *where, "--as", "olga", "--period", "2017-01", "--plot", "ana.png", cwd=store)
        assert (store / "ana.png").stat().st_size > 5000
    (store / "seed").write_text("07" * 32)
    run("statement", "ana", *where, "--as", "ana", "--period", "2017-01", "--html", "ana.html", "--csv", "ana.csv", "--export", "ana.statement",
        "--seed", "seed", "--explain", cwd=store)  # fmt: skip
    assert "100.00" in (store / "ana.html").read_text() and "<script" not in (store / "ana.html").read_text()
    assert (store / "ana.csv").read_bytes().count(b"\r\n") == 2
    signer = firstlog.verify_key_of(b"\x07" * 32).hex()
    assert signer in run("verify", "--statement", "ana.statement", "--key", signer, cwd=store).stdout
    run("verify", "--statement", "ana.statement", "--key", "11" * 32, code=1, cwd=store)
    (store / "ana.statement").write_text((store / "ana.statement").read_text().replace("100.00", "900.00"))
    assert "statement_hash" in run("verify", "--statement", "ana.statement", code=1, cwd=store).stdout
    run("statement", "ana", *where, "--as", "ana", "--export", "x", "--seed", "sales.csv", code=2, cwd=store)
    run("leaderboard", *where, "--as", "olga", "--period", "2017-01", "--html", "board.html", cwd=store)
    assert "ana" in (store / "board.html").read_text()
    claim = run("claim", "explain", "a-1", *where, "--evidence", "a-1.jsonl", cwd=store).stdout
    assert "ana logged first" in claim
    assert "ana has the claim" in run("verify", "--evidence", "a-1.jsonl", cwd=store).stdout
    (store / "a-1.jsonl").write_text((store / "a-1.jsonl").read_text().replace('"ana"', '"ben"'))
    run("verify", "--evidence", "a-1.jsonl", code=1, cwd=store)
    assert run("verify", *where, cwd=store).stdout.startswith("ok: ")
    exported = run("export", *where, cwd=store).stdout
    run("export", *where, "--output", "journal.jsonl", cwd=store)
    assert (store / "journal.jsonl").read_text() == exported and json.loads(exported.splitlines()[0])["organisation"] == "acme"
    events = [json.loads(line) for line in run("feed", "warehouse", *where, "--json", cwd=store).stdout.splitlines()]
    assert [event["position"] for event in events] == list(range(1, len(events) + 1))
    assert run("feed", "warehouse", *where, cwd=store).stdout == ""


def test_assignment_is_previewed(tmp_path):
    with firstlog.open(tmp_path / "team.db") as engine:
        acme = engine["acme"]
        acme.found_organisation(actor="olga", key="acme", document=POLICY).require()
        acme.register_actor(actor="olga", key="ana", roles="rep").require()
        acme.register_contact(actor="olga", key="bakery").require()
    of = {"FIRSTLOG_STORE": str(tmp_path / "team.db"), "FIRSTLOG_ORGANISATION": "acme", "FIRSTLOG_ACTOR": "olga"}
    assert "would be accepted" in run("assign", "bakery", "--to", "ana", "--preview", **of).stdout
    assert json.loads(run("assign", "bakery", "--to", "ana", "--preview", "--json", **of).stdout)["outcome"]["rep"] == "ana"
    run("assign", "bakery", "--to", "ana", **of)
    assert "already_assigned" in run("assign", "bakery", "--to", "ana", "--json", code=1, **of).stdout
    run("assign", "--preview", **of)
    run("assign", "bakery", code=2, **of)


def test_plans_are_checked_and_compared(tmp_path):
    (tmp_path / "policy.json").write_text(json.dumps(POLICY))
    bad = firstlog.Plan.tiers({0: "15%", 10000: "10%"}, currency="GBP", mode="slab", name="bad")
    (tmp_path / "bad.json").write_text(json.dumps(bad.document))
    (tmp_path / "closes.csv").write_text("rep,day,sum\nana,2026-01-05,12000.00\nben,2026-01-06,100.00\n")
    assert "refuse" not in run("plan", "check", "policy.json", "--sold", "amount", cwd=tmp_path).stdout
    assert "less_for_more" in run("plan", "check", "bad.json", "--sold", "amount", code=1, cwd=tmp_path).stdout
    columns = ["--closes", "closes.csv", "--date", "day", "--amount", "sum"]
    compared = json.loads(run("plan", "compare", "policy.json", "bad.json", *columns, "--json", cwd=tmp_path).stdout)
    assert [plan["cost"]["amount"] for plan in compared["plans"]] == ["1210.00", "1215.00"]
    (tmp_path / "closes.csv").write_text("rep,day,sum\nana,2026-01-05,12000.00\nben,soon,100.00\n")
    failed = run("plan", "compare", "policy.json", *columns, code=3, cwd=tmp_path)
    assert "column 'day', row 1" in failed.stderr and "Traceback" not in failed.stderr
    assert "1 rows left out" in run("plan", "compare", "policy.json", *columns, "--skip-bad-rows", code=1, cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "TASK"),
        (["leaderboard"], 2, "which store"),
        (["leaderboard", "--store", "x.db"], 2, "whose journal"),
        (["leaderboard", "--store", "x.db", "--organisation", "acme", "--as", "olga"], 2, "no file"),
        (["leaderboard", "--store", "odd:x", "--organisation", "acme", "--as", "olga"], 3, "odd:x"),
        (["plan", "check", "missing.json"], 3, "missing.json"),
        (["import", "--table", "x", "--mapping", "m", "--batch", "b", "--store", "s", "--organisation", "o", "--as", "a"], 2, "NAME=FILE"),
    ],
)
def test_misuse_and_errors(arguments, code, says, tmp_path):
    done = run(*arguments, code=code, cwd=tmp_path)
    assert says in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_files_that_are_not_what_they_should_be(tmp_path):
    """Each ends with 3, names the file and leaves nothing: 1 would mean that somebody looked and said no."""
    (tmp_path / "latin").write_bytes("M\xfcller".encode("latin-1"))
    (tmp_path / "quotes.csv").write_text('rep,date,amount\n"a"b,2026-01-05,1.00\n')
    (tmp_path / "policy.json").write_text(json.dumps(POLICY))
    (tmp_path / "closes.csv").write_text("rep,date,amount\nana,2026-01-05,12000.00\n")
    of = {"FIRSTLOG_STORE": "team.db", "FIRSTLOG_ORGANISATION": "acme", "FIRSTLOG_ACTOR": "olga"}
    run("found", "--policy", "policy.json", cwd=tmp_path, **of)
    for arguments, name in (
        (["verify", "--receipts", "latin"], "latin"),
        (["verify", "--evidence", "latin"], "latin"),
        (["plan", "check", "latin"], "latin"),
        (["plan", "compare", "policy.json", "--closes", "latin"], "latin"),
        (["plan", "compare", "policy.json", "--closes", "quotes.csv"], "quotes.csv"),
        (["import", "--mapping", "latin", "--table", "a=closes.csv", "--batch", "b"], "latin"),
    ):
        failed = run(*arguments, code=3, cwd=tmp_path, **of)
        assert name in failed.stderr and "Traceback" not in failed.stderr, arguments
    if importlib.util.find_spec("matplotlib"):
        failed = run("plan", "compare", "policy.json", "--closes", "closes.csv", "--plot", "x.odd", code=3, cwd=tmp_path)
        assert ".png" in failed.stderr and "Traceback" not in failed.stderr and not (tmp_path / "x.odd").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_task(shell):
    script = run("completion", shell).stdout
    for word in ("statement", "explain", "--dry-run" if shell != "fish" else "-l dry-run", "compare"):
        assert word in script
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"left out: {shell} is not installed")
    subprocess.run([program, "-n", "-c" if shell != "fish" else "/dev/stdin", *([script] if shell != "fish" else [])], input=script, text=True, check=True, capture_output=True)
    if shell == "fish":
        asks = script + "\nfor line in 'firstlog pl' 'firstlog plan comp' 'firstlog completion f' 'firstlog statement ana --ht'; complete -C $line; end"
        said = subprocess.run([program, "--no-config", "-c", asks], capture_output=True, text=True, check=True).stdout.splitlines()
        assert [line.split("\t")[0] for line in said] == ["plan", "compare", "fish", "--html"]


def test_demo_help_and_completion():
    assert "ana" in run("demo").stdout and json.loads(run("demo", "--json").stdout)["claim"]["winner"] == "ana"
    assert "statement" in run("--help").stdout and run("--version").stdout.strip() == f"firstlog {firstlog.__version__}"
    script = run("completion", "bash").stdout
    tried = subprocess.run(["bash", "-c", script + '\nCOMP_WORDS=(firstlog plan comp); COMP_CWORD=2; _firstlog; echo "${COMPREPLY[@]}"'], capture_output=True, text=True, check=True)
    assert tried.stdout.strip() == "compare"
