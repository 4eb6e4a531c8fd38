# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
import asyncio
import gc
import threading
from datetime import datetime, timedelta, timezone
from fractions import Fraction

import firstlog
import pytest
from firstlog import Money, commands, enums, errors


def test_first_log_wins(acme):
    claim = acme.explain_claim("bakery")
    assert claim.winner == "ana" and [one.rep for one in claim.contenders] == ["ana", "ben"]
    assert [one.wins for one in claim.contenders] == [True, False]
    second = acme.log_interest(actor="ben", contact="bakery")
    assert (second.verdict, second.rule, second.winner) == (enums.Verdict.contested, enums.Rule.first_log_wins, "ana")
    assert second.winning_position == claim.winning_position and second.winning_time == claim.winning_time
    assert not second and "earliest entry" in second.reason
    with pytest.raises(errors.RefusedError, match="contested"):
        second.require()


def test_statement_and_leaderboard_move_together(acme):
    statement = acme.statement("ana", "ana")
    line = statement.lines[0]
    assert (line.invoiced, line.rate, line.commission) == (Money("1800.00 GBP"), Fraction(3, 20), Money("270.00 GBP"))
    assert statement.total == Money("270.00 GBP") and statement.period == "2026-03"
    assert "270.00 GBP" in line.explain()
    assert [(row.rep, row.commission) for row in acme.leaderboard("olga").rows][0] == ("ana", Money("270.00 GBP"))
    assert acme.leaderboard("ben").rows[0].commission is None  # a rep's view
    acme.reverse(actor="olga", contact="bakery", reason="refund", amount="800.00 GBP")
    assert acme.statement("ana", "ana").total == Money("150.00 GBP")
    assert acme.leaderboard("olga").rows[0].commission == Money("150.00 GBP")


def test_a_rep_may_not_see_anothers_statement(acme):
    with pytest.raises(errors.InvalidArgument):
        acme.statement("ben", "ana")


def test_queries_answer_records(acme):
    contact = acme.contact("bakery")
    assert (contact.key, contact.state, contact.claimant) == ("bakery", "verified_close", "ana")
    assert acme.deals("bakery")[0].status is enums.CloseStatus.verified
    assert acme.actor("ana").roles == frozenset({enums.Role.rep})
    assert {one.state: one.contacts for one in acme.pipeline()}["verified_close"] == 1
    assert acme.head().position == acme.history("bakery")[-1].position
    assert acme.explain_assignment("mill").assignee == "ben"
    assert list(acme.split_ownership("olga")) == [] and list(acme.imports()) == []
    assert acme.departure("olga", "ana").earned == Money("270.00 GBP")
    assert acme.duplicates("mill").cluster == "mill" and list(acme.suppression("mill")) == []
    assert list(acme.pending("olga")) == [] and list(acme.waiting_policies("olga")) == []
    for ask in (acme.contact, acme.history, acme.deals, acme.explain_claim):
        with pytest.raises(errors.NotFound):
            ask("nobody")


def test_preview_writes_nothing(acme):
    before = acme.head()
    preview = acme.preview([commands.register_contact(actor="olga", key="forge"),
                            commands.take(actor="ben", contact="forge")])  # fmt: skip
    assert [one.verdict for one in (preview.outcomes[0], preview.outcomes[1])] == ["accepted", "accepted"]
    assert preview.events[0].kind is enums.EventKind.contact_registered
    assert enums.Notice.provisional in preview.outcomes[0].notices
    assert acme.head() == before


def test_another_policy_is_previewed(acme):
    document = {"version": 1, "plan": {"currency": "GBP", "tiers": [{"from": "0", "rate": "20%"}]}}
    restated = acme.preview_policy("olga", document, "2026-01-01T00:00:00Z")
    assert restated.difference == Money("90.00 GBP") and restated.lines[0].new_rate == Fraction(1, 5)


def test_idempotency(acme):
    first = acme.register_contact(actor="olga", key="forge", idempotency=("import", 1))
    again = acme.register_contact(actor="olga", key="forge", idempotency=("import", 1))
    assert again.position == first.position and enums.Notice.replayed in again.notices
    other = acme.register_contact(actor="olga", key="other", idempotency=("import", 1))
    assert other.rule == "idempotency_key_reused"


