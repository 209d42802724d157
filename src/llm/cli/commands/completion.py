"""`llm completion`: what a shell needs to complete our commands."""

from __future__ import annotations

import click

from llm.cli.terminal import remark


@click.command("completion")
@click.argument(
    "shell",
    required=False,
    type=click.Choice(["bash", "zsh", "fish", "powershell"]),
    metavar="[SHELL]",
)
@click.option("--install", is_flag=True, help="Put it where the shell finds it by itself")
@click.pass_context
def command(ctx: click.Context, shell: str | None, *, install: bool) -> None:
    """Let your shell complete commands, models, tools and more.

    Prints a script for bash, zsh, fish or powershell; without SHELL, for the one that you use.
    With --install it is put where the shell finds it.

    Examples:

        llm completion bash

        llm completion zsh --install
    """
    from llm.cli.shell_scripts import install_script, script, shell_of_the_user

    chosen = shell or shell_of_the_user()
    if chosen is None:
        raise click.UsageError("Say which shell: bash, zsh, fish or powershell", ctx)
    root = ctx.find_root().command
    if not install:
        click.echo(script(chosen, root), nl=False)
        return
    path, hint = install_script(chosen, root)
    remark(f"Written to {path}. It works in shells that you open from now on.")
    if hint:
        remark(hint)
