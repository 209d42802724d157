"""The table of commands: what each is called, where it is, and its line in `llm --help`.

A new command is a row here and a module with an attribute `command`. The module is imported when
somebody runs the command or looks at it, not before.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One command of ours.

    Attributes:
        name: the word a user types.
        module: the module whose `command` it is.
        help: the first line of its help, so that `llm --help` need not import it.
        plugins: load the plugins first, so that they may replace or wrap it. True where the
            command needs them anyway.

    """

    name: str
    module: str
    help: str
    plugins: bool = False


COMMANDS = (
    Row("prompt", "llm.cli.commands.prompt", "Execute a prompt", plugins=True),
    Row("keys", "llm.cli.commands.keys", "Manage stored API keys for different models"),
    Row("models", "llm.cli.commands.models", "Manage available models", plugins=True),
    Row("openai", "llm.cli.commands.openai", "Ask OpenAI, and servers that speak like it"),
    Row("endpoints", "llm.cli.commands.endpoints", "Manage servers whose models are used by name"),
    Row("plugins", "llm.cli.commands.plugins", "List installed plugins", plugins=True),
)
