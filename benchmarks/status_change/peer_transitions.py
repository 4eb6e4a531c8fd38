# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Peer: the Python library `transitions`, one plain Machine with one model per contact.

Prints one JSON object per variant. Run by benchmarks/run; see README.md for the work and for what is
timed.
"""

import argparse
import gc
import hashlib
import json
import struct
import sys
import time

import transitions

import scenario

ENTRY = struct.Struct("<QqIBBBxIqq")


class Contact:
    """One contact: who may act on it, and what has happened to it."""

    def __init__(self, number):
        self.number = number
        self.assignee = number % scenario.REPS
        self.history = []
        self.due = 0
        self.claimed = 0
        self.invoiced = 0

    def by_assignee(self, actor):
        return actor == self.assignee

    def by_manager(self, actor):
        return actor == scenario.MANAGER


def build(contacts):
    """The models. `auto_transitions` off and `send_event` off are the library's fast path.

    One machine per 100 models: adding a model looks through all that its machine has, which would
    make the preparation quadratic; a trigger costs the same either way.
    """
    models = [Contact(number) for number in range(contacts)]
    states = scenario.STATES
    for first in range(0, contacts, 100):
        transitions.Machine(
            model=models[first : first + 100],
            states=list(states),
            initial=states[0],
            auto_transitions=False,
            send_event=False,
            transitions=[
                {
                    "trigger": name,
                    "source": states[index],
                    "dest": states[index + 1],
                    "conditions": "by_manager" if name == "approve" else "by_assignee",
                }
                for index, name in enumerate(scenario.TRIGGERS)
            ],
        )
    return models


def run(contacts, batch):
    """Gives (seconds, results). Preparing models and attempts is not timed."""
    models = build(contacts)
    state_number = {name: number for number, name in enumerate(scenario.STATES)}
    names = scenario.TRIGGERS
    work = [(models[a[0]], names[a[1]], a) for a in scenario.attempts(contacts)]
    batches = [work[i : i + batch] for i in range(0, len(work), batch)]
    digest = bytes(64)
    position = refused = changes = 0
    pack, blake2b = ENTRY.pack, hashlib.blake2b
    gc.collect()
    gc.freeze()
    begin = time.perf_counter()
    for attempts in batches:
        entries = []
        for model, name, (contact, trigger, actor, at, due, amount, _) in attempts:
            before = model.state
            if not getattr(model, name)(actor):
                refused += 1
                continue
            after = model.state
            if trigger == 1:
                model.due = due
            elif trigger == 2:
                model.claimed = amount
            elif trigger == 3:
                model.invoiced = amount
            changes += 1
            position += 1
            model.history.append((at, trigger, before, after, actor))
            entries.append(
                pack(position, at, contact, trigger, state_number[before], state_number[after], actor, due, amount)
            )
        if entries:
            digest = blake2b(digest + b"".join(entries)).digest()
    seconds = time.perf_counter() - begin
    gc.unfreeze()
    results = {
        "verified_close": sum(model.state == "verified_close" for model in models),
        "status_changes": changes,
        "refused": refused,
        "invoiced": sum(model.invoiced for model in models),
    }
    if any(len(model.history) != 4 for model in models):
        sys.exit("transitions: a contact's history does not hold its four changes")
    return seconds, results, digest.hex()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=20_000)
    options = parser.parse_args()
    run(1_000, 100)  # warm-up
    for batch in (100, 1):
        seconds, results, head = run(options.contacts, batch)
        print(
            json.dumps(
                {
                    "series": f"status_change/transitions/commit_{batch}",
                    "items": results["status_changes"],
                    "seconds": seconds,
                    "exact": results == scenario.expected(options.contacts),
                    "results": results,
                    "chain_head": head,
                }
            )
        )


if __name__ == "__main__":
    main()
