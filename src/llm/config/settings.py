"""The table of settings: what each is called, what it does, and what it may be.

Where their values come from is the affair of `layers.py`; which of them a setting can have, and how
they are written as text, that of `setting_values.py`.
"""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple, TypeAlias

from llm.errors import ConfigError

Kind: TypeAlias = Literal["text", "list", "flag", "whole", "number", "seconds", "size", "options"]


class Setting(NamedTuple):
    """One setting.

    Attributes:
        name: what it is called in files and in `llm config`.
        kind: what its value is: `text`; a `list` of texts, for which one text will do; a `flag`;
            a `whole` number, or any `number`, that is not negative; `seconds`, more than none;
            a `size` such as 20MB; `options`, a table.
        help: what it does, in a few words.
        default: what holds where nobody sets it, for people.
        variable: the variable of the environment that sets it, if one does.
        parameter: the parameter of commands that has its value where the command line says
            nothing; None where `cli/configured.py` sees to it.
        inverted: that parameter says the opposite.
        trust: whether a project file may set it only when the user trusts that file: `always`,
            `never`, or for what is `outside` the project's directory. One that is `own` is the
            user's alone, and no project file has it.
        choices: the texts that it may be, where not any.
        kept: the command that sets it for the user, where the value is in a file of its own.

    """

    name: str
    kind: Kind
    help: str
    default: str = "none"
    variable: str | None = None
    parameter: str | None = None
    inverted: bool = False
    trust: Literal["always", "never", "outside", "own"] = "never"
    choices: tuple[str, ...] = ()
    kept: str | None = None


SETTINGS = (
    Setting(
        "model",
        "text",
        "Model to use where none is named",
        "built in",
        "LLM_MODEL",
        kept="llm models default MODEL",
    ),
    Setting(
        "embedding_model",
        "text",
        "Embedding model to use where none is named",
        "built in",
        "LLM_EMBEDDING_MODEL",
        kept="llm embed-models default MODEL",
    ),
    Setting(
        "vector_index",
        "text",
        "Index of a plugin to find what is similar with",
        variable="LLM_VECTOR_INDEX",
    ),
    Setting("system", "text", "System prompt of new conversations", variable="LLM_SYSTEM"),
    Setting(
        "template",
        "list",
        "Template of new conversations",
        variable="LLM_TEMPLATE",
        trust="always",
    ),
    Setting(
        "fragments",
        "list",
        "Files and other texts to put before the first prompt of new conversations",
        variable="LLM_FRAGMENTS",
        trust="outside",
    ),
    Setting("options", "options", "Options of models, for all that have them or for one"),
    Setting(
        "tools",
        "list",
        "Tools that the model may use in new conversations",
        variable="LLM_TOOLS",
        trust="always",
    ),
    Setting(
        "functions",
        "list",
        "Python code, or .py files, whose functions are such tools",
        trust="always",
    ),
    Setting(
        "chain_limit",
        "whole",
        "How often the model may answer while it uses tools; 0 for no limit",
        "5",
        "LLM_CHAIN_LIMIT",
        "chain_limit",
        trust="always",
    ),
    Setting(
        "tool_timeout",
        "number",
        "How long a tool call may take, in seconds; 0 for no limit",
        "120",
        "LLM_TOOL_TIMEOUT",
        "tool_timeout",
        trust="always",
    ),
    Setting(
        "tool_output_limit",
        "size",
        "How much of a tool's output the model is given; 0 for no limit",
        "100KB",
        "LLM_TOOL_OUTPUT_LIMIT",
        "tool_output_limit",
        trust="always",
    ),
    Setting(
        "tools_debug",
        "flag",
        "Show each tool call with its result",
        "false",
        "LLM_TOOLS_DEBUG",
        "tools_debug",
    ),
    Setting(
        "render",
        "text",
        "How answers are shown on a terminal",
        "auto",
        "LLM_RENDER",
        "render",
        choices=("auto", "raw", "md"),
    ),
    Setting(
        "stream",
        "flag",
        "Show answers as they come",
        "true",
        "LLM_STREAM",
        "no_stream",
        inverted=True,
    ),
    Setting(
        "hide_reasoning",
        "flag",
        "Do not show what the model thinks",
        "false",
        "LLM_HIDE_REASONING",
        "hide_reasoning",
    ),
    Setting("usage", "flag", "Show how many tokens were used", "false", "LLM_USAGE", "usage"),
    Setting(
        "timeout",
        "seconds",
        "How long an answer may take in all, in seconds",
        "no limit",
        "LLM_TIMEOUT",
        "timeout",
    ),
    Setting(
        "retries",
        "whole",
        "How often to ask again after a failure that may pass",
        "3",
        "LLM_RETRIES",
        "retries",
    ),
    Setting(
        "fallback",
        "list",
        "Models to ask, in this order, when the first one fails",
        variable="LLM_FALLBACK",
    ),
    Setting(
        "log",
        "flag",
        "Keep prompts and answers in the history",
        "true",
        "LLM_LOG",
        trust="always",
        kept="llm logs on, llm logs off",
    ),
    Setting(
        "disabled_plugins",
        "list",
        "Packages whose plugins are not loaded",
        trust="own",
    ),
    Setting(
        "plugin_timeout",
        "seconds",
        "How long a plugin may do nothing while it is loaded for the first time, in seconds",
        "3",
        "LLM_PLUGIN_TIMEOUT",
        trust="own",
    ),
    Setting(
        "database",
        "text",
        "History to use instead of your own",
        "logs.db",
        "LLM_DATABASE",
        trust="always",
    ),
)
CHOICES = {"model": "default_model.txt", "embedding_model": "default_embedding_model.txt"}
"""The settings of which the user's own choice is the text of a file in the user directory."""
BY_NAME = {setting.name: setting for setting in SETTINGS}


def setting_named(name: str) -> Setting:
    """The setting called *name*; for one option, `options.NAME`, it is `options`.

    Raises ConfigError, with the name that may be meant, when there is none.
    """
    found = BY_NAME.get("options" if name.startswith("options.") else name)
    if found is None:
        raise ConfigError(f"There is no setting '{shown(name)}'{did_you_mean(name)}")
    return found


def did_you_mean(name: str) -> str:
    """The end of a sentence on a setting that does not exist."""
    from difflib import get_close_matches

    near = get_close_matches(name.replace("-", "_"), BY_NAME, n=1)
    return f". Did you mean {near[0]}?" if near else "; llm config shows all that there are"


def shown(value: Any) -> str:
    """*value* in one line that does nothing to a terminal; texts as they are where they can be."""
    if isinstance(value, str):
        return value if value.isprintable() else json.dumps(value)
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if written.isprintable() else json.dumps(value, default=str)
