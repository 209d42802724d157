"""Command lines with mistakes in them, files that are damaged, and input that is none: at random.

The same number gives the same case, for as long as the commands and their options are the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click

LEFT_OUT = {"install", "uninstall", "openai models", "serve"}
"""Commands that would change this installation, ask other machines, or not end."""

WORDS = (
    "", " ", "-", "--", ".", "..", "/", "~", "*", "%s", "{}", "{", "[]", "null", "true", "'", '"',
    "\\", "\n", "a\tb", "-1", "0", "1", "1.5", "nan", "1e999", "99999999999999999999999",
    "x" * 5000, "émoji 🎉", "\u202eleft", "half \udce9 way", "\x1b[31mred", "echo", "short",
    "plain", "nothing", "NOTHING", "hello", "two words", "a/b", "../../etc/passwd",
    "name, age int", "name,", "name strange", '{"type": "object"}', '{"type": 3}',
    '{"$ref": "http://127.0.0.1:9/"}', "[1", "t:greeting", "t:missing", "frag:missing",
    "tpl:missing", "tpl:cargo", "frag:a", "many:a", "nothing:x", ":", "a:", "://", "http://",
    "http://127.0.0.1:9/x", "http://[::1", "ftp://127.0.0.1/x", "file:///etc/passwd",
    "http://127.0.0.1:99999/", "upper", "Shelf", "Shelf(", "Shelf()", "Shelf(1, 2, 3)",
    "Shelf(x=1)", "Shelf({)", "Shelf(place=)", "upper(1)", "def (", "1/0", "raise SystemExit(3)",
    "raise KeyboardInterrupt", "from math import sqrt", "import nothing",
    "def f(x: Nothing): pass", "def f(*, x=object()): return x", "lambda: 0", "text/plain",
    "image/png", "text", "temperature", "hot", "label", "forbidden", "colour", "2026-11-22",
    "yesterday", "3d", "01m82ccxfydphftfhkt6f0dg3x", "c", "id", "logs.db", "SELECT 1", '" OR',
    "c++", "a\"b", "NEAR(", "col:x", "^", "user@host",
)  # fmt: skip
"""What may stand where something else is expected."""

FILES = (
    "words.txt", "binary.bin", "picture.png", "paper.pdf", "folder", "missing", "missing/deeper",
    "folder/inside.txt", "schema.json", "broken.json", "broken.py", "functions.py", "by-path.yaml",
    "./by-path.yaml", "./folder", "words.txt/x", "empty", "sparse.db", "loop", "latin.txt",
    "./latin.txt", "/dev/null", "lines.jsonl",
)  # fmt: skip
"""Files of the current directory, and some that are not there."""

INPUTS: tuple[bytes, ...] = (
    b"",
    b"",
    b"",
    b"text",
    b"\n",
    b"\xff\xfe\x00",
    b"caf\xe9 \x80",
    "🎉".encode(),
    b"a\x00b",
    b"y\n",
    b"{",
    b"[1]\n",
)
INPUTS += (
    b"!multi\n",
    b"!fragment missing\nexit\n",
    b"fail\nhello\nexit\n",
    b"/nothing\n/model nothing\nexit\n",
    b"x" * 100_000,
)

JUNK = (
    b"", b"{", b"[]", b"[1, 2]", b"null", b"33", b'"text"', b"\xff\xfe\x00", b'{"a": 1}',
    b'{"echo": {"temperature": 3}}', b'{"echo": {"nonsense": "x"}}', b'{"echo": "x"}',
    b'{"short": null}', b'{"short": "short"}', b'{"a": "b", "b": "a"}', b"a: [", b"a: 1\n",
    b"- a\n", b"\x00" * 100, b"SQLite format 3\x00 and no more", b"[a]\nb = 1\n", b"x" * 5000,
    "🎉".encode(), b"prompt: 3\n", b"model: {}\n", b"tools: upper\n", b"options: []\n",
    b"prompt: $\n", b"prompt: ${\n", b"system: $undefined\n", b"functions: 3\n",
    b"functions: 'def ('\n", b"fragments: missing\n", b"schema_object: []\n", b"name: &a [*a]\n",
    b"!!python/object:os.system {}\n",
)  # fmt: skip
"""What may stand in a file of the user."""

DAMAGED = (
    "keys.json", "aliases.json", "model_options.json", "default_model.txt", "config.toml",
    "logs.db", "logs-off", "templates", "templates/greeting.yaml", "templates/new.yaml",
    "extra-openai-models.yaml", "endpoints.json", "tools.toml", "default_embedding_model.txt",
    "embeddings.db",
)  # fmt: skip
"""Files of the user that may be damaged."""

VARIABLES = {
    "LLM_MODEL": ("", "nothing", "plain", "half \udce9 way"),
    "LLM_TOOLS_DEBUG": ("", "junk", "1", "0"),
    "LLM_ATTACHMENT_LIMIT": ("", "junk", "-1", "0", "1e9"),
    "LLM_RETRIES": ("junk", "-1", "99999999999999"),
    "LLM_TIMEOUT": ("junk", "-1", "0", "nan"),
    "COLUMNS": ("20", "1", "0", "-5", "junk"),
    "NO_COLOR": ("1",),
    "TERM": ("dumb", "", "nothing"),
    "EDITOR": (
        "/missing/editor",
        "",
        "sh -c 'exit 3'",
        "sh editor.sh",
        "sh -c 'printf \"\\377\" > $0'",
    ),
    "LANG": ("C", "nothing"),
}
"""Variables of the environment, and what may be wrong with them."""


@dataclass
class Case:
    """One run with something wrong, or nothing.

    Attributes:
        arguments: what follows `llm`.
        stdin: what stands on standard input.
        env: variables.
        damage: contents of files of the user; `None` for a directory in the place of the file.

    """

    arguments: list[str]
    stdin: bytes = b""
    env: dict[str, str] = field(default_factory=dict)
    damage: dict[str, bytes | None] = field(default_factory=dict)


def cases(commands: dict[str, click.Command], seed: int) -> Iterator[Case]:
    """Cases without end; *commands* are those of `all_commands`."""
    chance = random.Random(seed)
    names = sorted(commands)
    # Most of what can be got wrong is in a prompt.
    weights = [
        12 if name == "prompt" else 5 if name in ("chat", "logs list") else 2 for name in names
    ]
    while True:
        (name,) = chance.choices(names, weights)
        yield _case(chance, name, commands[name])


def all_commands(group: click.Group, *path: str) -> dict[str, click.Command]:
    """The commands that do something, by the words that name them."""
    context = click.Context(group, help_option_names=["-h", "--help"])
    found: dict[str, click.Command] = {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        words = " ".join([*path, name])
        if command is None or words in LEFT_OUT:
            continue
        if isinstance(command, click.Group):
            found |= all_commands(command, *path, name)
        else:
            found[words] = command
    return found


def _case(chance: random.Random, name: str, command: click.Command) -> Case:
    arguments = name.split()
    if chance.random() < 0.05:
        arguments = arguments[:-1]
    parameters = [each for each in command.params if not isinstance(each, click.Argument)]
    chosen = chance.sample(parameters, min(len(parameters), chance.choice((0, 1, 1, 2, 2, 3, 6))))
    for parameter in chosen:
        arguments += _option(chance, parameter)
    for argument in command.params:
        if isinstance(argument, click.Argument):
            wanted = (
                chance.choice((0, 1, 1, 1, 2))
                if argument.nargs == -1
                else int(chance.random() < 0.85)
            )
            arguments += [_value(chance, argument) for _ in range(wanted)]
    if chance.random() < 0.06:
        arguments.insert(chance.randrange(len(arguments) + 1), chance.choice(WORDS))
    case = Case([_possible(word) for word in arguments], chance.choice(INPUTS))
    for variable in chance.sample(sorted(VARIABLES), chance.choice((0, 0, 0, 1, 2))):
        case.env[variable] = chance.choice(VARIABLES[variable])
    for path in chance.sample(DAMAGED, chance.choice((0, 0, 1, 1, 2))):
        case.damage[path] = chance.choice((*JUNK, None, None))
    return case


def _possible(word: str) -> str:
    """*word* as far as a shell can hand it over."""
    return word.replace("\x00", "")


def _option(chance: random.Random, option: click.Parameter) -> list[str]:
    spelling = chance.choice([*option.opts, *option.secondary_opts])
    if getattr(option, "is_flag", False) or getattr(option, "count", False):
        return [spelling]
    return [spelling, *(_value(chance, option) for _ in range(max(option.nargs, 1)))]


def _value(chance: random.Random, parameter: click.Parameter) -> str:
    kind: Any = parameter.type
    if isinstance(kind, click.Choice) and chance.random() < 0.6:
        return str(chance.choice(list(kind.choices)))
    if (
        isinstance(kind, (click.types.IntParamType, click.types.FloatParamType))
        and chance.random() < 0.6
    ):
        return str(chance.choice((0, 1, 2, 3, -1, 10)))
    return chance.choice(FILES if chance.random() < 0.3 else WORDS)
