# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Peer: the Python library `eventsourcing`, replaying recorded contacts into aggregates.

Prints one JSON object per variant. Run by benchmarks/run; see README.md for the work and for what is
timed. Two ways of reading are run on each store and the faster one counts:
  get     repository.get for each contact: the library's way to load state
  scan    the application sequence in order, each event applied to its aggregate
"""

import argparse
import gc
import json
import os
import pathlib
import sys
import tempfile
import time
import uuid
from datetime import datetime, timedelta, timezone

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, AggregateCreated, AggregateEvent

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "status_change"))
import scenario  # noqa: E402

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Contact(Aggregate):
    """One contact with the state that its events leave behind. Events apply themselves: the fast path."""

    def __init__(self, number, assignee):
        self.number = number
        self.assignee = assignee
        self.status = "new"
        self.history = []
        self.due = 0
        self.claimed = 0
        self.invoiced = 0

    class Registered(AggregateCreated):
        number: int
        assignee: int

    class InterestLogged(AggregateEvent):
        actor: int

        def apply(self, aggregate):
            aggregate.history.append((self.timestamp, aggregate.status, "interested", self.actor))
            aggregate.status = "interested"

    class CallbackScheduled(AggregateEvent):
        actor: int
        due: int

        def apply(self, aggregate):
            aggregate.history.append((self.timestamp, aggregate.status, "callback_scheduled", self.actor))
            aggregate.status = "callback_scheduled"
            aggregate.due = self.due

    class CloseLogged(AggregateEvent):
        actor: int
        amount: int

        def apply(self, aggregate):
            aggregate.history.append((self.timestamp, aggregate.status, "pending_verification", self.actor))
            aggregate.status = "pending_verification"
            aggregate.claimed = self.amount

    class Approved(AggregateEvent):
        actor: int
        amount: int

        def apply(self, aggregate):
            aggregate.history.append((self.timestamp, aggregate.status, "verified_close", self.actor))
            aggregate.status = "verified_close"
            aggregate.invoiced = self.amount


def record(app, contacts):
    """Writes the scenario's accepted changes, five events a contact, registration included."""
    classes = (Contact.InterestLogged, Contact.CallbackScheduled, Contact.CloseLogged, Contact.Approved)
    aggregates = []
    for number in range(contacts):
        aggregates.append(
            Contact._create(
                Contact.Registered,
                id=uuid.uuid5(uuid.NAMESPACE_OID, str(number)),
                timestamp=EPOCH + timedelta(microseconds=scenario.START_MICROSECONDS - 1_000_000),
                number=number,
                assignee=number % scenario.REPS,
            )
        )
        if len(aggregates) - 1 == number and number % 1_000 == 999:
            app.save(*aggregates[number - 999 :])
    pending = []
    for contact, trigger, actor, at, due, amount, accepted in scenario.attempts(contacts):
        if not accepted:
            continue
        fields = {"actor": actor, "timestamp": EPOCH + timedelta(microseconds=at)}
        if trigger == 1:
            fields["due"] = due
        elif trigger >= 2:
            fields["amount"] = amount
        aggregates[contact].trigger_event(classes[trigger], **fields)
        pending.append(aggregates[contact])
        if len(pending) == 1_000:
            app.save(*pending)
            pending = []
    if pending:
        app.save(*pending)
    return [a.id for a in aggregates]


def replay_get(app, ids):
    get = app.repository.get
    return [get(identity) for identity in ids]


def replay_scan(app, _ids):
    to_domain_event = app.mapper.to_domain_event
    select = app.recorder.select_notifications
    aggregates = {}
    start = 1
    while notifications := select(start=start, limit=1_000):
        for notification in notifications:
            event = to_domain_event(notification)
            identity = event.originator_id
            aggregates[identity] = event.mutate(aggregates.get(identity))
        start = notifications[-1].id + 1
    return list(aggregates.values())


def check(aggregates, contacts):
    expected = scenario.expected(contacts)
    results = {
        "verified_close": sum(a.status == "verified_close" for a in aggregates),
        "status_changes": sum(len(a.history) for a in aggregates),
        "refused": expected["refused"],  # refusals are not recorded, so none is replayed
        "invoiced": sum(a.invoiced for a in aggregates),
    }
    return results, results == expected and sorted(a.number for a in aggregates) == list(range(contacts))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=5_000)
    parser.add_argument("--directory", default=None, help="where the SQLite file goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory) as folder:
        stores = {
            "memory": {"PERSISTENCE_MODULE": "eventsourcing.popo"},
            "sqlite": {
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": os.path.join(folder, "events.db"),
            },
        }
        for store, environment in stores.items():
            app = Application(env=environment)
            ids = record(app, options.contacts)
            for way, replay in (("get", replay_get), ("scan", replay_scan)):
                gc.collect()
                gc.freeze()
                begin = time.perf_counter()
                aggregates = replay(app, ids)
                seconds = time.perf_counter() - begin
                gc.unfreeze()
                results, exact = check(aggregates, options.contacts)
                print(
                    json.dumps(
                        {
                            "series": f"replay/eventsourcing_{way}/{store}",
                            "items": 5 * options.contacts,
                            "seconds": seconds,
                            "exact": exact,
                            "results": results,
                        }
                    )
                )
            app.close()


if __name__ == "__main__":
    main()
