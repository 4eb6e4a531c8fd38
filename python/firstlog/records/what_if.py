# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What would have come of a journal under other rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from .._core import Money
from ..enums import CommandKind, Rule, Verdict

if TYPE_CHECKING:
    from ..engine import Organisation
    from ..tables import Rows


@dataclass(frozen=True, slots=True)
class WhatIfContact:
    """A contact that would stand otherwise. A state of None: not registered on that side."""

    contact: str
    state: str | None
    would_be_state: str | None
    claimant: str | None
    would_be_claimant: str | None
    assignee: str | None
    would_be_assignee: str | None
    cycle: int
    would_be_cycle: int


@dataclass(frozen=True, slots=True)
class WhatIfPay:
    """What a rep is paid for a contact over all of its deals, where it would differ. `contact` None: of none, such as
    adjustments and what components pay."""

    contact: str | None
    rep: str
    paid: Money
    would_pay: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class WhatIfPeriod:
    """A rep's period, where it would differ. Closes are net verified ones, by share."""

    rep: str
    period: str
    closes: Fraction
    would_be_closes: Fraction
    paid: Money
    would_pay: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """A command that would have been answered otherwise. `would_be_verdict` None: passed over, because what it refers
    to would never have been. `position` is in the real journal; None where the command left nothing there."""

    position: int | None
    recorded_at: datetime
    command: CommandKind
    actor: str | None
    contact: str | None
    verdict: Verdict
    would_be_verdict: Verdict | None
    rule: Rule | None
    would_be_rule: Rule | None
    winner: str | None
    would_be_winner: str | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would have come of a journal under other rules, side by side with what did.

    `contacts`, `pay`, `periods` and `answers` hold what would differ, and nothing else. `paid` and `would_pay` are all
    lines of everybody; `claims` how many contacts somebody owns. `organisation` is the other history itself, in
    memory: its statements, boards and claims answer as any organisation's do.
    """

    as_of: int
    commands: int
    passed_over: int
    answers_left_out: int
    claims: int
    would_be_claims: int
    paid: Money
    would_pay: Money
    difference: Money
    contacts: Rows[WhatIfContact]
    pay: Rows[WhatIfPay]
    periods: Rows[WhatIfPeriod]
    answers: Rows[WhatIfAnswer]
    organisation: Organisation = field(repr=False, compare=False)

    def __str__(self) -> str:
        sign = "" if self.difference.minor_units < 0 else "+"
        owners = sum(row.claimant != row.would_be_claimant for row in self.contacts)
        return (
            f"{self.would_pay} instead of {self.paid} ({sign}{self.difference.amount}); "
            f"{owners} {'contact' if owners == 1 else 'contacts'} would have another owner, "
            f"{len(self.answers) + self.answers_left_out} of {self.commands + self.passed_over} commands another answer"
        )
