"""A history for a test: every call of a block, kept in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm.store.recording import HistoryRecorder


@contextmanager
def recorded() -> Iterator[HistoryRecorder]:
    """Record all calls of the block in a history that no file holds.

    Gives the recorder. Its `calls` are what was recorded, as `llm.store.records.CallRecord`, and
    stay when the block has ended; its `store` is the history itself, within the block, once
    something was asked. Calls of the command line are recorded too, beside the user's history.

        with recorded() as history:
            model.prompt("Hi", system="Be brief").text()
        (call,) = history.calls
        assert [message.text() for message in call.messages] == ["Be brief", "Hi"]
    """
    from llm.models.observing import observed_by
    from llm.store.recording import HistoryRecorder
    from llm.store.sqlite.connection import MEMORY

    recorder = HistoryRecorder(MEMORY, remembered=None)
    try:
        with observed_by(recorder):
            yield recorder
    finally:
        recorder.close()
