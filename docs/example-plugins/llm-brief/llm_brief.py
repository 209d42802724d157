"""`llm brief`: a text in one sentence."""

import sys

import click

import llm

SYSTEM = "Say it in one sentence"


@llm.hookimpl
def register_commands(cli: click.Group) -> None:
    @cli.command()
    @click.argument("text", required=False)
    @click.option("model_id", "-m", "--model", help="Model to ask; by default yours")
    def brief(text: str | None, model_id: str | None) -> None:
        """Say TEXT, or what comes on standard input, in one sentence."""
        with llm.record():
            for piece in llm.get_model(model_id).prompt(text or sys.stdin.read(), system=SYSTEM):
                click.echo(piece, nl=False)
        click.echo()
