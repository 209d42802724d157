"""OpenAIModel: what the models of every API of OpenAI have in common, in both worlds.

How a server is reached is here. What it is asked and what it answers is translated by the
`*_request` and `*_exchange` modules, and in `completion.py`; `chat.py` and `responses.py` put the
two together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypedDict, Unpack

from llm.models import AsyncKeyModel, KeyModel, Prompt
from llm.models.given_options import LazyOptions
from llm.net.limits import current_limits
from llm.net.request import Request, merged_headers
from llm.providers.openai.address import Addressed, base_url, request_headers
from llm.providers.translating import AsyncTranslated, Translated

IMAGES_AND_PDF = ("application/pdf", "image/gif", "image/jpeg", "image/png", "image/webp")
SOUND = ("audio/mpeg", "audio/wav")
# What the SDK's methods take beside the body; a plugin's `build_kwargs` may give them.
_BESIDE_THE_BODY = ("extra_body", "extra_headers", "extra_query", "timeout")


class Features(TypedDict, total=False):
    """What a model can do and how its server is addressed; keywords of every constructor.

    Attributes:
        api_type: `azure` for a deployment there.
        api_version: the version of that API.
        api_engine: the name of that deployment.
        headers: HTTP headers of every request.
        can_stream: it gives its answer in pieces; True unless it is said not to.
        vision: it sees images and reads PDF files.
        audio: it hears sound.
        reasoning: it thinks, and can be told how much.
        reasoning_summary: it can tell of its thoughts.
        verbosity: it can be told how long to answer.
        image_detail_original: it can look at images at their full size.
        service_tier: its provider has classes of service.
        supports_schema: it can be held to a JSON schema.
        supports_tools: it can ask for tools.
        allows_system_prompt: it takes instructions; True unless it is said not to.

    """

    api_type: str | None
    api_version: str | None
    api_engine: str | None
    headers: Mapping[str, str] | None
    can_stream: bool
    vision: bool
    audio: bool
    reasoning: bool
    reasoning_summary: bool
    verbosity: bool
    image_detail_original: bool
    service_tier: bool
    supports_schema: bool
    supports_tools: bool
    allows_system_prompt: bool


# Features that only say which options there are; 0.36 keeps them under these names.
_PRIVATE = (
    "reasoning", "reasoning_summary", "verbosity", "image_detail_original", "service_tier",
)  # fmt: skip


def _options_by_feature(model: Any) -> Any:
    from llm.providers.openai.options import build_options_class

    return build_options_class(**({} if model is None else model.option_features()))


def _without_absent(values: Mapping[str, Any]) -> dict[str, Any]:
    """*values* without those that are the SDK's marks for what is not given, or left out."""
    return {
        name: value
        for name, value in values.items()
        if type(value).__name__ not in ("NotGiven", "Omit")
    }


def _limits_of(timeout: Any) -> dict[str, float]:
    """The limits that *timeout* means to the SDK: seconds of waiting for one thing, not for all."""
    connect, read = getattr(timeout, "connect", timeout), getattr(timeout, "read", timeout)
    wanted = {"connect": connect, "first_byte": read, "silence": read}
    return {
        name: seconds
        for name, seconds in wanted.items()
        if isinstance(seconds, (int, float)) and seconds > 0
    }


