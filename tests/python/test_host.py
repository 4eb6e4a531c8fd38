# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What a host lends an engine: its transaction, its orders of names, its zones; and what it takes away to check."""

import datetime
import pathlib
import sqlite3
import zoneinfo

import firstlog
import pytest
from dict_store import DictSession, DictStore
from firstlog import commands, errors
from firstlog.stores import HostConnection, import_journal

POLICY = firstlog.examples.POLICY


@pytest.fixture
def crm(tmp_path):
    path = tmp_path / "crm.db"
    with sqlite3.connect(path) as own:
        own.execute("CREATE TABLE shop (key TEXT PRIMARY KEY, orders INTEGER, weight REAL, photo BLOB)")
    own.close()
    store = firstlog.sqlite_store(str(path), in_host_database=True)
    acme = firstlog.open(store)["acme"]
    acme.found_organisation(actor="olga", key="acme", document=POLICY).require()
    connection = HostConnection(path)
    yield acme, connection
    connection.close()


REGISTER = dict(actor="olga", key="bakery")


def test_both_or_neither(crm):
    acme, connection = crm
    with connection:
        assert connection.in_transaction
        connection.execute("INSERT INTO shop VALUES (?, ?, ?, ?)", ("bakery", 3, 0.5, b"\0"))
        joined = acme.join(connection)
        outcome = joined.submit(commands.register_contact(**REGISTER))
        assert outcome and "provisional" in outcome.notices
        rows = joined.submit([commands.take(actor="olga", contact="bakery"), commands.register_contact(actor="olga", key="mill")])
        assert len(rows) == 2
        with pytest.raises(errors.NotFound):
            acme.contact("bakery")  # nobody else sees it yet
    acme.refresh()
    assert acme.contact("bakery").key == "bakery"
    assert connection.execute("SELECT * FROM shop") == [("bakery", 3, 0.5, b"\0")]

    with pytest.raises(RuntimeError, match="no"), connection:
        connection.execute("UPDATE shop SET orders = NULL")
        acme.join(connection).submit(commands.register_contact(actor="olga", key="gone")).require()
        raise RuntimeError("no")
    acme.refresh()
    with pytest.raises(errors.NotFound):
        acme.contact("gone")
    assert connection.execute("SELECT orders FROM shop") == [(3,)]
    assert acme.verify()


def test_it_follows_a_rollback_to_a_savepoint(crm):
    acme, connection = crm
    with connection:
        joined = acme.join(connection)
        connection.execute("SAVEPOINT s")
        joined.submit(commands.register_contact(actor="olga", key="mill")).require()
        connection.execute("ROLLBACK TO s")
        joined.submit(commands.register_contact(**REGISTER)).require()
    acme.refresh()
    assert acme.contact("bakery").id == 1


def test_misuse_of_a_connection_says_what_is_wrong(crm, tmp_path):
    acme, connection = crm
    joined = acme.join(connection)
    with pytest.raises(errors.HostTransactionStale, match="BEGIN IMMEDIATE"):
        joined.submit(commands.register_contact(**REGISTER))
    with pytest.raises(errors.InvalidArgument, match="syntax"):
        connection.execute("SELEKT 1")
    with pytest.raises(errors.InvalidArgument, match="more than one"):
        connection.execute("SELECT 1; SELECT 2")
    with pytest.raises(errors.InvalidArgument, match="are not 2"):
        connection.execute("SELECT ?, ?", (1,))
    with pytest.raises(errors.InvalidArgument, match=r"parameters\[0\]: is .*Money"):
        connection.execute("SELECT ?", (firstlog.Money("1.00 GBP"),))
    with pytest.raises(errors.InvalidArgument, match="UNIQUE"):
        for _ in range(2):
            connection.execute("INSERT INTO shop(key) VALUES ('a')")
    with pytest.raises(errors.NotFound):
        HostConnection(tmp_path / "none" / "crm.db")
    with pytest.raises(errors.InvalidArgument, match="acquire"):
        acme.join(object())
    connection.close()
    connection.close()
    for use in (lambda: connection.execute("SELECT 1"), lambda: joined.submit(commands.register_contact(**REGISTER))):
        with pytest.raises(errors.Closed):
            use()


def test_a_session_of_pythons_stands_in_any_transaction():
    store = DictStore()
    acme = firstlog.open(store)["acme"]
    acme.found_organisation(actor="olga", key="acme", document=POLICY).require()

    class InTransaction(DictSession):
        """Keeps what is appended until commit: what a session on a connection of the host's does."""

        def append(self, first_position, head, record, vault):
            self.pending = (first_position, head, record)
            self.release()

        def commit(self):
            self.store.rows["acme"].append(self.pending)

    session = InTransaction(store)
    assert acme.join(session).submit(commands.register_contact(**REGISTER))
    acme.refresh()
    with pytest.raises(errors.NotFound):
        acme.contact("bakery")
    session.commit()
    acme.refresh()
    assert acme.contact("bakery").key == "bakery"


def test_a_deadline_of_a_single_command():
    store = DictStore()
    acme = firstlog.open(store)["acme"]
    acme.found_organisation(actor="olga", key="acme", document=POLICY).require()
    holder = store.open_session()
    holder.acquire("acme", datetime.timedelta(0))
    with pytest.raises(errors.Busy):
        acme.submit(commands.register_contact(**REGISTER), wait_max=0.05)
    holder.release()
    assert acme.submit(commands.register_contact(**REGISTER), wait_max=0.05)


