"""A plugin that puts look-ups of its own on the module `llm`, and asks the hooks by itself."""

# mypy: ignore-errors
# (plugins are written without a type checker)

import llm
from llm import EmbeddingModelWithAliases, ModelWithAliases


def get_models_with_aliases():
    llm.load_plugins()
    found = []

    def register(model, async_model=None, aliases=None):
        names = [*(aliases or ()), f"{model.model_id}-patched"]
        found.append(ModelWithAliases(model, async_model, names))

    llm.pm.hook.register_models(register=register)
    return found


def get_embedding_models_with_aliases():
    found = []

    def register(model, aliases=None):
        names = [*(aliases or ()), f"{model.model_id}-patched"]
        found.append(EmbeddingModelWithAliases(model, names))

    llm.pm.hook.register_embedding_models(register=register)
    return found


for name in ("get_aliases_with_options", "set_alias_with_options", "resolve_alias_options"):
    if not hasattr(llm, name):
        setattr(llm, name, lambda *_: {})

llm.get_models_with_aliases = get_models_with_aliases
llm.get_embedding_models_with_aliases = get_embedding_models_with_aliases


@llm.hookimpl
def register_commands(cli):
    command = cli.commands.get("prompt")
    original = command.callback

    def wrapped(*args, **kwargs):
        if kwargs.get("model_id") == "quick":
            kwargs["model_id"] = "old/plain"
            kwargs["options"] = (("temperature", "0.5"), *kwargs["options"])
        return original(*args, **kwargs)

    command.callback = wrapped
    assert cli.commands.get("no-such-command") is None

    @cli.command()
    def install():
        """Replaced."""
        print("replaced")