def test_batches_answer_each_row_and_take_generators(acme):
    outcomes = acme.submit(commands.register_contact(actor="olga", key=f"shop-{i % 9000}") for i in range(10000))
    assert len(outcomes) == 10000 and outcomes.count("accepted") == 9000
    assert [place for place, _ in outcomes.not_accepted()][:2] == [9000, 9001]
    assert outcomes[-1].rule == "key_taken"
    with pytest.raises(errors.RefusedError, match="999 more"):
        outcomes.require()
    with pytest.raises(errors.InvalidArgument, match=r"commands\[1\]"):
        acme.submit([commands.advance(actor="olga"), "advance"])


def test_feed_resumes_where_it_was_acknowledged(acme):
    with acme.feed("warehouse", batch=4) as feed:
        events = [event.position for event in feed]
        assert events == list(range(1, acme.head().position + 1))
        assert feed.acknowledged == events[-1]
    acme.register_contact(actor="olga", key="forge")
    with acme.feed("warehouse") as feed:
        assert [event.contact for event in feed] == ["forge"]
    with pytest.raises(errors.Closed):
        feed.poll()


def test_feed_as_asynchronous_iterator(acme):
    async def follow():
        seen = []
        feed = acme.feed("live")
        async for event in feed:
            seen.append(event.position)
            if len(seen) == 3:
                acme.register_contact(actor="olga", key="forge")
            if event.contact == "forge":
                break
        return seen

    seen = asyncio.run(asyncio.wait_for(follow(), 20))
    assert seen == list(range(1, acme.head().position + 1))


def test_trust(acme, tmp_path):
    seed = bytes(range(32))
    key = firstlog.verify_key_of(seed)
    line = acme.checkpoint(seed)
    outcome = acme.register_contact(actor="olga", key="forge")
    verified = acme.verify(receipts=[outcome.receipt], checkpoints=[line], checkpoint_key=key)
    assert verified and verified.vouched_until >= outcome.position
    assert not acme.verify(receipts=[outcome.receipt.replace("firstlog-receipt 1 ", "firstlog-receipt 1 9")])
    with pytest.raises(errors.Malformed):
        acme.verify(receipts=["nonsense"])
    text = acme.export_journal()
    acme.export_journal(tmp_path / "journal.jsonl")
    assert (tmp_path / "journal.jsonl").read_text(encoding="utf-8") == text and text.count("\n") == acme.head().commit_number

    class Full(Exception):
        pass

    def refuse(_):
        raise Full

    with pytest.raises(Full):
        firstlog._core._export_journal(acme, refuse)
    file = acme.evidence("bakery", checkpoints=[line], checkpoint_key=key)
    assert firstlog.verify_evidence(file).winner == "ana"
    assert not firstlog.verify_evidence(file.replace("bakery", "bakers"))


def test_personal_data_is_erased(acme):
    acme.add_note(actor="ana", contact="bakery", personal="asks for Anna")
    (_, digest), = acme.personal_digests("bakery")
    assert acme.personal("ana", digest) == b"asks for Anna"
    acme.erase_personal("olga", digest)
    with pytest.raises(errors.NotFound):
        acme.personal("ana", digest)
    assert acme.verify()


def test_import_of_a_history(acme):
    acme.register_actor(actor="olga", key="ida", roles="importer")
    mapping = {"version": 1, "name": "old-crm", "currency": "GBP", "tables": [{"name": "leads", "commands": [
        {"command": "register_contact", "actor": "olga", "occurred_at": "{at}", "key": "{id}"},
    ]}]}  # fmt: skip
    table = "id,at\nold-1,2025-12-01T10:00:00Z\nold-2,2025-12-02T10:00:00Z\n,2025-12-03T10:00:00Z\n"
    trial = acme.import_history(mapping, {"leads": table}, batch="old", importer="ida", dry_run=True)
    assert trial.rows == 3 and trial.findings[0].row == 3
    assert list(acme.imports()) == []
    report = acme.import_history(mapping, {"leads": table.encode()}, batch="old", importer="ida")
    assert report.accepted == trial.accepted and acme.imports()[0].contacts == 2
    assert acme.contact("old-1").key == "old-1"
    with pytest.raises(errors.InvalidArgument, match="tables.leads"):
        acme.import_history(mapping, {"leads": 5}, batch="b", importer="ida")


