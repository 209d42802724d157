"""What a server writes is never what its clients wait for."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager

import pytest

from llm.store.records import CallRecord
from llm.store.spool import Spool
from llm.testing import AsyncScriptedModel
from tests.server.asking.test_sent_again import says, talk


@contextmanager
def taken_up(one):
    """The thread that writes is at something long, for the block."""
    end, begun = threading.Event(), threading.Event()

    def long():
        begun.set()
        end.wait(60)

    one.server.service.history._jobs.put(long)
    assert begun.wait(20)
    try:
        yield
    finally:
        end.set()


@pytest.fixture
def hasty(monkeypatch):
    """Calls wait for a moment only."""
    for module in ("history", "recalling"):
        monkeypatch.setattr(f"llm.server.asking.{module}.PATIENCE", 0.05)


def test_a_call_does_not_wait_for_what_others_said(serving, hasty):
    """The model is asked, the call is safe in the spool, and in the history when its turn comes."""
    one = serving(AsyncScriptedModel([["x"]] * 3))
    said = talk(one, ["a"])
    spool = Spool(one.server.service.history.path)
    with taken_up(one):
        said = talk(one, ["b"], said)
        assert len(spool.files()) == 1
    assert [(call.status, len(call.messages)) for call in one.calls()] == [("ok", 1), ("ok", 3)]
    assert spool.files() == []
    with one.store() as store:
        assert len(store.conversations()) == 1


def test_what_is_sent_again_is_not_waited_for(serving, hasty):
    """A history that only the stored calls know is looked up without those that wait."""
    one = serving(AsyncScriptedModel([["x"]] * 3))
    said = talk(one, ["a", "b"])
    one.calls()
    one.server.service.calls.recollection.forget()
    with taken_up(one):
        talk(one, ["c"], said)
    with one.store() as store:
        assert len(store.conversations()) == 1


def test_calls_that_ended_are_let_go_of(serving):
    """What models were sent may be large: the recorder keeps none of it."""
    before = _records()
    one = serving(AsyncScriptedModel([["x"]] * 3))
    says(one, [("user", "a")])
    with one.store():
        assert not one.server.service.history._recorder.calls
        assert not [each for each in _records() if not any(each is known for known in before)]


def _records() -> list[CallRecord]:
    """Every record of a call in this process; tracebacks of other tests may have some, too."""
    gc.collect()
    return [each for each in gc.get_objects() if type(each) is CallRecord]
