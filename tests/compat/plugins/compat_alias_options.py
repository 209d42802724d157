"""A plugin that gives aliases options of their own: it wraps commands, and patches the library.

Its aliases are objects in the file in which the library keeps names; it reads that file itself.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import functools
import json

import click

import llm
from llm import get_embedding_model, get_model, get_models_with_aliases, user_dir

assert get_models_with_aliases is llm.get_models_with_aliases


def stored():
    path = user_dir() / "aliases.json"
    return json.loads(path.read_text()) if path.exists() else {}


def set_alias_with_options(alias, model_id, options):
    for look_up in (get_model, get_embedding_model):
        try:
            model_id = look_up(model_id).model_id
            break
        except llm.UnknownModelError:
            pass
    aliases = {**stored(), alias: {"model": model_id, "options": options}}
    (user_dir() / "aliases.json").write_text(json.dumps(aliases, indent=4) + "\n")


def get_aliases_with_options():
    return {
        alias: value
        for alias, value in stored().items()
        if isinstance(value, dict) and value.get("options")
    }


def resolve_alias_options(name):
    return get_aliases_with_options().get(name)


for function in (get_aliases_with_options, resolve_alias_options, set_alias_with_options):
    if not hasattr(llm, function.__name__):
        setattr(llm, function.__name__, function)


def own_aliases(model_id):
    return [
        alias
        for alias, value in stored().items()
        if (value["model"] if isinstance(value, dict) else value) == model_id
    ]


def patched_models():
    from llm import ModelWithAliases, load_plugins, pm

    found = []

    def register(model, async_model=None, aliases=None):
        names = [*(aliases or ()), *own_aliases(model.model_id)]
        found.append(ModelWithAliases(model, async_model, names))

    load_plugins()
    pm.hook.register_models(register=register)
    return found


def patched_embedding_models():
    from llm import EmbeddingModelWithAliases, load_plugins, pm

    found = []

    def register(model, aliases=None):
        names = [*(aliases or ()), *own_aliases(model.model_id)]
        found.append(EmbeddingModelWithAliases(model, names))

    load_plugins()
    pm.hook.register_embedding_models(register=register)
    return found


llm.get_models_with_aliases = patched_models
llm.get_embedding_models_with_aliases = patched_embedding_models


def wrap_set(command):
    original = command.callback
    command.params.append(click.Option(["-o", "--option"], type=(str, str), multiple=True))

    @functools.wraps(original)
    def set_(alias, model_id, query, option=None, **kwargs):
        if not option:
            return original(alias=alias, model_id=model_id, query=query, **kwargs)
        if query and not model_id:
            entries = llm.get_models_with_aliases()
            fits = [each for each in entries if all(each.matches(part) for part in query)]
            if not fits:
                raise click.ClickException("No model found matching query: " + ", ".join(query))
            model_id = fits[0].model.model_id
        llm.set_alias_with_options(alias, model_id, dict(option))
        return click.echo(f"Set {alias} to {model_id}", err=True)

    command.callback = set_


def wrap_list(command):
    original = command.callback
    command.params.append(click.Option(["--options"], is_flag=True))

    @functools.wraps(original)
    def list_(json_, options=False, **kwargs):
        if not options:
            return original(json_=json_, **kwargs)
        return click.echo(json.dumps(llm.get_aliases_with_options()))

    command.callback = list_


def wrap_asking(command):
    original = command.callback

    @functools.wraps(original)
    def ask(*args, **kwargs):
        wanted = kwargs.get("model_id") or kwargs.get("model")
        options = kwargs.get("options") or kwargs.get("option")
        if not wanted and not kwargs.get("queries"):
            wanted = llm.get_default_model()
        alias = llm.resolve_alias_options(wanted) if wanted else None
        if alias:
            kwargs["model_id" if "model_id" in kwargs else "model"] = alias["model"]
            merged = {**alias["options"], **dict(options or ())}
            kwargs["options" if "options" in kwargs else "option"] = list(merged.items())
        return original(*args, **kwargs)

    command.callback = ask


@llm.hookimpl
def register_commands(cli):
    aliases = cli.commands.get("aliases")
    if not any(each.name == "option" for each in aliases.commands.get("set").params):
        wrap_set(aliases.commands.get("set"))
    if not any(each.name == "options" for each in aliases.commands.get("list").params):
        wrap_list(aliases.commands.get("list"))
    for name in ("prompt", "chat"):
        wrap_asking(cli.commands.get(name))
