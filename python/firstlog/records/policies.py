# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Policies: what is wrong with one, which wait, what another plan would have paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from .._core import Money

if TYPE_CHECKING:
    from .._core import Outcome
    from ..errors import Error
    from ..tables import Rows


@dataclass(frozen=True, slots=True)
class WaitingPolicy:
    """A policy that was adopted for an instant to come."""

    effective_at: datetime
    adoption: int
    name: str


@dataclass(frozen=True, slots=True)
class RestatedPeriod:
    """A rep's period under another policy."""

    rep: str
    period: str
    posts_to: str
    paid: Money
    would_pay: Money
    difference: Money
    lines: int


@dataclass(frozen=True, slots=True)
class RestatedLine:
    """One close that would pay another amount or by another rate."""

    position: int
    contact: str | None
    deal: int
    rep: str
    period: str
    base: Money
    paid: Money
    would_pay: Money
    component: bool
    rate: Fraction
    new_rate: Fraction


@dataclass(frozen=True, slots=True)
class Restatement:
    """What would change if a policy held from an instant that has passed."""

    considered: int
    difference: Money | None
    periods: Rows[RestatedPeriod]
    lines: Rows[RestatedLine]


@dataclass(frozen=True, slots=True)
class AssignmentOverlap:
    """A contact that two assignment rules would both take; `rule` and `other` are their places in the list."""

    rule: int
    other: int
    place: str
    name: str
    niche: str


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """One finding of the plan checker about a policy's plans."""

    kind: str
    refused: bool
    path: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """What is to be known of a policy's document before it is adopted.

    `gaps` holds (place, name) of contacts that its assignment rules leave to the pool, one for each gap; `overlaps` contacts
    that two of them would both take; `plans` what the plan checker found, refusals first.
    """

    fault: Error | None
    gaps: list[tuple[str, str]]
    overlaps: Rows[AssignmentOverlap]
    plans: Rows[PolicyFinding]

    @property
    def ok(self) -> bool:
        """Whether it could be adopted."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What became of a policy that was to be adopted, and what its rules and plans leave open."""

    outcome: Outcome
    report: PolicyReport

    def __bool__(self) -> bool:
        return bool(self.outcome)
