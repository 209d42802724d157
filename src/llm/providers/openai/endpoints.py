"""Servers that the user has added, in `endpoints.json`; asking one which models it has.

What the answers mean is in `endpoint_answers`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llm.config.files import read_object, update_object
from llm.config.paths import user_dir, user_file
from llm.errors import InvalidInput, LLMError, ModelError
from llm.providers.openai import endpoint_answers as answers
from llm.providers.openai.address import is_address, request_headers
from llm.providers.openai.model_fields import row_of
from llm.providers.openai.user_rows import AnyRow, rows_in

if TYPE_CHECKING:
    from pathlib import Path

ENDPOINTS_FILE = "endpoints.json"
CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0


def ask_endpoint(
    url: str, *, key: str | None = None, headers: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The models of the server at *url*, as entries for `add_endpoint`.

    An entry has the fields of `extra-openai-models.yaml`: `model_id` as the server knows it,
    `embedding` or `vision`, `supports_tools` and so on, and in `api_base` the address that
    answered: *url*, or `/v1` below it. No key goes to the server but *key*.

    Raises `InvalidInput` when *url* is none, and `ModelError` when the server cannot be reached,
    refuses, or does not list its models.
    """
    asking = _Asking(key, headers)
    base, models = _listed(asking, _checked_url(url))
    told = _told_elsewhere(asking, base, models)
    return [
        {**answers.entry_for(model, told.get(model["id"], {})), "api_base": base}
        for model in models
    ]


class _Asking:
    """Requests to one server, which have to be over at the same time."""

    def __init__(self, key: str | None, headers: Mapping[str, str] | None) -> None:
        self._headers = request_headers(key, headers, api_base="given")
        self._end = time.monotonic() + TOTAL_SECONDS

    def json(self, url: str, body: Any = None) -> Any:
        """The JSON at *url*. Raises `LLMError`."""
        from llm.net.client import get_json
        from llm.net.limits import Limits
        from llm.net.request import Request

        left = max(0.1, self._end - time.monotonic())
        limits = Limits(connect=min(CONNECT_SECONDS, left), first_byte=left, total=left, retries=0)
        method = "GET" if body is None else "POST"
        return get_json(Request("endpoint", url, self._headers, body, None, method, limits))

    def probe(self, url: str, body: Any = None) -> Any:
        """The JSON at *url*; None where there is none, or the time is over."""
        if time.monotonic() >= self._end:
            return None
        try:
            return self.json(url, body)
        except LLMError:
            return None


def _checked_url(url: str) -> str:
    if not is_address(url):
        raise InvalidInput(f"{url!r} is not the address of a server, such as http://host:8080/v1")
    bare = url.partition("?")[0].partition("#")[0].rstrip("/")
    return bare.removesuffix("/models").removesuffix("/chat/completions")


def _listed(asking: _Asking, url: str) -> tuple[str, list[dict[str, Any]]]:
    """The address below which the server answers, and the models that it lists."""
    bases = [url] if url.endswith("/v1") else [url, f"{url}/v1"]
    failures: list[ModelError] = []
    for base in bases:
        try:
            return base, answers.models_in(asking.json(f"{base}/models"))
        except ModelError as error:
            no_list = error.status is None and error.code is None
            if not no_list and error.status not in (200, 400, 404, 405):
                raise  # no other path would change that
            failures.append(error)
    last = failures[-1]
    tried = " or ".join(f"{base}/models" for base in bases)
    raise ModelError(
        f"No models are listed at {tried}: {last}",
        provider=last.provider,
        status=last.status,
        code=last.code,
    )


