"""The scripts by which shells ask for completions, and where each shell looks for its own.

What they ask for is answered by click, and by `completing.py`. Zsh, fish and PowerShell have
click's own scripts. Bash has one of ours: it cuts words at colons, which names of models and of
templates have.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from click.shell_completion import (
    BashComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from llm.config.files import replace_text
from llm.errors import ConfigError, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

    import click
    from click.shell_completion import CompletionItem

VARIABLE = "_LLM_COMPLETE"
PROGRAM = "llm"

_BASH = """\
%(complete_func)s() {
    local kind value
    COMPREPLY=()
    while IFS=$'\\t' read -r kind value; do
        case $kind in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class BashScript(BashComplete):
    """Completion for bash 4.4 and later, of words with colons, too."""

    source_template = _BASH

    def source(self) -> str:
        """The script; who asks for it need not run bash."""
        return self.source_template % self.source_vars()

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words of the line before the one that is typed, and that one as far as it is."""
        line = os.environ.get("COMP_LINE", "")
        words = split_arg_string(line)
        incomplete = "" if not words or line.endswith(" ") else words.pop()
        self._cut = max((incomplete.rfind(sign) for sign in _breaks() if sign in ":@"), default=-1)
        return words[1:], incomplete

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """A line for the script; bash puts the value after the last sign at which it cuts."""
        value = str(item.value)[self._cut + 1 :]
        return f"{item.type}\t{shlex.quote(value)}"


def _breaks() -> str:
    return os.environ.get("COMP_WORDBREAKS", "")


def answer_shells() -> None:
    """Let click answer the shell that asks; nothing else is said to who is typing a line."""
    add_completion_class(BashScript)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 2)


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
