"""A history of each backend, and short words for what is written to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from llm.ids import new_id
from llm.parts import Message
from llm.store.records import CallRecord
from tests.contract.backends import BACKENDS, History


@pytest.fixture(params=sorted(BACKENDS))
def history(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[History]:
    """An empty history of each backend."""
    made = BACKENDS[request.param](tmp_path)
    yield made
    made.close()


class Asked(Protocol):
    """Keeps a call."""

    def __call__(
        self, messages: Sequence[Message], *output: Message, **fields: Any
    ) -> CallRecord: ...


@pytest.fixture
def asked(history: History) -> Asked:
    """Keep a call that was sent these messages and gave that output, begun and then finished."""

    def keep(messages: Sequence[Message], *output: Message, **fields: Any) -> CallRecord:
        call = CallRecord(
            **{"id": new_id(), "model": "m", "messages": messages, "output": output} | fields
        )
        call.conversation = history.store.begin(call)
        history.store.finish(call)
        return call

    return keep
