# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Who may call whom, who spoke first, and what that pays: decided once, exactly, and provable to anybody.

>>> import firstlog
>>> with firstlog.open("memory:") as engine:
...     acme = engine.organisation("acme")
...     founded = acme.found_organisation(actor="olga", key="acme",
...                                       document={"version": 1, "plan": {"currency": "GBP"}})
...     ana = acme.register_actor(actor="olga", key="ana", roles="rep")
...     bakery = acme.register_contact(actor="olga", key="bakery", rep="ana")
...     first = acme.log_interest(actor="ana", contact="bakery")
...     str(first.rule), first.winner
('claim_established', 'ana')

Money is exact: Money("1800.00 GBP"), Decimal and Fraction are taken, float and bare int are refused. Instants are
aware datetimes. A rule's "no" is an Outcome, an error an exception of firstlog.errors.
"""

from typing import TYPE_CHECKING

from . import commands, enums, errors
from ._core import (
    Command,
    ManualClock,
    MatchKey,
    Money,
    Outcome,
    Outcomes,
    __version__,
    icu_collators,
    match_key,
    memory_store,
    sqlite_store,
    verify_key_of,
)
from .engine import Collator, Engine, HostTransaction, Organisation, open
from .enums import *  # noqa: F403
from .errors import Error
from .feed import Feed
from .records import DealLine
from .tables import Rows
from .trust import check_proof, verify_evidence, verify_statement

if TYPE_CHECKING:
    from . import examples, plans, plot, records, stores
    from .plans import Plan, compare

__all__ = [
    "Collator",
    "Command",
    "DealLine",
    "Engine",
    "Error",
    "Feed",
    "HostTransaction",
    "ManualClock",
    "MatchKey",
    "Money",
    "Organisation",
    "Outcome",
    "Outcomes",
    "Plan",
    "Rows",
    "__version__",
    "check_proof",
    "commands",
    "compare",
    "enums",
    "errors",
    "examples",
    "icu_collators",
    "match_key",
    "memory_store",
    "open",
    "plans",
    "plot",
    "records",
    "sqlite_store",
    "stores",
    "verify_evidence",
    "verify_key_of",
    "verify_statement",
]

_LATER = {"Plan": "plans", "compare": "plans"}
_MODULES = {"examples", "plans", "plot", "records", "stores", "columns", "trust"}


def __getattr__(name: str) -> object:
    """Modules that not every program needs are imported when they are asked for."""
    import importlib

    if name in _MODULES:
        return importlib.import_module(f".{name}", __name__)
    if name in _LATER:
        return getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
    raise AttributeError(f"module 'firstlog' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
