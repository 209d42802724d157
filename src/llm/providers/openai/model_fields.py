"""What a user's file may say of a model: the fields of an entry, checked, as a row.

Files and their lines are the affair of who calls this.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from llm.providers.openai.address import is_address
from llm.providers.openai.catalogue import EmbeddingRow, ModelRow


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with an entry.

    Attributes:
        field: the field that is meant, or None for the entry as a whole.
        text: what is wrong, to be put behind a place and a colon.
        fatal: no row can be made of the entry.

    """

    field: str | None
    text: str
    fatal: bool = True


class _Unfit(Exception):  # noqa: N818 - never leaves this module
    """The value of a field is something else than its words say."""


def _text(value: Any) -> str:
    # A version or an alias that looks like a number is meant as it was written.
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or value == "":
        raise _Unfit
    return str(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Unfit
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(_text(item) for item in value)
    return (_text(value),)


def _headers(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise _Unfit
    return {_text(name): _text(content) for name, content in value.items()}


def _options(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise _Unfit
    return dict(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _Unfit
    return value


def _above_zero(value: Any) -> int:
    if not _whole(value):
        raise _Unfit
    return int(value)


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _Unfit
    if not 0 < value < math.inf:
        raise _Unfit
    return float(value)


def _address(value: Any) -> str:
    if not isinstance(value, str) or not is_address(value):
        raise _Unfit
    return value.rstrip("/")


_Kind = tuple[Callable[[Any], Any], str]
_TEXT: _Kind = (_text, "text")
_FLAG: _Kind = (_flag, "true or false")
_COUNT: _Kind = (_above_zero, "a whole number above 0")

_EVERY: dict[str, _Kind] = {
    "model_id": _TEXT,
    "model_name": _TEXT,
    "aliases": (_texts, "a list of names"),
    "api_base": (_address, "an address such as http://127.0.0.1:8080/v1"),
    "api_key_name": _TEXT,
    "headers": (_headers, "a mapping of names to text"),
    "timeout": (_seconds, "a number of seconds above 0"),
    "retries": (_whole, "a whole number, 0 or more"),
}
_KINDS = ("completion", "responses", "embedding")
_WRITING: dict[str, _Kind] = {
    "can_stream": _FLAG,
    "vision": _FLAG,
    "audio": _FLAG,
    "supports_schema": _FLAG,
    "supports_tools": _FLAG,
    "allows_system_prompt": _FLAG,
    "reasoning": _FLAG,
    "reasoning_summary": _FLAG,
    "verbosity": _FLAG,
    "service_tier": _FLAG,
    "image_detail_original": _FLAG,
    "default_max_tokens": _COUNT,
    "context_length": _COUNT,
    "options": (_options, "a mapping of option names to values"),
    "api_type": _TEXT,
    "api_version": _TEXT,
    "api_engine": _TEXT,
}
_EMBEDDING: dict[str, _Kind] = {"dimensions": _COUNT, "batch_size": _COUNT}
FIELDS = {**_EVERY, **dict.fromkeys(_KINDS, _FLAG), **_WRITING, **_EMBEDDING}

# These hold what was written, even where YAML sees a number or a date in it.
WRITTEN_AS_TEXT = frozenset(
    name for name, (check, _) in FIELDS.items() if check in (_text, _texts, _headers)
)


def row_of(entry: Mapping[Any, Any]) -> tuple[ModelRow | EmbeddingRow | None, list[Mistake]]:
    """The row that *entry* describes, and what is wrong with it.

    There is no row where a mistake is fatal. A field that is null counts as left out.
    """
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for name, value in entry.items():
        if name not in FIELDS:
            mistakes.append(Mistake(str(name), _unknown(str(name)), fatal=False))
        elif value is not None:
            check, wanted = FIELDS[name]
            try:
                values[name] = check(value)
            except _Unfit:
                mistakes.append(Mistake(name, f"{name} should be {wanted}, not {_shown(value)}"))
    if "model_id" not in entry or entry["model_id"] is None:
        mistakes.append(Mistake(None, "it has no model_id"))
    kinds = [name for name in _KINDS if values.pop(name, False)]
    if len(kinds) > 1:
        mistakes.append(Mistake(kinds[1], f"{' and '.join(kinds)} exclude each other"))
    if any(mistake.fatal for mistake in mistakes):
        return None, mistakes
    kind = kinds[0] if kinds else "chat"
    mistakes += _out_of_place(values, kind)
    values |= _key(values)
    if kind == "embedding":
        return EmbeddingRow(**values), mistakes
    row = ModelRow(**values, api=kind)  # type: ignore[arg-type]  # one of the three others
    mistakes += _wrong_options(row)
    return (None if any(mistake.fatal for mistake in mistakes) else row), mistakes


def _out_of_place(values: dict[str, Any], kind: str) -> list[Mistake]:
    """Take out of *values* the fields that say nothing of a model of this *kind*."""
    misplaced = _WRITING if kind == "embedding" else _EMBEDDING
    found = [name for name in values if name in misplaced]
    what = "an embedding model" if kind == "embedding" else "a model with embedding: true"
    words = f"says nothing of {what}" if kind == "embedding" else f"is only for {what}"
    for name in found:
        del values[name]
    return [Mistake(name, f"{name} {words}", fatal=False) for name in found]


def _key(values: dict[str, Any]) -> dict[str, str | None]:
    """Which key goes with requests: OpenAI's own goes to no other server unless it is named."""
    named = values.pop("api_key_name", None)
    if named is None and "api_base" not in values:
        return {}
    return {"key_name": named}


def _wrong_options(row: ModelRow) -> list[Mistake]:
    if not row.options:
        return []
    from llm.errors import InvalidOptions
    from llm.models.given_options import options_for
    from llm.providers.openai.options import options_of

    try:
        options_for(options_of(row), row.options, {})
    except InvalidOptions as error:
        return [Mistake("options", str(error))]
    return []


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(name, FIELDS, n=1)
    return f"there is no field {name!r}" + (f"; did you mean {nearest[0]}?" if nearest else "")


def _shown(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:60]}…"
