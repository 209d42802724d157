"""A plugin that takes `prompt` and `chat` away and puts commands of its own in their place.

They have the options of the originals and some more, which become options of its models.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json

import click

import llm

OURS = ("persona", "brief")


class Shadow(llm.Model):
    """Says which options it was given."""

    can_stream = True

    class Options(llm.Options):
        """What the commands set."""

        persona: str | None = None
        brief: bool | None = None

    def __init__(self, model_id):
        self.model_id = model_id

    def execute(self, prompt, stream, response, conversation):
        told = prompt.options.model_dump(exclude_none=True)
        if told.get("persona") == "nobody":
            raise llm.ModelError("Nobody is there")
        yield json.dumps([prompt.prompt, told])


def with_options(function):
    for option in (
        click.option("--brief", is_flag=True, help="Make it short"),
        click.option("--persona", help="Who answers"),
    ):
        function = option(function)
    return function


def as_model_options(kwargs):
    persona, brief = kwargs.pop("persona", None), kwargs.pop("brief", False)
    options = list(kwargs.get("options", []))
    model_id = kwargs.get("model_id")
    if model_id and model_id.startswith("shadow/"):
        if persona:
            options.append(("persona", persona))
        if brief:
            options.append(("brief", True))
        if options:
            kwargs["options"] = options
    return kwargs


def invoked(ctx, command, kwargs):
    try:
        return ctx.invoke(command, **as_model_options(kwargs))
    except llm.ModelError as ex:
        raise click.ClickException(f"shadow: {ex}") from ex


@llm.hookimpl
def register_commands(cli):
    group = click.Group(name="shadow", help="Commands of shadow models")

    @group.command("models")
    def models():
        """List them."""
        for model in llm.get_models():
            if model.model_id.startswith("shadow/"):
                click.echo(model.model_id)

    cli.add_command(group)
    original_prompt = cli.commands.pop("prompt")
    original_chat = cli.commands.pop("chat")
    assert "prompt" not in cli.commands
    assert "chat" not in cli.commands

    @cli.command(name="prompt")
    @with_options
    @click.pass_context
    def prompt(ctx, persona, brief, **kwargs):
        """Execute a prompt, for shadows too."""
        return invoked(ctx, original_prompt, {**kwargs, "persona": persona, "brief": brief})

    @cli.command(name="chat")
    @with_options
    @click.pass_context
    def chat(ctx, persona, brief, **kwargs):
        """Hold an ongoing chat with a model."""
        return invoked(ctx, original_chat, {**kwargs, "persona": persona, "brief": brief})

    for name, original in (("prompt", original_prompt), ("chat", original_chat)):
        for parameter in original.params:
            if parameter.name not in OURS:
                cli.commands[name].params.append(parameter)


@llm.hookimpl
def register_models(register):
    register(Shadow("shadow/one"))
    register(Shadow("shadow/two"))
