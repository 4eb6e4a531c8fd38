# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Evidence that proves itself, checked without database or journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import _core
from .enums import EventKind
from .records import EvidenceVerification, StatementVerification


@dataclass(frozen=True, slots=True)
class ProvenEvent:
    """An event that a proof vouches for, and where it stands."""

    organisation: str
    commit_number: int
    position: int
    recorded_at: datetime
    kind: EventKind


def check_proof(proof: bytes, receipt: str) -> ProvenEvent:
    """Checks a proof that Organisation.prove made against a receipt of the same commit, without database or journal.
    Raises Corrupt, saying what does not fit. Any bytes may be offered.

    >>> import firstlog
    >>> with firstlog.examples.team() as acme:
    ...     outcome = acme.register_contact(actor="olga", key="forge")
    ...     proof = acme.prove(outcome.position)
    >>> event = firstlog.check_proof(proof, outcome.receipt)
    >>> str(event.kind), event.position
    ('contact_registered', 13)
    """
    return ProvenEvent(*_core._check_proof(proof, receipt).row(0))


def verify_evidence(text: str) -> EvidenceVerification:
    """Checks a file that Organisation.evidence made. Any text may be offered.

    >>> import firstlog
    >>> with firstlog.examples.team() as acme:
    ...     file = acme.evidence("bakery")
    >>> firstlog.verify_evidence(file).winner
    'ana'
    >>> bool(firstlog.verify_evidence(file.replace("ana", "ben")))
    False
    """
    return EvidenceVerification(*_core.verify_evidence(text).row(0))


def verify_statement(text: str, *, key: bytes | None = None) -> StatementVerification:
    """Checks a file that Organisation.export_statement made. Any text may be offered.

    `key`: the public key (verify_key_of) of whoever must have signed it; None: whoever did.

    >>> import firstlog
    >>> with firstlog.examples.team() as acme:
    ...     file = acme.export_statement("ana", "ana", seed=b"7" * 32)
    >>> checked = firstlog.verify_statement(file, key=firstlog.verify_key_of(b"7" * 32))
    >>> checked.rep, str(checked.total)
    ('ana', '270.00 GBP')
    >>> bool(firstlog.verify_statement(file.replace("270.00", "720.00")))
    False
    """
    table, signer = _core._verify_statement(text, key)
    members: tuple[Any, ...] = (*table.row(0), signer)
    return StatementVerification(*members)
