"""Whether a key works: the cheapest request that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput, InvalidOptions, ModelError
from llm.text import reason_of

if TYPE_CHECKING:
    from llm.config.key_origin import KeyUse

PROMPT = "Hi"
_LENGTH_OPTIONS = ("max_tokens", "max_output_tokens", "max_new_tokens", "num_predict")


def check_key(use: KeyUse, option: str | None = None) -> str:
    """Use a key once, and say what came of it, in one line.

    OpenAI is asked for the list of its models, which costs nothing. The model of any other key is
    asked for one token, where it can be told so. *option* is what `--key` says.

    Raises LLMError when there is no key, when no installed model uses it, or when it is refused.
    """
    model = use.model
    if use.name is None:
        raise InvalidInput(f"{model.model_id} needs no key")
    if model is None:
        raise InvalidInput(f"No installed model uses the key '{use.name}', so that it has no test")
    model.get_key(option)
    try:
        return _used(use.name, model, option)
    except Exception as error:
        said = reason_of(error)
        raise ModelError(f"The key '{use.name}' could not be used: {said}") from error


def _used(name: str, model: Any, option: str | None) -> str:
    if _is_of_openai(model):
        return _listed(model, option)
    if hasattr(model, "embed"):
        model.embed(PROMPT, key=model.get_key(option))
        asked = f"to embed '{PROMPT}'"
    else:
        asked = _ask(model, option)
    return f"The key '{name}' works: {model.model_id} was asked {asked}, and answered"


def _ask(model: Any, option: str | None) -> str:
    """Ask *model* for as little as it can be asked for; what that was."""
    known = getattr(model.Options, "model_fields", {})
    shortest = {name: 1 for name in _LENGTH_OPTIONS if name in known}
    shortest = dict(list(shortest.items())[:1])
    key = {"key": option} if option else {}
    try:
        response = model.prompt(PROMPT, stream=False, options=shortest, **key)
    except InvalidOptions:
        shortest, response = {}, model.prompt(PROMPT, stream=False, **key)
    response.text()
    return "for one token" if shortest else f"'{PROMPT}'"


def _is_of_openai(model: Any) -> bool:
    from llm.providers.openai.catalogue import KEY_NAME

    return model.needs_key == KEY_NAME and not getattr(model, "api_base", None)


def _listed(model: Any, option: str | None) -> str:
    from llm.providers.openai.address import base_url
    from llm.providers.openai.base_url import models_listed

    url = base_url()
    key = model.get_key(option)
    count = len(models_listed(url, key=key, key_name=model.needs_key))
    return f"The key '{model.needs_key}' works: {url} lists {count} models"
