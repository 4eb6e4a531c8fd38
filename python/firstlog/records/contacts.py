# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Contacts: who may call them, who owns the credit, what is being sold to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from .._core import Money
from ..enums import CloseStatus, DueKind, EventKind, MatchKind, Rule, SuppressionScope

if TYPE_CHECKING:
    from ..tables import Rows


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """What a contact's page shows."""

    key: str
    state: str
    status_since: datetime | None
    assignee: str | None
    assigned_since: datetime | None
    assigned_by: Rule | None
    claimant: str | None
    claim_position: int | None
    claimed_at: datetime | None
    cycle: int
    attempts: int
    due: datetime | None
    due_kind: DueKind | None
    overdue: bool
    locked: bool
    deal: int | None
    cluster: str | None
    merged_into: str | None
    parent: str | None
    calls_suppressed: bool
    messages_suppressed: bool
    email_suppressed: bool
    id: int


@dataclass(frozen=True, slots=True)
class Contender:
    """One entry that asked for the credit of a cycle. `recorded_at` is what counts."""

    rep: str
    position: int
    recorded_at: datetime
    occurred_at: datetime | None
    delay: timedelta | None
    kind: EventKind
    rule: Rule | None
    wins: bool
    valid: bool
    retracted_by: int | None


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """Whatever moved the claim beside the entries themselves."""

    kind: EventKind
    position: int
    recorded_at: datetime
    actor: str | None
    from_: str | None
    to: str | None
    refers_to: int | None
    moves_claim: bool
    rule: Rule | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ClaimExplanation:
    """Who logged first, with every contender."""

    contact: str
    cycle: int
    winner: str | None
    winning_position: int | None
    winning_time: datetime | None
    assignee: str | None
    contenders: Rows[Contender]
    changes: Rows[ClaimChange]


@dataclass(frozen=True, slots=True)
class DealRecord:
    """One deal of a contact, as it stands."""

    id: int
    cycle: int
    current: bool
    status: CloseStatus
    closer: str | None
    decider: str | None
    credited: str | None
    claimed: Money | None
    invoiced: Money | None
    reversed: Money | None
    billed: Money | None
    received: Money | None
    closed_at: datetime | None
    decided_at: datetime | None
    hold_until: datetime | None
    closed_position: int | None
    decided_position: int | None
    period: str | None
    signed_on: date | None
    invoiced_on: date | None
    paid_on: date | None
    closes: int


@dataclass(frozen=True, slots=True)
class DealLine:
    """One product of a deal, for log_close, approve and amend_close. Amounts are of the whole line."""

    product: str
    net: Money | str
    quantity: int = 1
    tax: Money | str | None = None
    cost: Money | str | None = None


@dataclass(frozen=True, slots=True)
class SplitOwnership:
    """A contact whose claim is not its assignee's: one calls, the other earns."""

    contact: str
    state: str
    claimant: str | None
    claim_position: int | None
    claimed_at: datetime | None
    assignee: str | None
    assigned_since: datetime | None


@dataclass(frozen=True, slots=True)
class SuspectedDuplicate:
    """Another contact of the cluster. `shares` names the kinds of keys in common, separated by spaces."""

    key: str
    state: str
    shares: str
    merged_into: str | None
    assignee: str | None
    claimant: str | None
    claim_position: int | None
    claimed_at: datetime | None
    locked: bool

    @property
    def shared_kinds(self) -> tuple[MatchKind, ...]:
        """The same as members of MatchKind."""
        return tuple(MatchKind(kind) for kind in self.shares.split())


@dataclass(frozen=True, slots=True)
class Duplicates:
    """A contact's cluster of suspected duplicates."""

    cluster: str
    claimant: str | None
    claim_contact: str | None
    claim_position: int | None
    claimed_at: datetime | None
    attempts: int
    others: Rows[SuspectedDuplicate]


@dataclass(frozen=True, slots=True)
class ActingSuppression:
    """One suppression that acts on a contact."""

    position: int
    since: datetime
    scope: SuppressionScope
    source: str
    by: str | None
    contact: str
    keys_only: bool


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many contacts are in a state of the pipeline."""

    state: str
    contacts: int
