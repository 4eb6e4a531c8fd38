# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Progress, with the habits of tqdm: one line that is written over, on standard error, silent where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = bool | Callable[[int, int], object]


@contextmanager
def shown(progress: Progress, total: int, what: str) -> Iterator[Callable[[int], object] | None]:
    """A callable for what is done so far, or None where nobody asked."""
    if progress is False:
        yield None
        return
    if callable(progress):
        tell = progress
        yield lambda done: tell(done, total)
        tell(total, total)
        return
    if not sys.stderr.isatty() and "ipykernel" not in sys.modules:
        yield None
        return
    begun = time.monotonic()

    def line(done: int) -> None:
        part = done / total if total else 1.0
        bar = "█" * int(part * 20)
        seconds = time.monotonic() - begun
        rate = done / seconds if seconds else 0.0
        sys.stderr.write(f"\r{what}: {part:4.0%}|{bar:<20}| {done:,}/{total:,} [{seconds:.1f} s, {rate:,.0f}/s]")
        sys.stderr.flush()

    try:
        yield line
        line(total)
    finally:
        sys.stderr.write("\n")
