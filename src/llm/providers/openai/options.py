"""What can be set for a prompt to a model of OpenAI, or of a server that speaks like it."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import Field, create_model, field_validator

from llm.models.options import Options

if TYPE_CHECKING:
    from llm.providers.openai.catalogue import ModelRow

LARGEST_BIAS = 100
_BIAS_TOLD = 'it maps token ids to numbers from -100 to 100, as in {"1712": -100}'


class ReasoningEffortEnum(StrEnum):
    """How much a model thinks before it answers."""

    none = "none"
    minimal = "minimal"
    low = "low"
    medium = "medium"
    high = "high"
    xhigh = "xhigh"
    max = "max"


class ReasoningSummaryEnum(StrEnum):
    """How much a model tells of its thoughts."""

    auto = "auto"
    concise = "concise"
    detailed = "detailed"


class VerbosityEnum(StrEnum):
    """How long the answers of a model are."""

    low = "low"
    medium = "medium"
    high = "high"


class ImageDetailEnum(StrEnum):
    """How closely a model looks at images."""

    low = "low"
    high = "high"
    auto = "auto"


class ImageDetailWithOriginalEnum(StrEnum):
    """The same, for models that also take images at their full size."""

    low = "low"
    high = "high"
    original = "original"
    auto = "auto"


class SharedOptions(Options):
    """What every model of text takes."""

    temperature: float | None = Field(
        description="How freely words are chosen: near 0 the likeliest, above 1 surprising ones",
        ge=0,
        le=2,
        default=None,
    )
    max_tokens: int | None = Field(
        description="Longest answer, in tokens; a model that thinks spends them on thoughts too",
        default=None,
    )
    top_p: float | None = Field(
        description="Choose among the likeliest words that have this probability together: 0.1"
        " leaves very few. Set this or temperature, not both",
        ge=0,
        le=1,
        default=None,
    )
    frequency_penalty: float | None = Field(
        description="How much a word costs each time that it was used before; below 0 it is"
        " preferred",
        ge=-2,
        le=2,
        default=None,
    )
    presence_penalty: float | None = Field(
        description="How much a word costs once it was used at all, which leads to new subjects;"
        " below 0 it is preferred",
        ge=-2,
        le=2,
        default=None,
    )
    stop: str | list[str] | None = Field(
        description="Text before which the answer ends; in Python also a list of several",
        default=None,
    )
    logit_bias: dict[Any, Any] | str | None = Field(
        description="Makes tokens likelier or rarer: a JSON object from token id to a number from"
        ' -100 (never) to 100 (always), such as {"1712": -100}',
        default=None,
    )
    seed: int | None = Field(
        description="Makes the choice of words repeatable, as far as the server can", default=None
    )

    @field_validator("logit_bias")
    @classmethod
    def _numbers_by_token(cls, given: dict[Any, Any] | str | None) -> dict[int, float] | None:
        if given is None:
            return None
        if isinstance(given, str):
            try:
                given = json.loads(given)
            except ValueError as error:
                raise ValueError(f"{given!r} is not JSON; {_BIAS_TOLD}") from error
        if not isinstance(given, dict):
            raise ValueError(f"{given!r} is no object; {_BIAS_TOLD}")  # noqa: TRY004 - pydantic's
        return {_token(token): _bias(bias) for token, bias in given.items()}


def _token(token: Any) -> int:
    try:
        return int(token)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{token!r} is no token id; {_BIAS_TOLD}") from error


def _bias(bias: Any) -> float:
    try:
        number = float(bias)
    except (TypeError, ValueError):
        number = float("nan")
    if isinstance(bias, bool) or not -LARGEST_BIAS <= number <= LARGEST_BIAS:
        raise ValueError(f"{bias!r} is no bias; {_BIAS_TOLD}")
    return int(number) if number.is_integer() else number


class CompletionOptions(SharedOptions):
    """What models take that only continue a text."""

    logprobs: int | None = Field(
        description="For each token, also log the probabilities of this many of the likeliest",
        le=5,
        default=None,
    )


# In the order in which they are listed, after the shared ones.
_CHAT_FIELDS: dict[str, tuple[Any, str]] = {
    "json_object": (
        bool,
        "Answer with a JSON object; the prompt has to ask for JSON. A schema is more reliable",
    ),
    "chat_completions": (
        bool,
        "Ask through the older Chat Completions API instead of the Responses API",
    ),
    "image_detail": (
        ImageDetailEnum,
        "How closely to look at images: low is cheaper, high sees small things; auto decides",
    ),
    "reasoning_effort": (
        ReasoningEffortEnum,
        "How much to think first: less is faster and cheaper. Few models take all values",
    ),
    "reasoning_summary": (
        ReasoningSummaryEnum,
        "How much to tell of the thoughts; -R (--hide-reasoning) asks for none",
    ),
    "verbosity": (VerbosityEnum, "How long and detailed the answer is"),
    "service_tier": (
        str,
        "How the request is processed and priced, such as flex (cheaper and slower) or priority",
    ),
}


def build_options_class(
    *,
    reasoning: bool = False,
    reasoning_summary: bool = False,
    verbosity: bool = False,
    image_detail_original: bool = False,
    chat_completions: bool = False,
    service_tier: bool = False,
) -> type[SharedOptions]:
    """The options of a chat model with these abilities; the same class for the same abilities.

    Args:
        reasoning: it takes `reasoning_effort`.
        reasoning_summary: it can tell of its thoughts.
        verbosity: it can be told how long to answer.
        image_detail_original: it can look at images at their full size.
        chat_completions: it has two APIs to choose from.
        service_tier: its provider has classes of service.

    """
    chosen = {
        "json_object": True,
        "image_detail": True,
        "reasoning_effort": reasoning,
        "reasoning_summary": reasoning_summary,
        "verbosity": verbosity,
        "chat_completions": chat_completions,
        "service_tier": service_tier,
    }
    names = tuple(name for name in _CHAT_FIELDS if chosen[name])
    return _options_class(names, bool(image_detail_original))


@cache
def _options_class(names: tuple[str, ...], image_detail_original: bool) -> type[SharedOptions]:
    fields: dict[str, Any] = {}
    for name in names:
        kind, description = _CHAT_FIELDS[name]
        if name == "image_detail" and image_detail_original:
            kind = ImageDetailWithOriginalEnum
            description += "; original keeps the full size"
        fields[name] = (kind | None, Field(description=description, default=None))
    made: type[SharedOptions] = create_model(
        "Options", __base__=SharedOptions, __module__=__name__, **fields
    )
    return made


def options_of(row: ModelRow) -> type[SharedOptions]:
    """The options of the model that *row* describes."""
    if row.api == "completion":
        return CompletionOptions
    responses = row.api == "responses"
    return build_options_class(
        reasoning=row.reasoning,
        reasoning_summary=responses and row.reasoning and row.reasoning_summary,
        verbosity=row.verbosity,
        image_detail_original=row.image_detail_original,
        chat_completions=responses,
        service_tier=row.service_tier,
    )
