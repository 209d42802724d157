"""What a plugin changes besides offering something is in the index, by the stage it does it at."""

import pytest

HOOK = """
import click, llm
@llm.hookimpl
def register_commands(cli):
    {}
"""
PATCH = """
import functools, llm
old = llm.get_models_with_aliases

@functools.wraps(old)
def patched():
    return old()

{}
"""


def commands(indexed, sources):
    """The entries of plugins that do this to the commands, by their names."""
    for name, source in sources.items():
        indexed.install(f"llm-{name}", HOOK.format(source))
    entries = indexed.entries("register_commands")
    assert [each["errors"] for each in entries.values()] == [[]] * len(sources)
    return {name.removeprefix("llm_"): each for name, each in entries.items()}


def test_commands_added(indexed):
    """Added commands are known with the line and the state that the help shows."""
    found = commands(
        indexed,
        {
            "add": "cli.command(name='greet', help='Say hello. And more.')(lambda: None)\n"
            "    cli.add_command(click.Command('secret', hidden=True, help='Nothing'))\n"
            "    group = click.Group('many', help='Many')\n"
            "    group.command(name='one')(lambda: None)\n    cli.add_command(group)",
        },
    )
    assert found["add"]["commands"] == [
        ["greet", "Say hello.", False],
        ["secret", "Nothing", True],
        ["many", "Many", False],
    ]
    assert (found["add"]["touched_commands"], found["add"]["touched_library"]) == ([], [])


TOUCHING = {
    "replace": ("cli.command(name='keys')(lambda: None)", ["keys"]),
    "remove": ("cli.commands.pop('logs')", ["logs"]),
    "again": ("old = cli.commands.pop('chat'); cli.add_command(old, 'chat')", []),
    "wrap": ("old = cli.commands['prompt']; old.callback = lambda *a, **k: None", ["prompt"]),
    "params": ("cli.commands['models'].params.append(click.Option(['--more']))", ["models"]),
    "below": (
        "cli.commands['aliases'].commands['set'].callback = lambda *a, **k: None",
        ["aliases"],
    ),
    "new-below": ("cli.commands['templates'].command(name='new')(lambda: None)", ["templates"]),
    "look": ("[list(c.params) for c in cli.commands.values()]", []),
    "look-below": ("cli.commands['logs'].commands['export']", []),
    "both": ("cli.command(name='one')(lambda: None)", []),
    "both-2": ("cli.command(name='one')(lambda: None)", ["one"]),
}


def test_commands_touched(indexed):
    """What a plugin replaces, removes or changes is known; what it only looks at is not touched."""
    found = commands(indexed, {name: source for name, (source, _) in TOUCHING.items()})
    touched = {name.replace("_", "-"): each["touched_commands"] for name, each in found.items()}
    assert touched == {name: wanted for name, (_, wanted) in TOUCHING.items()}
    assert all(each["touched_library"] == [] for each in found.values())


def test_commands_touched_as_it_is_imported(indexed):
    """A command that is changed by the import of a plugin is touched, however it was found."""
    indexed.install(
        "llm-early", "from llm.cli import cli\ncli.commands['keys'].callback = lambda: None\n"
    )
    indexed.install(
        "llm-inner",
        "import llm.cli.commands.schemas as module\nmodule.command.callback = lambda: None\n",
    )
    entries = indexed.entries("register_commands")
    assert entries["llm_early"]["touched_commands"] == ["keys"]
    assert entries["llm_inner"]["touched_commands"] == ["schemas"]


def test_a_failing_one_takes_its_commands_back(indexed):
    """Commands of a plugin that fails as it registers them are not there, as without the index."""
    source = HOOK.format("cli.command(name='half')(lambda: None); raise ValueError('no')")
    indexed.install("llm-bad", source)
    entry = indexed.entry("llm_bad", "register_commands")
    assert entry["commands"] == []
    assert entry["errors"] == ["register_commands: ValueError: no"]


def test_the_group_itself(indexed):
    """A plugin that changes the group behind `llm` is one that has to be loaded for any command."""
    found = commands(indexed, {"group": "cli.params.append(click.Option(['--everywhere']))"})
    assert found["group"]["touched_library"] == ["register_commands"]


