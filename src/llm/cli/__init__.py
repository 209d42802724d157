"""The command line: `cli`, the group that every command hangs on, and `main`, which runs it.

A command is a row in `cli/table.py` and a module in `cli/commands/`: it parses, calls the library
with plain arguments, and prints. Errors become messages and exit statuses in `cli/errors.py` only.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` takes as long to import as all that `llm --version` needs
if TYPE_CHECKING:
    from llm.cli.asking.continuing import load_conversation
    from llm.cli.logs_location import logs_db_path, logs_on
    from llm.cli.root import cli
    from llm.config.defaults import get_default_model
    from llm.config.keys import get_key

__all__ = [
    "cli",
    "get_default_model",
    "get_key",
    "load_conversation",
    "logs_db_path",
    "logs_on",
    "main",
]

# Loaded when first touched; all but `cli` are names that plugins import from here.
_HOMES = {
    "cli": "llm.cli.root",
    "get_default_model": "llm.config.defaults",
    "get_key": "llm.config.keys",
    "load_conversation": "llm.cli.asking.continuing",
    "logs_db_path": "llm.cli.logs_location",
    "logs_on": "llm.cli.logs_location",
}


def main() -> None:
    """Run the command that `sys.argv` names, and leave with its exit status."""
    if sys.argv[1:] == ["--version"] and _version_said():
        return
    import gc

    # What start-up makes stays: to look through it for garbage, every few classes and at the exit,
    # would take a sixth of the time of a short command.
    gc.set_threshold(20_000, 20, 20)
    completes = "_LLM_COMPLETE" in os.environ
    if completes:
        from llm.cli.bash import answered_at_once

        # Nothing else is said to who is typing a line.
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        if answered_at_once():
            return
    from llm.cli.errors import run
    from llm.cli.root import cli

    gc.freeze()
    if completes:
        from llm.cli.shells import answer_shells

        answer_shells()
    run(cli, completes=completes)


def _version_said() -> bool:
    """Say the version, which scripts often ask and which needs no command.

    Where that fails, the version option of `cli` fails the same way, and its errors are handled.
    """
    from llm.version import __version__

    try:
        print(f"llm, version {__version__}", flush=True)
    except OSError:
        return False
    return True


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
