"""`llm serve tokens`: who may use the server, and what they may do there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llm.cli import confirming
from llm.cli.default_group import DefaultGroup
from llm.cli.terminal import remark

if TYPE_CHECKING:
    from llm.server.guarding.tokens import StoredToken

_COUNT = click.IntRange(min=1)


@click.group("tokens", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage the tokens with which clients use `llm serve`.

    Each client has its own, so that it can be revoked alone; what it asks is marked with its name
    in the history. It sees its own calls there, and those of nobody else.

    Examples:

        llm serve tokens

        llm serve tokens path
    """


@command.command("list")
def list_() -> None:
    """List the tokens by name, and what each allows.

    Examples:

        llm serve tokens list

        llm serve tokens
    """
    from llm.server.guarding.tokens import stored_tokens

    click.echo("\n".join(_line(token) for token in stored_tokens()) or "No tokens found")


@command.command()
def path() -> None:
    """Output the path to the file of tokens, which has only their hashes.

    Examples:

        llm serve tokens path

        ls -l "$(llm serve tokens path)"
    """
    from llm.server.guarding.tokens import tokens_path

    click.echo(tokens_path())


@command.command()
@click.argument("name")
@click.option("models", "-m", "--model", multiple=True, help="Model that may be used; all if none")
@click.option("--requests", type=_COUNT, metavar="N", help="Requests that are allowed in a minute")
@click.option("--tokens", type=_COUNT, metavar="N", help="Tokens that may be used in a minute")
@click.option("--history", is_flag=True, help="Let it see the calls of everyone, and your own")
def add(
    name: str, models: tuple[str, ...], requests: int | None, tokens: int | None, history: bool
) -> None:
    """Make a token for the client NAME, and print it.

    It is shown this once: what is stored cannot be turned back into it. A server that runs accepts
    it at once. As soon as there is a token, clients need one for everything.

    Examples:

        llm serve tokens add alice

        llm serve tokens add editor --model smollm2 --requests 60

        llm serve tokens add page --history
    """
    from llm.server.guarding.tokens import add_token

    ids = _ids(models)
    named = [its_id or model for model, its_id in zip(models, ids, strict=True)]
    made = add_token(name, models=named, requests=requests, tokens=tokens, history=history)
    click.echo(made)
    remark(f"This is the token of '{name}'. It is not shown again.")
    if unknown := [model for model, its_id in zip(models, ids, strict=True) if its_id is None]:
        remark(f"No installed model is called {', '.join(unknown)}: that may be a mistake.")


@command.command()
@click.argument("name")
@confirming.yes
def revoke(name: str, yes: bool) -> None:
    """Let the token of the client NAME open nothing any more, also in servers that run.

    Examples:

        llm serve tokens revoke old -y

        llm serve tokens revoke older -y
    """
    from llm.server.guarding.tokens import no_such_token, revoke_token, token_names

    if name not in token_names():
        raise no_such_token(name)
    if not yes:
        confirming.confirm(f"Revoke the token '{name}'? It cannot be brought back.")
    revoke_token(name)
    click.echo(f"The token '{name}' is revoked.")


def _line(token: StoredToken) -> str:
    client = token.client
    allowed = [
        "all models" if client.models is None else ", ".join(sorted(client.models)),
        *([f"{client.requests_per_minute} requests/min"] * bool(client.requests_per_minute)),
        *([f"{client.tokens_per_minute} tokens/min"] * bool(client.tokens_per_minute)),
        *(["history"] * client.has_history),
        *([f"made {token.created[:10]}"] * bool(token.created)),
    ]
    return f"{client.name}: {'; '.join(allowed)}"


def _ids(models: tuple[str, ...]) -> list[str | None]:
    """The ids of *models*, by which they stay allowed when an alias is given to another one."""
    if not models:
        return []
    from llm.models.naming import ids_by_name
    from llm.models.registry import known_embedding_models, known_models

    known = {**ids_by_name(known_embedding_models()), **ids_by_name(known_models())}
    return [known.get(model) for model in models]
