"""The script by which each shell asks for completions, and where it looks for that."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from click.shell_completion import get_completion_class

from llm.cli.bash import VARIABLE
from llm.cli.shells import PROGRAM, BashScript
from llm.config.files import replace_text
from llm.errors import ConfigError, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

    import click


class Shell(NamedTuple):
    """A shell that completes.

    Attributes:
        file: where it finds the script by itself, below the home directory.
        hint: what else has to be done; empty where nothing has.

    """

    file: Callable[[], Path]
    hint: str = ""


def _below(variable: str, default: str, *parts: str) -> Callable[[], Path]:
    """A path below the directory that *variable* names, or below *default* in the home."""

    def path() -> Path:
        named = os.environ.get(variable)
        return Path(named or Path.home() / default).joinpath(*parts)

    return path


SHELLS = {
    "bash": Shell(
        _below("XDG_DATA_HOME", ".local/share", "bash-completion", "completions", PROGRAM),
        "Where the package bash-completion is not installed, put this into ~/.bashrc instead:"
        ' eval "$(llm completion bash)"',
    ),
    "zsh": Shell(
        _below("ZDOTDIR", "", ".zfunc", f"_{PROGRAM}"),
        "Put this into ~/.zshrc, if it is not there yet:"
        " fpath+=~/.zfunc; autoload -Uz compinit; compinit",
    ),
    "fish": Shell(_below("XDG_CONFIG_HOME", ".config", "fish", "completions", f"{PROGRAM}.fish")),
    "powershell": Shell(
        _below("LLM_USER_PATH", ".config/llm", "completion.ps1"),
        "Put a dot and the path of that file into the file that $PROFILE names",
    ),
}


def script(shell: str, cli: click.Command) -> str:
    """The script for *shell*, which is one of `SHELLS`. Raises InvalidInput."""
    found = BashScript if shell == "bash" else get_completion_class(shell)
    if found is None:
        raise InvalidInput(f"Completion for {shell} needs click 8.5 or later: llm install -U click")
    return found(cli, {}, PROGRAM, VARIABLE).source()


def install_script(shell: str, cli: click.Command) -> tuple[Path, str]:
    """Write the script where *shell* looks for it; the file, and what else has to be done.

    Raises ConfigError where it cannot be written.
    """
    path = SHELLS[shell].file()
    written = script(shell, cli)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{path.parent} cannot be made: {error.strerror or error}") from error
    replace_text(path, written)
    return path, SHELLS[shell].hint


def shell_of_the_user() -> str | None:
    """The shell that the user has, where it is one that completes."""
    name = Path(os.environ.get("SHELL", "")).name
    if not name and os.environ.get("PSModulePath"):  # noqa: SIM112 - PowerShell's own spelling
        name = "powershell"
    return name if name in SHELLS else None
