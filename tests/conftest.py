"""A user directory for every test, and the two worlds in which behaviour is the same."""

import asyncio
import inspect
import os
import signal
from collections.abc import AsyncIterable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A shell that runs the tests in the background has them ignore Ctrl-C, and all that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says how busy the machine is.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def user_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user directory of this test, not yet made; no key and no setting comes from outside.

    Plugins are loaded without their index, which would have to be made for each test; those of
    the index turn it on.
    """
    for name in list(os.environ):
        if name.startswith("LLM_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    path = tmp_path / "user"
    monkeypatch.setenv("LLM_USER_PATH", str(path))
    monkeypatch.setenv("LLM_PLUGIN_INDEX", "0")
    return path


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: much of the time goes into waiting for others."""
    return (os.cpu_count() or 1) + 1


class World:
    """One way to wait. A test written against it says what holds in both.

    This one blocks; `AwaitingWorld` runs the same calls in an event loop that lasts for the test.
    """

    awaits = False

    def wait(self, value: Any) -> Any:
        """*value*, or what it comes to where it has to be awaited."""
        return value

    def take(self, values: Any, count: int | None = None) -> list[Any]:
        """The *values* of an iterable as a list; the first *count*, and then it is left alone."""
        taken: list[Any] = []
        for value in values if count != 0 else ():
            taken.append(value)
            if len(taken) == count:
                break
        return taken

    def model(self, script: Iterable[Iterable[Any]] = (), **attributes: Any) -> Any:
        """A scripted model of this world."""
        from llm.testing import ScriptedModel

        return ScriptedModel(script, **attributes)

    def plain(self, answer: Any, *, keyed: bool = False, **attributes: Any) -> Any:
        """A model as plugins write it, whose `execute` is *answer* (see `plain_models`)."""
        from tests.plain_models import Plain, PlainKey

        return (PlainKey if keyed else Plain)(answer, **attributes)

    def openai(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """A model of the bundled OpenAI provider: its class *name* (`Chat`, …) in this world."""
        from llm.default_plugins import openai_models

        return getattr(openai_models, ("Async" if self.awaits else "") + name)(*args, **kwargs)

    def stream(self, response: Any) -> Any:
        """The events of a response or a chain, to be taken."""
        return response.stream_events()

    def events(self, response: Any) -> list[Any]:
        """All events of a response or a chain."""
        return self.take(self.stream(response))

    def finish(self, response: Any) -> Any:
        """*response*, read to its end."""
        return self.wait(response.force())

    def close(self, response: Any) -> None:
        """Stop *response*."""
        response.close()

    def tool(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """*function* as tools are usually written in this world."""
        return function


class AwaitingWorld(World):
    """The world of `await`."""

    awaits = True

    def __init__(self, runner: asyncio.Runner) -> None:
        self._runner = runner

    def wait(self, value: Any) -> Any:
        async def waited() -> Any:
            return await value if inspect.isawaitable(value) else value

        return self._runner.run(waited())

    def take(self, values: Any, count: int | None = None) -> list[Any]:
        async def taken(iterable: AsyncIterable[Any]) -> list[Any]:
            some: list[Any] = []
            async for value in iterable:
                some.append(value)
                if len(some) == count:
                    break
            return some

        if hasattr(values, "__aiter__"):
            return [] if count == 0 else list(self._runner.run(taken(values)))
        return super().take(values, count)

    def model(self, script: Iterable[Iterable[Any]] = (), **attributes: Any) -> Any:
        from llm.testing import AsyncScriptedModel

        return AsyncScriptedModel(script, **attributes)

    def plain(self, answer: Any, *, keyed: bool = False, **attributes: Any) -> Any:
        from tests.plain_models import AsyncPlain, AsyncPlainKey

        return (AsyncPlainKey if keyed else AsyncPlain)(answer, **attributes)

    def stream(self, response: Any) -> Any:
        return response.astream_events()

    def close(self, response: Any) -> None:
        self.wait(response.aclose())

    def tool(self, function: Callable[..., Any]) -> Callable[..., Any]:
        import functools

        @functools.wraps(function)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return awaited


@pytest.fixture(params=["sync", "async"])
def api(request: pytest.FixtureRequest) -> Iterator[World]:
    """Both worlds, one after the other."""
    if request.param == "sync":
        yield World()
        return
    with asyncio.Runner() as runner:
        yield AwaitingWorld(runner)
