"""Where the key comes from that a model would be given; never what it is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from llm.config.keys import COMMAND, KEYRING, key_names, keys_path, stored_as
from llm.errors import ConfigError, UnknownModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm.models.described import OfferedModel


class KeyUse(NamedTuple):
    """A key, and who uses it.

    Attributes:
        name: the name under which it is stored; None for a model that needs none.
        variable: the variable of the environment that may hold it.
        model: the model that was asked about, or else the first one that uses the key; None where
            no installed model does. An embedding model only where no other model uses it.
        named: whether it was the model that was asked about.

    """

    name: str | None
    variable: str | None = None
    model: Any = None
    named: bool = False


def key_use(name_or_model: str) -> KeyUse:
    """The key that a name of a key, or of a model, stands for.

    Raises ConfigError where it is neither.
    """
    stored = key_names()
    users = [each for each in _known() if each.needs_key == name_or_model]
    if users:
        variables = (variable for each in users for variable in each.key_env_vars)
        return KeyUse(name_or_model, next(variables, None), _with_key(name_or_model, users[0]))
    if name_or_model in stored:
        return KeyUse(name_or_model)
    from llm.models.registry import model_of_any_kind

    try:
        model = model_of_any_kind(name_or_model)
    except UnknownModelError:
        raise ConfigError(_unknown(name_or_model, stored)) from None
    return KeyUse(model.needs_key, model.key_env_var, model, named=True)


def key_origin(use: KeyUse, option: str | None = None) -> str:
    """Where the key is from that would be used, as one line for people.

    *option* is what `--key` says. Raises ConfigError when there is no key.
    """
    if option:
        return _stored(option) or "the --key option itself"
    if use.model is not None and use.named and use.model.key is not None:
        return "the model itself, which its plugin gave one"
    if use.name is None:
        return "nowhere: the model needs none"
    from_environment = bool(use.variable and os.environ.get(use.variable, "").strip())
    if (stored := _stored(use.name)) is not None:
        return f"{stored}; {use.variable} is set, and not used" if from_environment else stored
    if from_environment:
        return f"the variable {use.variable} of the environment"
    also = f", or put it into the variable {use.variable}" if use.variable else ""
    raise ConfigError(f"There is no key '{use.name}'. Store it: llm keys set {use.name}{also}")


def _stored(name: str) -> str | None:
    value = stored_as(name)
    if not isinstance(value, str) or not value.strip():
        return None
    if value.startswith(COMMAND):
        from llm.config.key_sources import words_of

        program = words_of(value.removeprefix(COMMAND))[0]
        return f"the command '{program}', as '{name}' in {keys_path()} says"
    if value.startswith(KEYRING):
        return f"the keyring of the system, as '{name}' in {keys_path()} says"
    return f"'{name}' in {keys_path()}"


def _known() -> Iterator[OfferedModel]:
    """What is known of all models, embedding models last."""
    from llm.models.registry import known_embedding_models, known_models

    yield from known_models(ask=False)
    yield from known_embedding_models(ask=False)


def _with_key(name: str, known: OfferedModel) -> Any:
    """The model that is *known* to need the key of this *name*."""
    from llm.models.registry import embedding_models_called, models_called

    for called in (models_called, embedding_models_called):
        for entry in called(known.model_id):
            if (entry.model.model_id, entry.model.needs_key) == (known.model_id, name):
                return entry.model
    return None


def _unknown(name: str, stored: list[str]) -> str:
    from difflib import get_close_matches

    needed = {each.needs_key for each in _known() if each.needs_key}
    near = get_close_matches(name, {*stored, *needed}, n=1)
    hint = f"did you mean {near[0]}?" if near else "llm keys lists those that are stored"
    return f"'{name}' is neither a key nor a model; {hint}"
