"""/v1/models and /v1/embeddings of a server that runs."""

import threading
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from llm.errors import ModelError
from llm.models.embedding import AsyncEmbeddingModel
from llm.testing import AsyncScriptedModel, ScriptedEmbeddingModel, offered
from tests.server.conftest import Serving

CAT = {"model": "scripted-embedding", "input": "cat"}


def vectors(_: Any) -> list[float]:
    """The vector of everything."""
    return [1.0, 0.5]


def test_only_models_that_are_served_are_there(serving: Callable[..., Serving]) -> None:
    """With models named, others are neither listed nor used, embedding models included."""
    one = serving(AsyncScriptedModel(), ScriptedEmbeddingModel(vectors), models=("scripted",))
    assert [each["id"] for each in one.get("/v1/models").json()["data"]] == ["scripted"]
    refused = one.post("/v1/embeddings", CAT)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "model_not_found")
    assert one.get("/v1/models/scripted-embedding").status_code == 404


def test_nobody_needs_a_token(serving: Callable[..., Serving]) -> None:
    """Models are listed and texts are embedded for whoever is on this machine."""
    one = serving(ScriptedEmbeddingModel(vectors))
    assert one.get("/v1/models", token="").status_code == 200
    answered = one.post("/v1/embeddings", CAT, token="")
    assert answered.json()["data"][0]["embedding"] == [1.0, 0.5]
    assert answered.headers["llm-estimate"] == "true"


def test_aliases_and_slashes(serving: Callable[..., Serving]) -> None:
    """A model is found by its id, whatever is in it, and by its aliases."""
    with offered(AsyncScriptedModel(model_id="a/b:c"), aliases=["short"]):  # type: ignore[arg-type]  # not asked
        one = serving()
        for name in ("a/b:c", "short", "a%2Fb%3Ac"):
            assert one.get(f"/v1/models/{name}").json()["id"] == "a/b:c"


def test_what_goes_wrong(serving: Callable[..., Serving]) -> None:
    """Failures have a status and a shape, and no traceback."""

    def fail(item: Any) -> list[float]:
        raise ModelError("Slow down", status=429) if item == "busy" else RuntimeError("secret")

    one = serving(ScriptedEmbeddingModel(fail))
    assert one.post("/v1/embeddings", {**CAT, "model": "none"}).status_code == 404
    assert one.post("/v1/embeddings", {**CAT, "input": "busy"}).status_code == 429
    broken = one.post("/v1/embeddings", CAT)
    assert broken.status_code == 500
    assert "secret" not in broken.text
    refused = one.post("/v1/embeddings", {**CAT, "input": [1]})
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "input")


def test_async_model_goes_first(serving: Callable[..., Serving]) -> None:
    """An embedding model for async code is awaited; a sync one does not hold up others."""

    class Awaited(AsyncEmbeddingModel):
        model_id = "scripted-embedding"

        async def embed_batch(
            self, items: Iterable[str | bytes], *, key: str | None = None
        ) -> AsyncIterator[list[float]]:
            for _ in items:
                yield [2.0]

    assert serving((ScriptedEmbeddingModel(vectors), Awaited())).post("/v1/embeddings", CAT).json()[
        "data"
    ][0]["embedding"] == [2.0]


def test_slow_model_holds_nobody_up(serving: Callable[..., Serving]) -> None:
    """While a sync model works, the server answers others."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(_: Any) -> list[float]:
        begun.set()
        assert go_on.wait(20)
        return [1.0]

    one = serving(ScriptedEmbeddingModel(slow))
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(one.post("/v1/embeddings", CAT)))
    thread.start()
    assert begun.wait(20)
    assert one.get("/v1/models").status_code == 200
    go_on.set()
    thread.join(20)
    assert answers[0].status_code == 200
