"""§1.1 to §1.12: every command, argument and option of 0.36 is there, spelled as it was."""

from __future__ import annotations

from typing import Any

import click
import pytest

COMMANDS = {
    "prompt": """[prompt] -s/--system= -m/--model= -d/--database= -q/--query=* -a/--attachment=*
        --at/--attachment-type==* -T/--tool=* --functions=* --td/--tools-debug --ta/--tools-approve
        --cl/--chain-limit= -o/--option==* --options --schema= --schema-multi= -f/--fragment=*
        --sf/--system-fragment=* -t/--template=* -p/--param==* --no-stream -n/--no-log --log
        -R/--hide-reasoning -c/--continue --cid/--conversation= --key= --save= --async -u/--usage
        -x/--extract --xl/--extract-last --json""",
    "chat": """-s/--system= -m/--model= -c/--continue --cid/--conversation= -f/--fragment=*
        --sf/--system-fragment=* -t/--template= -p/--param==* -o/--option==* -d/--database=
        --no-stream -R/--hide-reasoning --key= -T/--tool=* --functions=* --td/--tools-debug
        --ta/--tools-approve --cl/--chain-limit=""",
    "keys list": "",
    "keys path": "",
    "keys get": "name",
    "keys set": "name --value=",
    "logs path": "",
    "logs on": "",
    "logs off": "",
    "logs backup": "path",
    "logs status": "",
    "logs list": """-n/--count= -d/--database= -p/--path= -m/--model= -q/--query= -l/--latest
        -f/--fragment=* -T/--tool=* --tools --schema= --schema-multi= --data --data-array
        --data-key= --data-ids -t/--truncate -s/--short -u/--usage -r/--response -x/--extract
        --xl/--extract-last -c/--current --cid/--conversation= --id-gt= --id-gte= --json
        -e/--expand""",
    "models list": "--options --async --schemas --tools --json -q/--query=* -m/--model=*",
    "models default": "[model]",
    "models options list": "",
    "models options show": "model",
    "models options set": "model key value",
    "models options clear": "model [key]",
    "templates list": "",
    "templates show": "name",
    "templates edit": "name",
    "templates path": "",
    "templates loaders": "",
    "schemas list": "-d/--database= -q/--query=* --full --json --nl",
    "schemas show": "id -d/--database=",
    "schemas dsl": "input --multi",
    "aliases list": "--json",
    "aliases set": "alias [model] -q/--query=*",
    "aliases remove": "alias",
    "aliases path": "",
    "plugins list": "--all --hook=*",
    "install": "[packages]* -U/--upgrade -e/--editable=* --force-reinstall --no-cache-dir --pre",
    "uninstall": "packages* -y/--yes",
    "tools list": "[specs]* --json -m/--model= --functions=*",
    "fragments list": "-q/--query=* --aliases --json",
    "fragments set": "alias fragment",
    "fragments show": "fragment",
    "fragments remove": "alias",
    "fragments loaders": "",
    "embed": """[collection] [id] -i/--input= -m/--model= --key= --store -d/--database=
        -c/--content= --binary --metadata= -f/--format=""",
    "embed-multi": """collection [input] --format= --files==* --encoding=* --binary --sql=
        --attach==* --batch-size= --prefix= -m/--model= --key= --prepend= --store -d/--database=""",
    "similar": """collection [id] -i/--input= -c/--content= --binary -n/--number= -p/--plain
        -d/--database= --prefix=""",
    "embed-models list": "-q/--query=*",
    "embed-models default": "[model] --remove-default",
    "collections path": "",
    "collections list": "-d/--database= --json",
    "collections delete": "collection -d/--database=",
    "openai models": "--json --key=",
    "openai endpoint": """url [prompt] -m/--model= -s/--system= -t/--template= -p/--param==*
        -o/--option==* --schema= --schema-multi= -a/--attachment=* --at/--attachment-type==*
        -T/--tool=* --functions=* --td/--tools-debug --ta/--tools-approve --cl/--chain-limit=
        --key= -H/--header==* --responses --chat --models --no-stream -R/--hide-reasoning""",
}
"""Each `=` is a value, `*` is repeatable, and `[x]` may be left out."""

REPEATED_NOW = {("chat", "--template"), ("openai endpoint", "--template")}
"""What took one value in 0.36 and takes several here."""


@pytest.mark.parametrize("words", COMMANDS)
def test_arguments_and_options(words: str) -> None:
    """§1.1-§1.12: the command takes these arguments, and these options under both names."""
    command = found(words)
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    spelled = COMMANDS[words].split()
    wanted = [each for each in spelled if not each.startswith("-")]
    assert [(each.required, each.nargs == -1) for each in arguments] == [
        (not each.startswith("["), each.endswith("*")) for each in wanted
    ]
    options = {name: each for each in command.params for name in each.opts}
    for each in spelled[len(wanted) :]:
        names, values, repeated = each.rstrip("=*").split("/"), each.count("="), each[-1] == "*"
        option: Any = options[names[0]]
        assert {*names} <= {*option.opts}, each
        assert (0 if option.is_flag else option.nargs) == values, each
        may_repeat = (words, names[-1]) in REPEATED_NOW
        assert option.multiple == repeated or may_repeat, each


@pytest.mark.parametrize("help_option", ["-h", "--help"])
@pytest.mark.parametrize(
    "words", sorted({"", *(each.rpartition(" ")[0] for each in COMMANDS), *COMMANDS})
)
def test_help(inside: Any, words: str, help_option: str) -> None:
    """§1.0 Help: `-h` and `--help` on every command."""
    done = inside(*words.split(), help_option)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[2 : 2 + len(words.split())] == words.split()


@pytest.mark.parametrize(
    ("group", "default"),
    [
        ("", "prompt"),
        *(
            (group, "list")
            for group in (
                *("keys", "logs", "models", "models options", "templates", "schemas", "tools"),
                *("aliases", "fragments", "embed-models", "collections"),
            )
        ),
        ("openai", None),
    ],
)
def test_default_commands(group: str, default: str | None) -> None:
    """§1.0 Default command: `prompt`, in groups `list`, and none in `openai`."""
    assert getattr(found(group), "default", None) == default


def found(words: str) -> click.Command:
    """The command that these words name."""
    from llm.cli import cli

    command: click.Command = cli
    for word in words.split():
        assert isinstance(command, click.Group)
        inner = command.get_command(
            click.Context(command, help_option_names=["-h", "--help"]), word
        )
        assert inner is not None, words
        command = inner
    return command
