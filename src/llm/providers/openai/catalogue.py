"""The models that OpenAI offers, as rows of data; what each row says is explained here.

Rows also come from the user's files (`extra_models`, `endpoints`). Whoever registers models
makes one of each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Api = Literal["chat", "responses", "completion"]

KEY_NAME = "openai"
KEY_ENV_VAR = "OPENAI_API_KEY"


@dataclass(frozen=True, slots=True)
class Row:
    """A model and the server that has it.

    Attributes:
        model_id: the name by which users choose it.
        model_name: the name that the server knows it by, where that is another.
        aliases: short names.
        api_base: address of the server up to `/v1`; None for OpenAI's.
        headers: HTTP headers of every request.
        key_name: the name of the stored key that goes with requests; None for no key.
        timeout: seconds that a request may take in all; None for as long as usual.
        retries: how often to ask again after a failure that may pass; None for as usual.

    """

    model_id: str
    model_name: str | None = None
    aliases: tuple[str, ...] = ()
    api_base: str | None = None
    headers: Mapping[str, str] | None = None
    key_name: str | None = KEY_NAME
    timeout: float | None = None
    retries: int | None = None

    @property
    def key_env_var(self) -> str | None:
        """The environment variable that may hold the key: OpenAI's own key has one."""
        return KEY_ENV_VAR if self.key_name == KEY_NAME else None

    @property
    def limits(self) -> dict[str, Any]:
        """The fields of `net.limits.Limits` that the row sets."""
        wanted = {"total": self.timeout, "retries": self.retries}
        return {name: value for name, value in wanted.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ModelRow(Row):
    """A model that writes.

    Attributes:
        api: which API it is asked through.
        can_stream: it can give its answer in pieces.
        vision: it sees images and reads PDF files.
        audio: it hears sound.
        supports_schema: it can be held to a JSON schema.
        supports_tools: it can ask for tools.
        allows_system_prompt: it takes instructions.
        reasoning: it thinks, and can be told how much.
        reasoning_summary: where it thinks and is asked through `responses`, it can tell of it.
        verbosity: it can be told how long to answer.
        service_tier: its provider has classes of service.
        image_detail_original: it can look at images at their full size.
        default_max_tokens: longest answer where no option says; only for `completion`.
        context_length: most tokens of a conversation, where the server told.
        options: options that hold where neither the user nor the prompt sets them.
        api_type: `azure` for a deployment there.
        api_version: the version of that API.
        api_engine: the name of that deployment.

    """

    api: Api = "chat"
    can_stream: bool = True
    vision: bool = False
    audio: bool = False
    supports_schema: bool = False
    supports_tools: bool = False
    allows_system_prompt: bool = True
    reasoning: bool = False
    reasoning_summary: bool = True
    verbosity: bool = False
    service_tier: bool = False
    image_detail_original: bool = False
    default_max_tokens: int | None = None
    context_length: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    api_type: str | None = None
    api_version: str | None = None
    api_engine: str | None = None


@dataclass(frozen=True, slots=True)
class EmbeddingRow(Row):
    """A model that turns text into vectors.

    Attributes:
        dimensions: how many numbers a vector shall have; None for the model's own choice.
        batch_size: the most texts it takes at once.

    """

    dimensions: int | None = None
    batch_size: int = 100


def _gpt_4o(model_id: str, alias: str) -> ModelRow:
    return ModelRow(
        model_id,
        aliases=(alias,),
        vision=True,
        supports_schema=True,
        supports_tools=True,
        service_tier=True,
    )


def _text_only(model_id: str, *aliases: str) -> ModelRow:
    return ModelRow(model_id, aliases=aliases, service_tier=True)


def _thinking(*model_ids: str, vision: bool = True, **more: bool) -> Iterator[ModelRow]:
    for model_id in model_ids:
        yield ModelRow(
            model_id,
            api="responses",
            vision=vision,
            supports_schema=True,
            supports_tools=True,
            reasoning=True,
            service_tier=True,
            **more,  # type: ignore[arg-type]  # all of them flags of the row
        )


# In the order in which they are listed.
MODELS: tuple[ModelRow, ...] = (
    _gpt_4o("gpt-4o", "4o"),
    _gpt_4o("gpt-4o-mini", "4o-mini"),
    _gpt_4o("gpt-4.1", "4.1"),
    _gpt_4o("gpt-4.1-mini", "4.1-mini"),
    _gpt_4o("gpt-4.1-nano", "4.1-nano"),
    _text_only("gpt-3.5-turbo", "3.5", "chatgpt"),
    _text_only("gpt-3.5-turbo-16k", "chatgpt-16k", "3.5-16k"),
    _text_only("gpt-4", "4", "gpt4"),
    _text_only("gpt-4-turbo-2024-04-09"),
    _text_only("gpt-4-turbo", "gpt-4-turbo-preview", "4-turbo", "4t"),
    *_thinking("o1", "o1-2024-12-17", can_stream=False),
    *_thinking("o3-mini", vision=False),
    *_thinking("o3", "o4-mini"),
    *_thinking(
        "gpt-5",
        "gpt-5-mini",
        "gpt-5-nano",
        "gpt-5-2025-08-07",
        "gpt-5-mini-2025-08-07",
        "gpt-5-nano-2025-08-07",
        "gpt-5.1",
        "gpt-5.2",
        "gpt-5.2-chat-latest",
        verbosity=True,
    ),
    *_thinking(
        "gpt-5.4",
        "gpt-5.4-2026-03-05",
        "gpt-5.4-mini",
        "gpt-5.4-mini-2026-03-17",
        "gpt-5.4-nano",
        "gpt-5.4-nano-2026-03-17",
        "gpt-5.5",
        "gpt-5.5-2026-04-23",
        "gpt-5.6-sol",
        "gpt-5.6-terra",
        "gpt-5.6-luna",
        "gpt-6-astra",
        "gpt-6-sol",
        "gpt-6-luna",
        verbosity=True,
        image_detail_original=True,
    ),
    ModelRow(
        "gpt-3.5-turbo-instruct",
        aliases=("3.5-instruct", "chatgpt-instruct"),
        api="completion",
        default_max_tokens=256,
    ),
)

EMBEDDING_MODELS: tuple[EmbeddingRow, ...] = (
    EmbeddingRow("text-embedding-ada-002", aliases=("ada", "ada-002")),
    EmbeddingRow("text-embedding-3-small", aliases=("3-small",)),
    EmbeddingRow("text-embedding-3-large", aliases=("3-large",)),
    EmbeddingRow(
        "text-embedding-3-small-512", "text-embedding-3-small", ("3-small-512",), dimensions=512
    ),
    EmbeddingRow(
        "text-embedding-3-large-256", "text-embedding-3-large", ("3-large-256",), dimensions=256
    ),
    EmbeddingRow(
        "text-embedding-3-large-1024", "text-embedding-3-large", ("3-large-1024",), dimensions=1024
    ),
)