def test_phones_of_a_history_find_duplicates_under_the_organisations_secret(acme):
    acme.register_actor(actor="olga", key="ida", roles="importer")
    mapping = {"version": 1, "currency": "GBP", "tables": [{"name": "leads", "commands": [
        {"command": "register_contact", "actor": "olga", "occurred_at": "{at}", "key": "{id}", "phone": "{phone}"},
    ]}]}  # fmt: skip
    at = "2025-12-01T10:00:00Z"
    table = {"leads": f"id,at,phone\none,{at},+441632960001\ntwo,{at},+441632960001\nthree,{at},+441632960002\n"}
    with pytest.raises(errors.InvalidArgument, match="match_secret"):
        acme.import_history(mapping, table, batch="old", importer="ida")
    acme.import_history(mapping, table, batch="old", importer="ida", match_secret=b"sixteen bytes it is")
    assert acme.contact("two").cluster == acme.contact("one").cluster != acme.contact("three").cluster


def test_closed_engines_say_so():
    with firstlog.open() as engine:
        acme = engine.organisation("acme")
        assert repr(acme) == "<firstlog.Organisation acme>"
    assert engine.closed
    engine.close()
    for call in (lambda: acme.head(), lambda: acme.advance(actor="olga"), lambda: engine.check_policy("{}")):
        with pytest.raises(errors.Closed):
            call()


def test_policies_are_checked():
    with firstlog.open() as engine:
        report = engine.check_policy({"version": 1, "plan": {"currency": "GBP", "tiers": [{"from": "0", "rate": 0.15}]}})
        assert not report.ok and report.fault.place == "policy.plan.tiers[0].rate" and report.fault.remedy
        assert engine.check_policy({"version": 1, "plan": {"currency": "GBP"}}).ok


def test_sqlite_is_kept(tmp_path):
    path = tmp_path / "team.db"
    with firstlog.open(path) as engine:
        engine["acme"].found_organisation(actor="olga", key="acme", document=firstlog.examples.POLICY).require()
        before = engine["acme"].head()
    with firstlog.open(f"sqlite:{path}") as engine:
        assert engine["acme"].head() == before
    with pytest.raises(errors.Error):
        firstlog.open(f"sqlite:{tmp_path}")
    with firstlog.open(firstlog.sqlite_store(str(path), read_only=True)) as engine, pytest.raises(errors.ReadOnly):
        engine["acme"].register_actor(actor="olga", key="ana", roles="rep")


def test_clocks():
    times = iter([datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=1)))] * 100)
    with firstlog.open(clock=lambda: next(times)) as engine:
        founded = engine["acme"].found_organisation(actor="olga", key="acme", document=firstlog.examples.POLICY)
        assert founded.recorded_at == datetime(2026, 3, 2, 8, tzinfo=timezone.utc)
    clock = firstlog.ManualClock("2026-03-02T08:00:00Z")
    clock.now = datetime(2026, 3, 3, tzinfo=timezone.utc)
    assert clock.now == datetime(2026, 3, 3, tzinfo=timezone.utc)
    with pytest.raises(errors.InvalidArgument, match="without a zone"):
        firstlog.ManualClock(datetime(2026, 3, 2))


def test_many_threads_share_an_engine(acme):
    refused = []

    def work(worker):
        for i in range(300):
            if not acme.register_contact(actor="olga", key=f"{worker}-{i}"):
                refused.append((worker, i))
            acme.leaderboard("olga")

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not refused and {one.state: one.contacts for one in acme.pipeline()}["new"] == 1801
    assert acme.verify()


def test_an_engine_may_go_while_its_parts_are_held():
    def parts():
        engine = firstlog.open(log=lambda *_: None, clock=lambda: datetime.now(timezone.utc))
        acme = engine.organisation("acme")
        outcome = acme.found_organisation(actor="olga", key="acme", document=firstlog.examples.POLICY)
        return outcome, acme.history, acme.feed("x"), acme.submit([commands.advance(actor="olga")])

    kept = parts()
    gc.collect()
    assert kept[0].actor == "olga" and len(kept[3]) == 1
    kept[2].close()