class OpenAIModel(Addressed):
    """A model at OpenAI, or at a server that speaks like it.

    Args:
        model_id: the name by which users choose it.
        key: the key to use, before any stored one.
        model_name: the name that the server knows it by; else the `model_id`.
        api_base: address of the server, usually up to `/v1`; else OpenAI's, or what the
            environment variable `OPENAI_BASE_URL` says. A server of its own needs no key, unless
            the subclass names one in `needs_key`: OpenAI's is not for others.
        features: see `Features`; a name that is none of them is a `TypeError`.

    Attributes:
        default_options: options that hold where the prompt does not set them.
        own_limits: fields of `llm.net.limits.Limits` that hold for this model.

    """

    default_max_tokens: int | None = None
    default_options: Mapping[str, Any] = {}
    own_limits: Mapping[str, Any] = {}
    label = "OpenAI"
    Options: Any = LazyOptions(_options_by_feature)

    key: str | None = None
    model_name: str | None = None
    api_type: str | None = None
    api_version: str | None = None
    api_engine: str | None = None
    headers: Mapping[str, str] | None = None
    can_stream: bool = True
    vision: bool = False
    audio: bool = False
    supports_schema: bool = False
    supports_tools: bool = False
    allows_system_prompt: bool = True
    _reasoning: bool = False
    _reasoning_summary: bool = True
    _verbosity: bool = False
    _image_detail_original: bool = False
    _service_tier: bool = False

    def __init__(
        self,
        model_id: str,
        key: str | None = None,
        model_name: str | None = None,
        api_base: str | None = None,
        **features: Unpack[Features],
    ) -> None:
        if unknown := features.keys() - Features.__annotations__.keys():
            raise TypeError(f"{type(self).__name__} takes no {', '.join(sorted(unknown))}")
        self.model_id = model_id
        if key is not None:  # a subclass may have one as a class attribute
            self.key = key
        self.model_name = model_name
        self.api_base = api_base
        for name, value in features.items():
            setattr(self, f"_{name}" if name in _PRIVATE else name, value)
        types = [*(IMAGES_AND_PDF if self.vision else ()), *(SOUND if self.audio else ())]
        self.attachment_types: Collection[str] = set(types)

    def option_features(self) -> dict[str, bool]:
        """The features that decide which options there are."""
        return {
            "reasoning": self._reasoning,
            "verbosity": self._verbosity,
            "image_detail_original": self._image_detail_original,
            "service_tier": self._service_tier,
        }

    def options(self, given: Any, named: dict[str, Any]) -> Any:
        """The `Options` of one prompt, with the model's defaults beneath."""
        if self.default_options and (given is None or isinstance(given, Mapping)):
            defaults = {k: v for k, v in self.default_options.items() if k not in named}
            given = {**defaults, **(given or {})}
        return super().options(given, named)  # type: ignore[misc]  # BaseModel's, which follows

    @property
    def _is_openais(self) -> bool:
        """Whether this is OpenAI's own API; a base URL in the environment stands in for it."""
        return not self.api_base

    def request(self, path: str, body: Mapping[str, Any], key: str | None) -> Request:
        """The request that sends *body*, in which a plugin may have put the SDK's extras."""
        given = _without_absent(body)
        beside = {name: given.pop(name) for name in _BESIDE_THE_BODY if name in given}
        extra_headers = beside.get("extra_headers") or {}
        headers = merged_headers(self.request_headers(key), extra_headers)
        return Request(
            provider=self.provider,
            url=self._url(path, _without_absent(beside.get("extra_query") or {})),
            headers=_without_absent(headers),
            body={**given, **_without_absent(beside.get("extra_body") or {})},
            key_name=self.needs_key if self.key is None else None,
            limits=current_limits({**self.own_limits, **_limits_of(beside.get("timeout"))}),
        )

    def request_headers(self, key: str | None) -> dict[str, str]:
        """The headers that say who asks."""
        own = dict(self.headers or {})
        if key and self.api_type == "azure":
            return {"api-key": key, **own}
        return request_headers(key, own, api_base=self.api_base)

    def opening(self, stream: bool) -> dict[str, Any]:
        """How the body of every request begins."""
        return {"model": self.model_name or self.model_id, **({"stream": True} if stream else {})}

    def _url(self, path: str, query: Mapping[str, Any]) -> str:
        base = base_url(self.api_base)
        if self.api_type == "azure" and self.api_engine:
            base += f"/openai/deployments/{self.api_engine}"
        if self.api_version:
            query = {"api-version": self.api_version, **query}
        if not query:
            return base + path
        from urllib.parse import urlencode

        return f"{base}{path}?{urlencode(query)}"

    def get_client(self, key: str | None, *, async_: bool = False) -> Any:
        """A client of the `openai` package, set up for this model's server.

        For plugins that call endpoints of their own. The package is imported by this call alone.
        A chat model whose class has a method of its own in the place of this one is asked through
        the client that it gives. Raises `ModelUnavailable` where the package is not installed.
        """
        from llm.providers.openai.sdk import sdk_client

        return sdk_client(self.get_key(key), base_url(self.api_base), self.headers, async_=async_)

    def build_messages(
        self,
        prompt: Prompt,
        conversation: Any = None,  # noqa: ARG002 - `prompt.messages` holds the history already
        image_detail: str | None = None,
    ) -> list[dict[str, Any]]:
        """The messages of a chat completion request."""
        from llm.providers.openai.chat_request import chat_messages

        return chat_messages(
            prompt.messages,
            image_detail=image_detail,
            model_id=self.model_id,
            taken=self.attachment_types,
        )

    def __str__(self) -> str:
        return f"{self.label}: {self.model_id}"


class SyncModel(OpenAIModel, Translated, KeyModel):
    """One that is waited for."""


class AsyncModel(OpenAIModel, AsyncTranslated, AsyncKeyModel):
    """One for an event loop."""
