"""A plugin that wraps `prompt`, builds a command from its parameters, and adds commands."""

# mypy: ignore-errors
# (plugins are written without a type checker)

import click

import llm

LEFT_OUT = (
    "save", "log", "no_log", "usage", "extract", "extract_last", "json_output", "async_",
    "no_stream", "hide_reasoning", "show_model_options", "tools_debug", "tools_approve",
    "chain_limit",
)  # fmt: skip


@llm.hookimpl
def register_commands(cli):
    original = cli.commands.pop("prompt")

    @cli.command(name="prompt", help=original.help)
    @click.option("--loud", is_flag=True, help="Say it loud")
    @click.pass_context
    def prompt(ctx, loud, **kwargs):
        if loud and kwargs.get("prompt"):
            kwargs["prompt"] = kwargs["prompt"].upper()
        return ctx.invoke(original, **kwargs)

    prompt.params = [*original.params, *prompt.params]
    cli.add_command(prompt)

    @cli.group()
    def compat():
        """Commands of this plugin."""

    @compat.command(params=[each for each in original.params if each.name not in LEFT_OUT])
    @click.pass_context
    def count(ctx, options, **kwargs):
        options = (*options, ("count_only", "1"))
        try:
            ctx.invoke(cli.commands["prompt"], no_log=True, options=options, **kwargs)
        except click.ClickException as ex:
            cause = ex.__context__
            errors = getattr(cause, "errors", list)()
            if any(each["type"] == "extra_forbidden" for each in errors):
                raise click.ClickException(f"cannot count: {errors[0]['loc']}") from ex
            raise

    @cli.command()
    @click.argument("question")
    @click.option("-m", "--model")
    @click.option("--key")
    def compat_ask(question, model, key):
        from llm.cli import get_default_model

        asked = llm.get_model(model or get_default_model())
        if asked.needs_key:
            asked.key = llm.get_key(key, asked.needs_key, asked.key_env_var)
        click.echo(str(asked.prompt(question, system="Brief")))
