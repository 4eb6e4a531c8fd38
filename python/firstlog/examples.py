# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""A small team to try things on: what the README and the documentation's examples show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

from ._core import ManualClock
from .engine import Engine, Organisation

POLICY = {"version": 1, "plan": {"currency": "GBP"}}


@contextmanager
def team() -> Iterator[Organisation]:
    """acme: olga manages, ana and ben call. Ana's close with the bakery is approved at 1,800.00 GBP.

    The clock stands at noon of 2 March 2026 (UTC).
    """
    clock = ManualClock(datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc))
    with Engine("memory:", clock=clock) as engine:
        acme = engine.organisation("acme")
        acme.found_organisation(actor="olga", key="acme", document=POLICY)
        acme.register_actor(actor="olga", key="ana", roles="rep")
        acme.register_actor(actor="olga", key="ben", roles="rep")
        acme.register_contact(actor="olga", key="bakery", rep="ana")
        acme.register_contact(actor="olga", key="mill", rep="ben")
        acme.log_activity(actor="ana", contact="bakery", disposition="connect")
        acme.log_interest(actor="ana", contact="bakery")
        acme.log_interest(actor="ben", contact="bakery")
        acme.log_close(actor="ana", contact="bakery", amount="1800.00 GBP")
        acme.approve(actor="olga", contact="bakery", amount="1800.00 GBP")
        yield acme