class Backwards:
    """Z before A, to see that it is asked."""

    def __init__(self, version="1"):
        self.version = version
        self.letters = [chr(letter) for letter in range(ord("A"), ord("Z") + 1)]

    def key(self, name):
        return bytes(ord("A") + ord("Z") - ord(letter) for letter in name.upper() if "A" <= letter <= "Z")


def collators(version):
    return lambda name: Backwards(version) if name == "backwards" else None


DOCUMENT = {**POLICY, "collation": "backwards", "assignment": [{"name": "first", "to": "N", "rep": "ana"}, {"name": "last", "from": "M", "rep": "ben"}]}


def backwards_team(store, version="1", **options):
    return firstlog.open(store, collators=collators(version), **options)["acme"]


def test_an_order_of_names_written_in_python():
    store = firstlog.memory_store()
    acme = backwards_team(store)
    acme.found_organisation(actor="olga", key="acme", document=DOCUMENT).require()
    for rep in ("ana", "ben"):
        acme.register_actor(actor="olga", key=rep, roles="rep").require()
    acme.register_contact(actor="olga", key="zoo", name="Zoo").require()
    acme.register_contact(actor="olga", key="apple", name="Apple").require()
    assert (acme.contact("zoo").assignee, acme.contact("apple").assignee) == ("ana", "ben")

    with pytest.raises(errors.Unsupported):
        backwards_team(store, "2").contact("zoo")
    assert backwards_team(store, "2", accept_other_collations=True).contact("zoo").assignee == "ana"
    with pytest.raises(errors.Unsupported):
        firstlog.open(store)["acme"].contact("zoo")
    refused = firstlog.open("memory:", collators=collators("1")).check_policy({**POLICY, "collation": "sv"})
    assert refused.fault.place == "policy.collation"
    with pytest.raises(errors.InvalidArgument):
        firstlog.open("memory:", collators=5)


def test_an_order_that_raises_is_an_answer():
    def broken(name):
        raise errors.Unsupported("policy.collation", "out of orders", "use none")

    report = firstlog.open("memory:", collators=broken).check_policy({**POLICY, "collation": "x"})
    assert report.fault.reason == "out of orders"
    report = firstlog.open("memory:", collators=lambda name: object()).check_policy({**POLICY, "collation": "x"})
    assert not report.ok


def test_orders_of_icu():
    try:
        orders = firstlog.icu_collators()
    except errors.Unsupported as error:
        assert "ICU" in str(error)
        pytest.skip(str(error))
    acme = firstlog.open("memory:", collators=orders)["acme"]
    document = {**POLICY, "collation": "sv", "assignment": [{"name": "last", "from": "Z", "rep": "ben"}]}
    acme.found_organisation(actor="olga", key="acme", document=document).require()
    acme.register_actor(actor="olga", key="ben", roles="rep").require()
    acme.register_contact(actor="olga", key="ö", name="Örebro").require()
    assert acme.contact("ö").assignee == "ben"  # in Swedish Ö comes behind Z


def test_zones_of_the_hosts_own():
    asked = []

    def zones(name):
        asked.append(name)
        return next(path for folder in zoneinfo.TZPATH if (path := pathlib.Path(folder, name)).exists()).read_bytes()

    engine = firstlog.open("memory:", zones=zones)
    assert engine.check_policy({**POLICY, "zone": "Europe/London"}).ok and asked == ["Europe/London"]
    fault = firstlog.open("memory:", zones=lambda name: b"no zone").check_policy({**POLICY, "zone": "Europe/London"}).fault
    assert fault is not None
    fault = firstlog.open("memory:", zones=lambda name: 1 / 0).check_policy({**POLICY, "zone": "Europe/London"}).fault
    assert "division by zero" in fault.reason


def test_proofs_and_commits_and_journals_travel(acme):
    outcome = acme.register_contact(actor="olga", key="forge").require()
    proof = acme.prove(outcome.position)
    proven = firstlog.check_proof(proof, outcome.receipt)
    assert (proven.position, proven.kind, proven.organisation) == (outcome.position, "contact_registered", "acme")
    other = acme.register_contact(actor="olga", key="smith").require()
    with pytest.raises(errors.Corrupt):
        firstlog.check_proof(proof, other.receipt)
    refused = 0
    for at in range(0, len(proof), 7):
        changed = bytearray(proof)
        changed[at] ^= 1
        try:
            assert firstlog.check_proof(bytes(changed), outcome.receipt) == proven  # a byte that says nothing
        except (errors.Corrupt, errors.Unsupported):
            refused += 1
    assert refused > len(proof) / 7 / 2
    with pytest.raises(errors.NotFound):
        acme.prove(10_000)

    rows = list(acme.commits())
    assert [row[0] for row in rows] == [1, *(row[1][1] + 1 for row in rows[:-1])]
    assert list(acme.commits(rows[-1][0])) == rows[-1:] and list(acme.commits(10_000)) == []
    store = firstlog.memory_store()
    assert import_journal(store, "acme", acme.export_journal()) == acme.head().position
    assert list(firstlog.open(store)["acme"].commits()) == rows
    with pytest.raises(errors.Conflict):
        with firstlog.examples.team() as stranger:
            stranger.register_contact(actor="olga", key="x").require()
            import_journal(store, "acme", stranger.export_journal())
    with pytest.raises(errors.Malformed):
        import_journal(firstlog.memory_store(), "acme", "no json")
    with pytest.raises(errors.InvalidArgument):
        import_journal("memory:", "acme", "")
