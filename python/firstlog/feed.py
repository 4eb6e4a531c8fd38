# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The change feed: events in order, none skipped, none again once acknowledged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING

from . import _core
from .records import Event
from .tables import Rows

if TYPE_CHECKING:
    from .engine import Organisation


class Feed:
    """The organisation's events from where the consumer stands.

    Iterating ends when there is nothing new (after waiting `wait` seconds for the first event of a batch); the
    asynchronous iterator goes on until it is closed. Whichever is used, what was taken is acknowledged when the
    next batch is fetched: each event is dealt with at least once, and exactly once unless the program dies in
    between. One thread at a time.

    >>> import firstlog
    >>> with firstlog.examples.team() as acme, acme.feed("warehouse") as feed:
    ...     [str(event.kind) for event in feed][:3]
    ['organisation_founded', 'policy_adopted', 'actor_registered']
    """

    def __init__(
        self, organisation: Organisation, consumer: str, *, batch: int = 1000, wait: float | timedelta = 0
    ) -> None:
        self._feed = _core.Feed(organisation, consumer)
        self._batch = batch
        self._wait = wait.total_seconds() if isinstance(wait, timedelta) else wait

    def poll(self, count_max: int = 1000, wait: float | timedelta = 0) -> Rows[Event]:
        """The next events, at most `count_max`; empty where there is nothing new within `wait` seconds."""
        return Rows(self._feed.poll(count_max, wait), Event)

    def acknowledge(self, position: int | Event) -> None:
        """Everything up to and with `position` was dealt with; durable when it answers."""
        self._feed.acknowledge(position)

    @property
    def acknowledged(self) -> int:
        """The last acknowledged position; 0 before the first."""
        return self._feed.acknowledged

    def __iter__(self) -> Iterator[Event]:
        while True:
            # In steps, so that Ctrl-C is heard.
            waited = 0.0
            while not (events := self.poll(self._batch, min(0.2, self._wait - waited))):
                waited += 0.2
                if waited >= self._wait:
                    return
            yield from events
            self.acknowledge(events[-1])

    async def __aiter__(self) -> AsyncIterator[Event]:
        import asyncio  # slow to import, and not for everybody

        while True:
            events = await asyncio.to_thread(self.poll, self._batch, 0.2)
            if not events:
                continue
            for event in events:
                yield event
            await asyncio.to_thread(self.acknowledge, events[-1])

    def close(self) -> None:
        """Gives the feed back; what was acknowledged stays."""
        self._feed.close()

    def __enter__(self) -> Feed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