USES = """
import llm, llm.cli, llm.utils

class M(llm.Model):
    model_id = "m"

    class Options(llm.Options):
        n: int = 1

    def execute(self, prompt, stream, response, conversation):
        yield ""

llm.get_plugins(), M().prompt("x", n=2).text(), llm.user_dir()
llm.Tool.function(len), llm.cli.get_default_model(), llm.Template(name="x")

import email.mime.text, json, logging, os, xml.dom.minidom
logging.getLogger(__name__).debug("%s", os.environ.get("HOME"))

@llm.hookimpl
def register_tools(register): pass
"""
LIBRARY = {
    "function": (PATCH.format("llm.get_models_with_aliases = patched"), ["import"]),
    "inner": (
        PATCH.format("import llm.models.registry as r; r.get_models_with_aliases = patched"),
        ["import"],
    ),
    "method": (PATCH.format("llm.Model.chain = lambda self: None"), ["import"]),
    "new-name": (PATCH.format("llm.get_aliases_with_options = patched"), ["import"]),
    "partial": (PATCH.format("llm.get_models = functools.partial(patched)"), ["import"]),
    "constant": ("import llm; llm.DEFAULT_MODEL = 'mine'", ["import"]),
    "late": (
        "import llm\n@llm.hookimpl\ndef register_tools(register):\n    llm.get_key = lambda: 1\n",
        ["register_tools"],
    ),
    "unloaded": (
        "import llm.store.exchange.jsonl as j\nj.json = None\nclass A: pass\nj.A = A\n",
        ["import"],
    ),
    "registers": ("import llm\nclass A: pass\nllm.pm.register(A(), name='extra')", ["import"]),
    "variable": ("import os\nos.environ['A_NEW_ONE'] = 'set'\n", ["import"]),
    "around": ("import click\nold = click.echo\nclick.echo = lambda *a: old(*a)\n", ["import"]),
    "unverified": (
        "import ssl\nssl._create_default_https_context = ssl._create_unverified_context\n",
        ["import"],
    ),
    "class": (
        "import logging\nlogging.Logger = type('Mine', (logging.Logger,), {})\n",
        ["import"],
    ),
    "module": (
        "import sys, types\nsys.modules['http.client'] = types.ModuleType('a')\n",
        ["import"],
    ),
    "nothing": ("", ["import"]),
    "uses": (USES, []),
}


def test_library_touched(indexed):
    """A plugin that patches the library is known by when it does so; one that uses it is not."""
    for name, (source, _) in LIBRARY.items():
        indexed.install(f"llm-{name}", source)
    entries = indexed.entries("register_tools")
    assert [each["errors"] for each in entries.values()] == [[]] * len(LIBRARY)
    found = {name.removeprefix("llm_"): each["touched_library"] for name, each in entries.items()}
    assert found == {name.replace("-", "_"): wanted for name, (_, wanted) in LIBRARY.items()}


def test_variables_that_libraries_set(indexed):
    """Importing one that sets variables for itself changes nothing; to have them set does."""
    (indexed.site.path / "settling.py").write_text(
        "import os\nos.environ.setdefault('SETTLED', '1')\n"
        "def settle():\n    os.environ['SETTLED'] = 'anew'\n    os.environ.pop('REMOVED')\n"
    )
    offers = "import llm, settling\n@llm.hookimpl\ndef register_tools(register): pass\n"
    indexed.install("llm-a-user", offers)
    indexed.install("llm-b-caller", f"{offers}settling.settle()")
    entries = indexed.entries("register_tools", REMOVED="once")
    assert entries["llm_a_user"]["touched_library"] == []
    assert entries["llm_b_caller"]["touched_library"] == ["import"]


@pytest.mark.parametrize("aliases", [True, False])
def test_one_that_changes_models(indexed, aliases):
    """A plugin that is handed the models of others is known by that."""
    parameters = "register, model_aliases" if aliases else "register"
    source = "import llm\n@llm.hookimpl(trylast=True)\ndef register_models({}): pass\n"
    indexed.install("llm-changes", source.format(parameters))
    entry = indexed.entry("llm_changes")
    assert (entry["changes_models"], entry["placed"]) == (aliases, ["register_models"])
