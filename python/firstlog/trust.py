# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Evidence that proves itself, checked without database or journal."""

from __future__ import annotations

from . import _core
from .records import EvidenceVerification


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
