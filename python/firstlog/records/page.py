# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Pages inside other pages."""

from __future__ import annotations

from html import escape


def framed(page: str) -> str:
    """A whole page inside another: a frame of its own, so that neither's styles reach the other."""
    return f'<iframe sandbox style="width:100%;height:32em;border:0" srcdoc="{escape(page)}"></iframe>'
