"""The table of commands: what each is called, where it is, and its line in `llm --help`.

A new command is a row here and a module with an attribute for it. The module is imported when
somebody runs the command or looks at it, not before.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One command of ours.

    Attributes:
        name: the word a user types.
        module: the module that it is in.
        help: the first line of its help, so that `llm --help` need not import it.
        plugins: it uses what plugins offer, or change: those that change this library are loaded
            first. Who replaces or changes the command is loaded for any, as far as the index knows.
        attribute: what it is called in the module.

    """

    name: str
    module: str
    help: str
    plugins: bool = False
    attribute: str = "command"


DEFAULT = "prompt"
"""The command that runs where no other is named."""

COMMANDS = (
    Row("prompt", "llm.cli.commands.prompt", "Execute a prompt", plugins=True),
    Row("chat", "llm.cli.commands.chat", "Hold an ongoing chat with a model", plugins=True),
    Row(
        "fork",
        "llm.cli.commands.fork",
        "Begin a conversation that goes on where ID says, and print its id",
    ),
    Row(
        "retry",
        "llm.cli.commands.retry",
        "Ask again what a call asked, of the same model or of another",
        plugins=True,
    ),
    Row(
        "edit", "llm.cli.commands.edit", "Change a message, and have it answered anew", plugins=True
    ),
    Row("keys", "llm.cli.commands.keys", "Manage stored API keys for different models"),
    Row("config", "llm.cli.commands.config", "Show and change settings, for you and for a project"),
    Row("models", "llm.cli.commands.models", "Manage available models", plugins=True),
    Row(
        "embed-models",
        "llm.cli.commands.embed_models",
        "Manage available embedding models",
        plugins=True,
    ),
    Row("embed", "llm.cli.commands.embed", "Print the vector of a text, or store it"),
    Row(
        "embed-multi",
        "llm.cli.commands.embed_multi",
        "Store the vectors of many texts: rows of a file or a query, or files",
    ),
    Row(
        "similar",
        "llm.cli.commands.similar",
        "Find the items of a collection that are most similar to a text, or to one of them",
    ),
    Row("collections", "llm.cli.commands.collections", "Manage collections of embeddings"),
    Row("openai", "llm.cli.commands.openai", "Ask OpenAI, and servers that speak like it"),
    Row("logs", "llm.cli.commands.logs", "Tools for exploring logged prompts and responses"),
    Row(
        "recall",
        "llm.cli.commands.recall",
        "Find what was said before, by what it means and by its words",
    ),
    Row(
        "serve",
        "llm.cli.commands.serve",
        "Let other programs use your models, and chat with them on a page",
        plugins=True,
    ),
    Row("endpoints", "llm.cli.commands.endpoints", "Manage servers whose models are used by name"),
    Row(
        "templates",
        "llm.cli.commands.templates",
        "Manage prompts that are kept for later, each a file in YAML",
    ),
    Row("aliases", "llm.cli.commands.aliases", "Manage short names for models", plugins=True),
    Row("fragments", "llm.cli.commands.fragments", "Manage the texts that -f puts into prompts"),
    Row("schemas", "llm.cli.commands.schemas", "Manage the schemas that answers followed"),
    Row(
        "tools",
        "llm.cli.commands.tools",
        "Show the tools that models may use, and decide about their calls",
    ),
    Row(
        "completion",
        "llm.cli.commands.completion",
        "Let your shell complete commands, models, tools and more",
    ),
    Row(
        "install",
        "llm.cli.commands.install",
        "Install plugins, and other packages, where llm finds them",
        plugins=True,
        attribute="install_command",
    ),
    Row(
        "uninstall",
        "llm.cli.commands.install",
        "Uninstall plugins, and other packages, from where llm runs",
        plugins=True,
        attribute="uninstall_command",
    ),
    Row("plugins", "llm.cli.commands.plugins", "Manage plugins: how they are, and which are used"),
)

SECTIONS = {
    "Ask a model": ("prompt", "chat", "retry", "edit", "fork"),
    "Look back": ("logs", "recall"),
    "Search by meaning": ("embed", "embed-multi", "similar", "collections"),
    "Prepare what you say": ("templates", "fragments", "schemas", "tools"),
    "Set up": (
        "keys",
        "models",
        "embed-models",
        "aliases",
        "config",
        "openai",
        "endpoints",
        "serve",
        "plugins",
        "install",
        "uninstall",
        "completion",
    ),
}
"""The sections of `llm --help`, for newcomers: what each command is for. Plugins' come after."""

_EXCHANGE, _MANAGE = "llm.cli.commands.logs_exchange", "llm.cli.commands.logs_manage"
_REMOVE, _UPKEEP = "llm.cli.commands.logs_remove", "llm.cli.commands.logs_upkeep"

LOGS_COMMANDS = (
    Row("list", "llm.cli.commands.logs_list", "Show logged prompts and their responses"),
    Row(
        "export",
        _EXCHANGE,
        "Write conversations to a file: as JSON lines, Markdown or HTML",
        attribute="export_command",
    ),
    Row(
        "import",
        _EXCHANGE,
        "Add the conversations of a file to the history",
        attribute="import_command",
    ),
    Row("tree", _MANAGE, "Draw the branches of a conversation", attribute="tree"),
    Row(
        "conversations",
        _MANAGE,
        "List conversations with their titles, the one that was used last first",
        attribute="conversations",
    ),
    Row("rename", _MANAGE, "Give a conversation a title", attribute="rename"),
    Row("tag", _MANAGE, "Give tags to a conversation, and show those it has", attribute="tag"),
    Row("rm", _REMOVE, "Delete calls and conversations", attribute="rm"),
    Row(
        "redact",
        _REMOVE,
        "Put a note in the place of every prompt, answer or other text that says something",
        attribute="redact",
    ),
    Row(
        "gc",
        _UPKEEP,
        "Remove what nothing uses any more, and make the file as small as it can be",
        attribute="gc",
    ),
    Row(
        "verify",
        _UPKEEP,
        "Check that nothing in the history was changed or lost",
        attribute="verify",
    ),
    Row("restore", _UPKEEP, "Return to the file from before an import", attribute="restore"),
)
"""The commands of `llm logs`, but for those of a few lines in its own module."""

MODELS_COMMANDS = (
    Row("options", "llm.cli.commands.model_options", "Manage default options for models"),
)
"""The commands of `llm models`, but for those in its own module."""

SERVE_COMMANDS = (
    Row("run", "llm.cli.commands.serve_run", "Answer other programs, until Ctrl-C"),
    Row("tokens", "llm.cli.commands.serve_tokens", "Manage the tokens with which clients use it"),
)
"""The commands of `llm serve`."""

_SWITCH, _FREEZE = "llm.cli.commands.plugins_switch", "llm.cli.commands.plugins_freeze"

PLUGINS_COMMANDS = (
    Row("list", "llm.cli.commands.plugins_list", "List installed plugins"),
    Row("disable", _SWITCH, "Leave plugins out, which stay installed", attribute="disable"),
    Row("enable", _SWITCH, "Use plugins again that were disabled", attribute="enable"),
    Row("doctor", "llm.cli.commands.plugins_doctor", "Look for what is wrong with plugins"),
    Row(
        "freeze",
        _FREEZE,
        "Write down which plugins are installed, so that they can be installed again",
        attribute="freeze_command",
    ),
    Row(
        "sync",
        _FREEZE,
        "Install the plugins of a list that are missing here",
        attribute="sync_command",
    ),
    Row("new", "llm.cli.commands.plugins_new", "Make a new plugin: a package with tests"),
)
"""The commands of `llm plugins`."""
