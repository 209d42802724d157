"""A real server on a free port, for tests that speak to it as clients do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from llm.server.running import Server
from llm.server.settings import Settings
from llm.store.sqlite.backend import SQLiteStore

OWN_TOKEN = "llm-token-of-this-test"


@dataclass
class Serving:
    """A server that runs.

    Attributes:
        url: where it is, such as `http://127.0.0.1:43210`; protocols are below `/v1`.
        token: the token that may read the whole history.
        server: the server itself; `server.service` is what its endpoints share.
        http: a client without a token, for short requests.

    """

    url: str
    token: str
    server: Server
    http: httpx.Client

    @property
    def base_url(self) -> str:
        """What the `openai` SDK calls `base_url`."""
        return f"{self.url}/v1"

    @property
    def headers(self) -> dict[str, str]:
        """The headers of who has the token."""
        return {"authorization": f"Bearer {self.token}"}

    def client(self, **kwargs: Any) -> httpx.Client:
        """An HTTP client with the token; to be closed."""
        kwargs = {"headers": self.headers, "timeout": 20, **kwargs}
        return httpx.Client(base_url=self.url, trust_env=False, **kwargs)

    def post(self, path: str, body: Any, *, token: str | None = None, **headers: str) -> Any:
        """The answer to *body* as JSON, sent by whoever has *token*; "" is nobody."""
        return self.http.post(path, json=body, headers=self._shown(token) | headers)

    def get(self, path: str, *, token: str | None = None, **headers: str) -> Any:
        """What is at *path*, for whoever has *token*; "" is nobody."""
        return self.http.get(path, headers=self._shown(token) | headers)

    def _shown(self, token: str | None) -> dict[str, str]:
        shown = self.token if token is None else token
        return {"authorization": f"Bearer {shown}"} if shown else {}

    @contextmanager
    def store(self) -> Iterator[SQLiteStore]:
        """The history, with all that was said so far, for the block."""
        import asyncio

        from llm.store.opening import open_store

        history = self.server.service.history  # type: ignore[union-attr]  # it runs
        assert history is not None, "the server keeps no history"
        loop = self.server._loop
        assert loop is not None
        asyncio.run_coroutine_threadsafe(history.read(lambda _: None), loop).result(20)
        store = open_store(history.path)
        try:
            yield store
        finally:
            store.close()

    def calls(self) -> list[Any]:
        """All calls in the history, the oldest first, each with all that it was sent."""
        from llm.store.records import Selection

        with self.store() as store:
            ids = store.call_ids(Selection())
            return sorted(store.whole_calls(ids), key=lambda call: call.id)


@contextmanager
def running_server(**settings: Any) -> Iterator[Serving]:
    """A server with these *settings* (`llm.server.settings`), for the block."""
    settings = {"port": 0, "own_token": OWN_TOKEN, "drain": 0.5, **settings}
    server = Server(Settings(**settings))
    server.listen()
    started, failures = threading.Event(), []

    def run() -> None:
        try:
            server.run(started.set)
        except BaseException as error:  # noqa: BLE001 - the test is told
            failures.append(error)
        finally:
            started.set()

    thread = threading.Thread(target=run, name="server of a test")
    thread.start()
    try:
        assert started.wait(20)
        assert not failures, failures
        with httpx.Client(base_url=server.settings.url, trust_env=False, timeout=20) as http:
            yield Serving(server.settings.url, OWN_TOKEN, server, http)
    finally:
        server.stop()
        thread.join(20)
        assert not thread.is_alive(), "the server did not stop"
    assert not failures, failures


@pytest.fixture
def serving(user_path: Path) -> Iterator[Callable[..., Serving]]:
    """`serving(*models, **settings)`: a server that offers just these models, until the test ends.

        one = serving(AsyncScriptedModel([["Hello"]]))
        one = serving((ScriptedModel(…), AsyncScriptedModel(…)), keeps=False)

    An async model is offered with a sync one of its name, as plugins do; a pair is offered as it
    is. The user directory is the test's own (`user_path`).
    """
    with ExitStack() as stack:

        def serve(*models: Any, **settings: Any) -> Serving:
            for model in models:
                stack.enter_context(offering(model))
            return stack.enter_context(running_server(**settings))

        yield serve


@contextmanager
def offering(model: Any) -> Iterator[None]:
    """*model*, a model, an embedding model or a pair of a sync and an async one, is installed."""
    from llm.models.kinds import AwaitedModel
    from llm.testing import ScriptedModel, offered

    if isinstance(model, tuple):
        sync, awaited = model
    elif isinstance(model, AwaitedModel):
        sync, awaited = ScriptedModel([], model_id=model.model_id), model
    else:
        sync, awaited = model, None
    with offered(sync, awaited):
        yield
