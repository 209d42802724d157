"""A registered model as data: what lists and look-ups need to know of one, without having it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases


class OfferedModel(NamedTuple):
    """A model, or an embedding model, as it was registered.

    Attributes:
        model_id: its id.
        shown: what `str` makes of it, which lists show.
        aliases: the names that its plugin gave it.
        async_id: the id of the one for async code; None where there is none.
        async_shown: what `str` makes of that one.
        needs_key: the name of the key that the model needs; None for one that needs none.
        key_env_vars: the variables that may hold the key, of the model and of the one for async
            code.

    """

    model_id: str
    shown: str
    aliases: tuple[str, ...] = ()
    async_id: str | None = None
    async_shown: str | None = None
    needs_key: str | None = None
    key_env_vars: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names by which it can be asked for."""
        return (*self.aliases, self.model_id)

    def matches(self, query: str) -> bool:
        """Say what `ModelWithAliases.matches` of the model says."""
        return is_part_of_any(query, (*self.names, self.shown, self.async_id or ""))


def is_part_of_any(query: str, names: Iterable[str]) -> bool:
    """Whether one of *names* has *query* in it; case is ignored."""
    return any(query.lower() in name.lower() for name in names)


def described(entry: ModelWithAliases | EmbeddingModelWithAliases) -> OfferedModel:
    """What is to be known of a registered model; what should be a text and is none is left out."""
    model, async_model = entry.model, entry.async_model
    variables = (_text(getattr(each, "key_env_var", None)) for each in (model, async_model))
    return OfferedModel(
        model.model_id,
        _shown(model),
        tuple(alias for alias in entry.aliases if isinstance(alias, str)),
        None if async_model is None else str(async_model.model_id),
        None if async_model is None else _shown(async_model),
        _text(getattr(model, "needs_key", None)),
        tuple(dict.fromkeys(each for each in variables if each)),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _shown(model: object) -> str:
    try:
        return str(model)
    except Exception:  # noqa: BLE001 - a plugin's `__str__` is no reason to find no other model
        return f"{type(model).__name__}: {getattr(model, 'model_id', '')}"
