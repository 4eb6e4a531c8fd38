# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The story of story.c, through the Python package.

    python story.py FILE         tells it
    python story.py FILE race    is the second process of the race: ends with 0 where its claim was the first, else 1
"""

import subprocess
import sys
from datetime import datetime, timezone

import firstlog
from firstlog import commands

POLICY = '{"version":1,"plan":{"currency":"GBP"}}'
PRICE = "1800.00 GBP"


def team(organisation, contact, rep=None):
    """The organisation, its people and one contact, which may have no assignee."""
    return [
        commands.found_organisation(actor="olga", key=organisation, document=POLICY),
        commands.register_actor(actor="olga", key="ana", roles="rep"),
        commands.register_actor(actor="olga", key="ben", roles="rep"),
        commands.register_contact(actor="olga", key=contact, **({} if rep is None else {"rep": rep})),
    ]


def sale():
    return [
        commands.log_activity(actor="ana", contact="bakery", disposition="connect"),
        commands.log_interest(actor="ana", contact="bakery"),
        commands.log_interest(actor="ben", contact="bakery"),
        commands.log_close(actor="ana", contact="bakery", amount=PRICE),
        commands.approve(actor="olga", contact="bakery", amount=PRICE),
    ]


def race(engine, rep):
    return 0 if engine["race"].log_interest(actor=rep, contact="mill") else 1


def main(path, *mode):
    # A clock that stands, so that every run tells the same.
    clock = firstlog.ManualClock(datetime(2026, 1, 5, 9, tzinfo=timezone.utc))
    with firstlog.open(f"sqlite:{path}", clock=clock) as engine:
        if mode:
            return race(engine, "ben")
        acme = engine["acme"]
        story = team("acme", "bakery", "ana") + sale()
        for command, outcome in zip(story, acme.submit(story), strict=True):
            print(f"{command.kind}: {outcome}")

        engine["race"].submit(team("race", "mill"))
        other = subprocess.Popen([sys.executable, __file__, path, "race"])
        mine = race(engine, "ana")
        theirs = other.wait()
        if theirs not in (0, 1):
            return 2
        print("race:", "one claim, one contest" if mine + theirs == 1 else "NOT EXCLUSIVE")

        print(acme.statement("ana", "ana").to_json())
        print(acme.leaderboard("olga").to_json())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
