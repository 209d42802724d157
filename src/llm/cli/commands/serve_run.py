"""`llm serve run`: the server itself, until somebody stops it."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from llm.cli import completing, params
from llm.cli.output.counts import counted
from llm.cli.terminal import remark
from llm.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.server.settings import Settings


@click.command("run")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; needs a token"
    " where other machines reach it"
)  # fmt: skip
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8642,
    show_default=True,
    help="Port to listen on; 0 for a free one",
)
@click.option(
    "models",
    "-m",
    "--model",
    multiple=True,
    shell_complete=completing.models,
    help="Serve this model only, and it by default; repeatable",
)
@click.option(
    "tokens",
    "--token",
    multiple=True,
    envvar="LLM_SERVE_TOKEN",
    help="Clients need this token, or another one; repeatable",
)
@click.option("--no-log", is_flag=True, help="Do not keep what is asked")
@params.database
@click.option("allow_hosts", "--allow-host", multiple=True, help="Another name of the server")
@click.option(
    "allow_origins",
    "--allow-origin",
    multiple=True,
    help="Let pages of this origin use the server, such as https://example.com",
)
@click.option(
    "--drain",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    help="Seconds for which answers may go on when the server is stopped",
)
@click.option("open_page", "--open", is_flag=True, help="Open the page in a browser")
def command(  # noqa: PLR0913, PLR0917 - the options of a command
    host: str,
    port: int,
    models: Sequence[str],
    tokens: Sequence[str],
    no_log: bool,
    database: str | None,
    allow_hosts: Sequence[str],
    allow_origins: Sequence[str],
    drain: float,
    open_page: bool,
) -> None:
    """Answer other programs, until Ctrl-C.

    Answers that are on their way then may come to their end; a second Ctrl-C cuts them off.
    Programs on this machine need no token, unless there are some: see llm serve tokens. The page,
    and whatever reads what was said before, always needs one: that in the printed URL is good as
    long as the server runs.

    Examples:

        llm serve --open

        llm serve --port 0 --no-log -m smollm2
    """
    _check_installed()
    from llm.cli.logs_location import logs_on
    from llm.server.guarding.tokens import new_token
    from llm.server.running import Server, have_process_alone
    from llm.server.settings import Settings

    settings = Settings(
        host=host,
        port=port,
        models=tuple(models),
        tokens=tuple(tokens),
        own_token=new_token(),
        database=database,
        keeps=not no_log and logs_on(),
        allow_hosts=tuple(allow_hosts),
        allow_origins=tuple(allow_origins),
        drain=drain,
    )
    _check(settings)
    server = Server(settings)
    server.listen()

    def started() -> None:
        page = f"{settings.page_url}/#token={settings.own_token}"
        _tell(settings, page)
        if open_page:
            _open(page)

    def leaving(calls: int) -> None:
        answers = counted(calls, "answer")
        remark(f"Waiting up to {drain:g} s for {answers} to end; Ctrl-C again cuts them off.")

    have_process_alone()
    server.run(started, leaving)


def _check_installed() -> None:
    """Raise ConfigError where what the server is made of is not installed."""
    if any(find_spec(each) is None for each in ("starlette", "uvicorn")):
        raise ConfigError(
            "The server needs packages that are not installed: llm install 'llm[server]'"
        )


def _check(settings: Settings) -> None:
    """Raise LLMError for models that there are not, and for a history that cannot be opened.

    One that was not named on the command line costs a warning later: it may be there again soon.
    """
    from llm.server.asking.models import Models
    from llm.store.opening import open_store

    for name in settings.models:
        Models(settings.models).called(name)
    if settings.keeps and settings.database is not None:
        open_store(settings.database).close()


def _open(page: str) -> None:
    """Open the page in a browser with windows: one in the terminal would be in the way."""
    has_windows = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(each) for each in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if not has_windows or click.launch(page):
        remark("No browser could be opened: the address is above.")


def _tell(settings: Settings, page: str) -> None:
    """Say on standard error where the server is."""
    from llm.server.guarding.tokens import stored_tokens

    url = settings.page_url
    remark(f"Chat:      {page}")
    remark(f"OpenAI:    {url}/v1   (base_url; chat, responses, embeddings, models)")
    remark(f"Anthropic: {url}   (base_url; messages)")
    if url != settings.url:
        remark(
            f"Other machines reach port {settings.port} by the address of this one, and by a name"
            " of it with --allow-host NAME."
        )
    if settings.tokens or stored_tokens():
        remark("Clients need a token: llm serve tokens")
    if not settings.keeps:
        remark("Nothing that is asked is kept.")
