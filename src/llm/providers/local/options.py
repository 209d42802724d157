"""LocalOptions: what can be set for a prompt to the built-in model."""

from __future__ import annotations

from pydantic import Field

from llm.models.options import Options


class LocalOptions(Options):
    """What can be set for a prompt to the built-in model."""

    temperature: float | None = Field(
        description="How freely words are chosen: 0, the default, always takes the likeliest",
        ge=0,
        le=2,
        default=None,
    )
    max_tokens: int | None = Field(
        description="Longest answer, in tokens of about four characters; 500 unless it is given",
        ge=1,
        default=None,
    )
    seed: int | None = Field(
        description="Makes the choice of words repeatable where the temperature is above 0",
        ge=0,
        lt=2**32 - 1,
        default=None,
    )
    top_p: float | None = Field(
        description="Choose among the likeliest words that have this probability together",
        gt=0,
        le=1,
        default=None,
    )
    top_k: int | None = Field(
        description="Choose among this many of the likeliest words; 0 for all", ge=0, default=None
    )
    frequency_penalty: float | None = Field(
        description="How much a word costs each time that it was used before; 0 for nothing."
        " 0.2 unless it is given, or there are tools or a schema",
        ge=-2,
        le=2,
        default=None,
    )
    stop: str | list[str] | None = Field(
        description="Text, or several, before which the answer ends", min_length=1, default=None
    )