def _told_elsewhere(
    asking: _Asking, base: str, models: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What the server tells of its models outside of its list, by their names."""
    tells_all = any("supported_parameters" in model for model in models)
    if not models or tells_all or all(model.get("owned_by") == "vllm" for model in models):
        return {}
    root = base.removesuffix("/v1")
    first = models[0]["id"]
    # With several models the answer would be about one of them.
    if len(models) == 1 and (told := answers.told_by_llama_cpp(asking.probe(f"{root}/props"))):
        return {first: told}
    if by_name := answers.told_by_lm_studio(asking.probe(f"{root}/api/v0/models")):
        return by_name
    shown = {}
    for model in models:
        told = answers.told_by_ollama(asking.probe(f"{root}/api/show", {"model": model["id"]}))
        if told:
            shown[model["id"]] = told
        elif model["id"] == first:
            break
    return shown


def endpoints_path() -> Path:
    """Where the endpoints are, or would be, stored."""
    return user_file(ENDPOINTS_FILE)


def endpoints() -> dict[str, dict[str, Any]]:
    """What is stored of each endpoint, by its name: `url`, `key_name`, `headers`, `models`.

    Raises `ConfigError` when the file cannot be understood.
    """
    return read_object(endpoints_path())


def check_endpoint_name(name: str) -> None:
    """Raise `InvalidInput` for a *name* that cannot be part of a model's."""
    if not name or "/" in name or not name.isprintable() or any(map(str.isspace, name)):
        raise InvalidInput(f"{name!r} cannot name an endpoint: use a word without a slash")


def add_endpoint(
    name: str,
    url: str,
    models: Sequence[Mapping[str, Any]],
    *,
    key_name: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Store an endpoint with its *models*, the entries of `ask_endpoint`; replace one so named.

    Each model is from then on known as `NAME/MODEL`. *key_name* names the stored key that goes
    with requests. Raises `InvalidInput` for a name that cannot be part of a model's, and
    `ConfigError` when the file is damaged, or cannot be written.
    """
    check_endpoint_name(name)
    # Where the server answered counts, not what was typed.
    base = next((str(model["api_base"]) for model in models if "api_base" in model), url)
    stored = [{k: v for k, v in model.items() if k != "api_base"} for model in models]
    endpoint = {"url": base, "key_name": key_name, "headers": dict(headers or {}), "models": stored}
    update_object(
        user_dir() / ENDPOINTS_FILE, lambda saved: saved.update({name: endpoint}), private=True
    )


def remove_endpoint(name: str) -> bool:
    """Forget an endpoint; whether there was one of that name.

    Raises `ConfigError` when the file is damaged, or cannot be written.
    """
    if name not in endpoints():
        return False

    def forget(saved: dict[str, Any]) -> None:
        saved.pop(name, None)

    update_object(user_dir() / ENDPOINTS_FILE, forget, private=True)
    return True


def endpoint_rows() -> tuple[AnyRow, ...]:
    """The models of all endpoints as rows; what is wrong with the file is said once."""
    return rows_in(endpoints_path(), _understood)


def _understood(path: Path) -> tuple[list[AnyRow], list[str]]:
    rows: list[AnyRow] = []
    warnings: list[str] = []
    for name, endpoint in read_object(path).items():
        again = f"Run: llm endpoints add {name} URL"
        models = endpoint.get("models") if isinstance(endpoint, dict) else None
        if not isinstance(models, list) or not isinstance(endpoint.get("url"), str):
            warnings.append(f"{path}: the endpoint {name!r} is damaged. {again}")
            continue
        for entry, place in _entries(name, endpoint, models):
            row, mistakes = row_of(entry)
            rows += [row] if row else []
            warnings += [f"{path}, {place}: {mistake.text}. {again}" for mistake in mistakes]
    return rows, warnings


def _entries(
    name: str, endpoint: Mapping[str, Any], models: Sequence[Any]
) -> Iterator[tuple[dict[str, Any], str]]:
    """Each stored model as an entry that stands alone, and how to call it in a warning."""
    for model in models:
        stored = model if isinstance(model, dict) else {}
        model_id = stored.get("model_id")
        yield (
            {
                **stored,
                "model_id": f"{name}/{model_id}" if isinstance(model_id, str) else None,
                "model_name": model_id,
                "api_base": endpoint["url"],
                "api_key_name": endpoint.get("key_name"),
                "headers": endpoint.get("headers") or None,
            },
            f"{name}/{model_id}",
        )
