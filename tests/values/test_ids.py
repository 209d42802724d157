"""Identifiers that never repeat and never go backwards."""

import os
import re
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm import ids
from llm.ids import monotonic_ulid, new_id, time_of


def test_ids_increase():
    """Ten thousand identifiers come out in increasing order, each of them a ULID."""
    made = [monotonic_ulid() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", made[0])


def test_new_ids_are_in_lower_case():
    """Identifiers of responses and conversations are ULIDs in lower case."""
    assert re.fullmatch("[0-9a-hjkmnp-tv-z]{26}", new_id())


def test_an_id_tells_its_time():
    """The first ten characters are the milliseconds since 1970."""
    before = time.time_ns() // 1_000_000
    stamp = 0
    for character in monotonic_ulid()[:10]:
        stamp = stamp * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(character)
    # An earlier test may have pushed the last identifier a little ahead of the clock.
    assert before <= stamp <= before + 60_000


@given(st.integers(0, 2**48 - 1))
def test_the_time_of_an_id_is_read(milliseconds):
    """In seconds, in whichever case it is written; what is no ULID has none."""
    made = ids.id_at(milliseconds, "x")
    assert time_of(made) == time_of(made.upper()) == milliseconds / 1000
    assert time_of(made[:-1]) is time_of(f"{made[:-1]}u") is time_of("") is None


@given(st.lists(st.integers(0, 2**41), min_size=2, max_size=30))
def test_ids_increase_when_the_clock_goes_back(milliseconds):
    """Whatever the clock says, each identifier is greater than the one before."""
    clock = ids._Clock()
    with pytest.MonkeyPatch.context() as patch:
        made = []
        for now in milliseconds:
            patch.setattr(time, "time_ns", lambda now=now: now * 1_000_000)
            made.append(clock.next())
    assert made == sorted(set(made))


def test_ids_of_threads_differ():
    """Threads that ask at once get different identifiers."""
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.extend([monotonic_ulid() for _ in range(500)]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_does_not_repeat_its_parent(monkeypatch):
    """Parent and child that are forked within a millisecond go on with different identifiers."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    monotonic_ulid()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, "".join(monotonic_ulid() for _ in range(20)).encode())
        finally:
            os._exit(0)
    own = [monotonic_ulid() for _ in range(20)]
    os.close(writing)
    with os.fdopen(reading) as pipe:
        written = pipe.read()
    os.waitpid(child, 0)
    childs = [written[start : start + 26] for start in range(0, len(written), 26)]
    assert len(childs) == 20
    assert childs == sorted(set(childs))
    assert not set(childs) & set(own)


def test_an_id_can_be_made_of_a_time_and_a_name():
    """The same each time; it tells its time, also one that is out of bounds."""
    assert ids.id_at(1_700_000_000_000, "a") == ids.id_at(1_700_000_000_000, "a")
    assert ids.id_at(1_700_000_000_000, "a")[:10] == ids.id_at(1_700_000_000_000, "b")[:10]
    assert ids.id_at(1_700_000_000_000, "a") != ids.id_at(1_700_000_000_000, "b")
    assert ids.id_at(1_700_000_000_000, "a") < ids.id_at(1_700_000_000_001, "b")
    assert ids.id_at(-5, "a")[:10] == "0000000000"
    assert re.fullmatch("7z{9}[0-9a-hjkmnp-tv-z]{16}", ids.id_at(2**60, "a"))
