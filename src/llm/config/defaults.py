"""Which model is used when none is named, and which embedding model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from llm.config.files import read_text, replace_text
from llm.config.keys import any_key
from llm.config.layers import configured
from llm.config.paths import user_dir, user_file
from llm.errors import ConfigError, ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm.models.described import OfferedModel

DEFAULT_MODEL = "gpt-5.6-luna"
EMBEDDED_MODEL = "smollm2-135m"
EMBEDDED_EMBEDDING_MODEL = "all-minilm-l6-v2"
MODEL_FILE = "default_model.txt"
EMBEDDING_MODEL_FILE = "default_embedding_model.txt"


class _Standard(str):
    """Tells the default of a signature from the same text given by a caller."""


_STANDARD = _Standard(DEFAULT_MODEL)


class DefaultModel(NamedTuple):
    """The model that is used when none is named, and why it is that one.

    Attributes:
        name: its id, or the alias that was stored.
        reason: `chosen` by the user; the `standard` one; or the one `embedded` in this
            package, because nothing is set up for another.

    """

    name: str
    reason: Literal["chosen", "standard", "embedded"]


def current_default(filename: str = MODEL_FILE) -> DefaultModel:
    """The default model and the reason for it.

    On the command line a project file may choose it, before the user's own choice. With none
    chosen it is DEFAULT_MODEL, but where no plugin offers that, or where there is
    no key of any kind, it is EMBEDDED_MODEL, which needs neither. Finding out may load plugins;
    a default that was chosen does not. Raises ConfigError when a file cannot be read.
    """
    of_project = configured("model", ("project",)) if filename == MODEL_FILE else None
    chosen = of_project or chosen_in(filename)
    if chosen:
        return DefaultModel(chosen, "chosen")
    from llm.models.registry import known_models

    known = known_models(ask=False)
    if _offered(DEFAULT_MODEL, known) and any_key(_key_variables(known)):
        return DefaultModel(DEFAULT_MODEL, "standard")
    return DefaultModel(EMBEDDED_MODEL, "embedded")


def get_default_model(filename: str = MODEL_FILE, default: str | None = _STANDARD) -> str | None:
    """The id or alias of the model that is used when none is named.

    *filename* is the file of the user directory that holds the choice. With none made, the
    answer is *default* where one is given, and else what `current_default` says.
    """
    if default is _STANDARD:
        return current_default(filename).name
    return chosen_in(filename) or default


def set_default_model(model: str | None, filename: str = MODEL_FILE) -> None:
    """Choose the model that is used when none is named; None takes the choice back.

    Raises ConfigError when the choice cannot be written.
    """
    path = user_dir() / filename
    if model is not None:
        replace_text(path, model)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{path} cannot be removed: {error.strerror or error}.") from error


def get_default_embedding_model() -> str | None:
    """The id or alias of the embedding model that is used when none is named, or None."""
    return chosen_in(EMBEDDING_MODEL_FILE)


def default_embedding_model_choice() -> DefaultModel:
    """The embedding model that is used when none is named, and the reason for it.

    On the command line the variable LLM_EMBEDDING_MODEL and a project file may choose it, before
    the user's own choice. With none chosen it is EMBEDDED_EMBEDDING_MODEL, which needs no key.
    Raises ModelUnavailable where that is not installed, and ConfigError when a file cannot be read.
    """
    if chosen := configured("embedding_model") or get_default_embedding_model():
        return DefaultModel(chosen, "chosen")
    from importlib.util import find_spec

    # A collection belongs to its model for good, so it must not get one that cannot run here.
    if find_spec("xllamacpp") is None:
        raise ModelUnavailable(
            "No embedding model is chosen, and the built-in one needs a package that is not"
            " installed: llm install 'llm[local]'. Or choose one of those that `llm embed-models`"
            " lists: llm embed-models default NAME"
        )
    return DefaultModel(EMBEDDED_EMBEDDING_MODEL, "embedded")


def set_default_embedding_model(model: str | None) -> None:
    """Choose the embedding model that is used when none is named; None takes it back."""
    set_default_model(model, EMBEDDING_MODEL_FILE)


def chosen_in(filename: str) -> str | None:
    """What the user chose in the file *filename* of the user directory, or None."""
    return (read_text(user_file(filename)) or "").strip() or None


def _offered(name: str, known: list[OfferedModel]) -> bool:
    return any(name in each.names for each in known)


def _key_variables(known: list[OfferedModel]) -> Iterator[str]:
    """The environment variables that hold a key of any model."""
    yield "OPENAI_API_KEY"
    for each in known:
        yield from each.key_env_vars
