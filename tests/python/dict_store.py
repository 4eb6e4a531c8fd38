# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""A store written in Python: a dict in memory, as an adapter's author would begin."""

import threading
import time

from firstlog import errors


class DictStore:
    name = "dict:"
    waits_for_news = True

    def __init__(self):
        self.condition = threading.Condition()
        self.rows = {}  # organisation: [(first_position, head, record)]
        self.holders = {}
        self.queues = {}
        self.chunks = {}
        self.vault = {}

    def open_session(self):
        return DictSession(self)


class DictSession:
    def __init__(self, store):
        self.store = store
        self.held = None

    def head_of(self, organisation):
        rows = self.store.rows.get(organisation)
        return rows[-1][1] if rows else None

    def acquire(self, organisation, wait_max):
        if self.held is not None:
            raise errors.InvalidArgument("dict:", "this session holds a write right already")
        ends = time.monotonic() + wait_max.total_seconds()
        with self.store.condition:
            queue = self.store.queues.setdefault(organisation, [])
            queue.append(self)
            try:
                while self.store.holders.get(organisation) is not None or queue[0] is not self:
                    if not self.store.condition.wait(max(0, ends - time.monotonic())) and time.monotonic() >= ends:
                        raise errors.Busy("dict:", "the deadline passed while another writer held the write right")
            finally:
                queue.remove(self)
                self.store.condition.notify_all()
            self.store.holders[organisation] = self
            self.held = organisation
            return self.head_of(organisation)

    def release(self):
        with self.store.condition:
            if self.held is not None:
                self.store.holders[self.held] = None
                self.held = None
                self.store.condition.notify_all()

    def append(self, first_position, head, record, vault):
        if self.held is None:
            raise errors.InvalidArgument("dict:", "the write right is not held")
        organisation = self.held
        try:
            with self.store.condition:
                known = self.head_of(organisation) or (0, 0, 0, b"", b"")
                if head[0] != known[0] + 1 or first_position != known[1] + 1:
                    raise errors.Conflict("dict:", "the head moved")
                self.store.rows.setdefault(organisation, []).append((first_position, head, record))
                for key, content in vault:
                    self.store.vault[organisation, key] = content
                self.store.condition.notify_all()
        finally:
            self.release()

    def head(self, organisation):
        with self.store.condition:
            return self.head_of(organisation)

    def read(self, organisation, from_position):
        with self.store.condition:
            rows = list(self.store.rows.get(organisation, ()))
        return [row for row in rows if row[1][1] >= from_position]

    def put_chunk(self, organisation, name, content):
        self.not_held()
        self.store.chunks[organisation, name] = content

    def get_chunk(self, organisation, name):
        return self.store.chunks.get((organisation, name))

    def erase_chunk(self, organisation, name):
        self.not_held()
        self.store.chunks.pop((organisation, name), None)

    def vault_get(self, organisation, key):
        return self.store.vault.get((organisation, key))

    def vault_erase(self, organisation, key):
        self.not_held()
        self.store.vault.pop((organisation, key), None)

    def wait_for_news(self, organisation, known, wait_max):
        self.not_held()
        ends = time.monotonic() + wait_max.total_seconds()
        with self.store.condition:
            while (self.head_of(organisation) or (0, 0))[1] <= known:
                if not self.store.condition.wait(max(0, ends - time.monotonic())) and time.monotonic() >= ends:
                    raise errors.Busy("dict:", "nothing new came")

    def not_held(self):
        if self.held is not None:
            raise errors.InvalidArgument("dict:", "not while a write right is held")

    def close(self):
        self.release()
