"""Options: the base class of what can be set for a prompt to a model, checked by pydantic."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    """Base class of a model's inner `Options` class; each field is an option.

    class MyModel(llm.Model):
        class Options(llm.Options):
            temperature: float | None = Field(description="…", ge=0, le=2, default=None)
    """

    # Many models are listed and few are asked: what checks the options of one is made then.
    model_config = ConfigDict(extra="forbid", defer_build=True)
