# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""A store written in Python keeps the contract, is used by several threads, and may raise."""

import threading

import firstlog
import pytest
from dict_store import DictStore
from firstlog import commands, errors
from firstlog.stores import check_store


class Place:
    keeps = False

    def __init__(self):
        self.store = DictStore()

    def open(self):
        return self.store


@pytest.mark.parametrize("case", [name for name, _ in firstlog._core.conformance_cases()])
def test_a_store_written_in_python_keeps_the_contract(case):
    (report,) = check_store(Place, [case])
    assert not report.failures, report.failures
    if report.skipped:
        pytest.skip(report.skipped)


def founded(store):
    engine = firstlog.open(store)
    acme = engine.organisation("acme")
    acme.found_organisation(actor="olga", key="acme", document=firstlog.examples.POLICY).require()
    return engine, acme


def test_engines_share_it():
    store = DictStore()
    engine, acme = founded(store)
    other = firstlog.open(store)["acme"]
    other.register_contact(actor="olga", key="bakery").require()
    acme.refresh()
    assert acme.contact("bakery").key == "bakery"
    engine.close()
    assert other.verify()


def test_threads_do_not_stand_in_each_others_way():
    _, acme = founded(DictStore())

    def work(worker):
        for i in range(100):
            acme.register_contact(actor="olga", key=f"{worker}-{i}").require()
            acme.pipeline()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert acme.pipeline()[0].contacts == 400


def test_what_it_raises_is_answered():
    store = DictStore()
    _, acme = founded(store)
    append = DictStore.open_session(store).__class__.append

    class Full(Exception):
        pass

    def failing(self, *arguments):
        self.release()
        raise Full("no more room")

    try:
        type(store.open_session()).append = failing
        with pytest.raises(errors.StoreError, match="Full: no more room") as raised:
            acme.register_contact(actor="olga", key="forge")
        assert raised.value.place == "dict:"
        type(store.open_session()).append = lambda self, *_: (self.release(), (_ for _ in ()).throw(errors.StoreFull("disk", "is full")))
        with pytest.raises(errors.StoreFull):
            acme.register_contact(actor="olga", key="forge")
    finally:
        type(store.open_session()).append = append
    acme.register_contact(actor="olga", key="forge").require()


def test_the_engine_may_not_be_called_from_inside_it():
    store = DictStore()
    _, acme = founded(store)
    kind = type(store.open_session())
    append, raised = kind.append, []

    def nosy(self, *arguments):
        try:
            acme.submit([commands.advance(actor="olga")])
        except errors.Error as error:
            raised.append(error)
        append(self, *arguments)

    try:
        kind.append = nosy
        acme.register_contact(actor="olga", key="forge").require()
    finally:
        kind.append = append
    assert isinstance(raised[0], errors.Reentrant)


def test_what_is_no_store_is_refused():
    with pytest.raises(errors.InvalidArgument, match="open_session"):
        firstlog.open(5)
