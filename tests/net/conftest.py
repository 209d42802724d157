"""A provider as small as can be, and both ways to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from llm.errors import LLMError
from llm.net.client import aevents, events
from llm.net.limits import Limits
from llm.net.request import Call, Request
from tests.conftest import World
from tests.scripted_server import ScriptedServer

QUICK = Limits(connect=5, first_byte=5, silence=5, retries=2)


class Words:
    """Understands `{"text": …}`, and `{"end": true}` as the end."""

    def __init__(self) -> None:
        self.complete = False

    def feed(self, data: Any) -> Iterator[str]:
        self.complete = self.complete or bool(data.get("end"))
        if data.get("error"):
            raise LLMError(data["error"], code=data.get("code"))
        if "text" in data:
            yield data["text"]

    whole = feed

    def finish(self, response: Any) -> None:
        """There is nothing to tell."""


class Asked:
    """What came of asking: the text that had arrived, and the error if there was one."""

    def __init__(self) -> None:
        self.text = ""
        self.error: LLMError | None = None


@pytest.fixture
def ask(api: World) -> Callable[..., Asked]:
    """Ask a server in the world of the test."""

    def asked(server: ScriptedServer | str, **fields: Any) -> Asked:
        url = server if isinstance(server, str) else f"{server.url}/v1/words"
        limits = fields.pop("limits", QUICK)
        request = Request("tester", url, body={"say": "words"}, limits=limits, **fields)
        call, found = Call(request, Words), Asked()
        arriving = aevents(call) if api.awaits else events(call)

        async def awaited() -> None:
            async for event in arriving:  # type: ignore[union-attr]  # in this world it is async
                found.text += str(event)

        try:
            if api.awaits:
                api.wait(awaited())
            else:
                for event in arriving:  # type: ignore[union-attr]  # in this one it is not
                    found.text += str(event)
        except LLMError as error:
            found.error = error
        return found

    return asked


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pauses between attempts be short."""
    monkeypatch.setattr("llm.net.retries.FIRST_PAUSE", 0.01)
