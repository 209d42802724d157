"""Reading what the server sends with the SDKs' own models, so that nothing odd goes unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter


def read_as(kind: Any, data: Any) -> Any:
    """*data* as an instance of *kind*, a type of an SDK.

    Fails where it does not fit, and where there are fields that *kind* does not know.
    """
    made = _reader(kind).validate_python(data)
    odd = list(unknown_fields(made))
    assert not odd, f"{kind} does not know {odd}"
    return made


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def unknown_fields(made: Any, path: str = "") -> Iterator[str]:
    """The paths of fields that were read without being known."""
    if isinstance(made, BaseModel):
        yield from (f"{path}.{name}" for name in made.model_extra or ())
        for name in type(made).model_fields:
            yield from unknown_fields(getattr(made, name), f"{path}.{name}")
    elif isinstance(made, list):
        for place, each in enumerate(made):
            yield from unknown_fields(each, f"{path}[{place}]")


def frames_in(stream: bytes) -> list[tuple[str | None, Any]]:
    """The events of a stream: the name of each, and its data."""
    found = []
    for block in stream.decode("ascii").split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if not lines:
            continue
        fields = dict(line.split(": ", 1) for line in lines)
        data = fields["data"]
        found.append((fields.get("event"), data if data == "[DONE]" else json.loads(data)))
    return found
