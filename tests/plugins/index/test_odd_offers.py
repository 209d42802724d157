"""A plugin that offers what is of another type than it should be loses that, and nothing else."""

import json

import pytest

MODELS = """
import enum, llm

class Kind(enum.Enum):
    ONE = "one"

class Echo(llm.Model):
    model_id = "echo"
    {attributes}

    def execute(self, prompt, stream, response, conversation):
        yield "hello"

@llm.hookimpl
def register_models(register):
    register(Echo(), aliases={aliases})
"""
LOADERS = """
@llm.hookimpl
def register_template_loaders(register):
    class Loader:
        __doc__ = property(lambda self: 1 / 0)
        def __call__(self, prefix): return None
    register(Kind.ONE, Loader())
    register("two", Loader())

@llm.hookimpl
def register_tools(register):
    def five(): "Say 5."
    register(five, name=5)
"""
COMMANDS = """
import click, llm

class Odd:
    name, hidden, params = "odd", None, []
    def get_short_help_str(self, limit): raise RuntimeError("no help")

@llm.hookimpl
def register_commands(cli):
    cli.command(hidden=None, name="plain")(lambda: None)
    cli.commands["odd"] = Odd()
    cli.commands[7] = Odd()
"""


@pytest.fixture
def plain(indexed):
    """A plugin that everybody else's mistakes must leave alone."""
    indexed.install("llm-plain", MODELS.format(attributes="", aliases=()).replace("echo", "plain"))
    return indexed


def loaded(indexed, name, hook="register_models"):
    """The entry of a plugin that is loaded like the others."""
    entries = indexed.entries(hook)
    assert [(each["state"], each["errors"]) for each in entries.values()] == [("loaded", [])] * 2
    assert entries["llm_plain"]["models"][0][0] == "plain"
    return entries[name]


@pytest.mark.parametrize(
    ("aliases", "kept"),
    [("(None,)", []), ("(4, 'four')", ["four"]), ("(Kind.ONE, 'one')", ["one"])],
)
def test_aliases(plain, aliases, kept):
    """Of the aliases of a model those that are texts count."""
    plain.install("llm-odd", MODELS.format(attributes="", aliases=aliases))
    entry = loaded(plain, "llm_odd")
    assert (entry["models"][0][2], entry["dynamic"]) == (kept, [])


def test_attributes_of_a_model(plain):
    """A model whose key and variable are no texts has none of them."""
    attributes = "needs_key, key_env_var = False, 5"
    plain.install("llm-odd", MODELS.format(attributes=attributes, aliases=()))
    assert loaded(plain, "llm_odd")["models"] == [["echo", "Echo: echo", [], None, None, None, []]]


def test_names_and_descriptions(plain):
    """Prefixes that are no texts are left out, and so are descriptions that cannot be had."""
    plain.install("llm-odd", MODELS.format(attributes="", aliases=()) + LOADERS)
    entry = loaded(plain, "llm_odd")
    assert (entry["template_loaders"], entry["tools"]) == (["two"], ["5"])
    assert (entry["descriptions"], entry["dynamic"]) == ({"tools:5": "Say 5."}, [])


def test_commands(plain):
    """A command may be hidden or not by any value, and have no line of help."""
    plain.install("llm-odd", COMMANDS)
    entry = loaded(plain, "llm_odd", "register_commands")
    assert entry["commands"] == [["plain", "", False], ["odd", "", False]]
    assert entry["dynamic"] == []


def test_what_cannot_be_described(plain):
    """A plugin that cannot be described in one hook is asked there each time."""
    attributes = "needs_key = property(lambda self: 1 / 0)"
    plain.install("llm-odd", MODELS.format(attributes=attributes, aliases=()))
    entry = loaded(plain, "llm_odd")
    assert (entry["models"], entry["dynamic"]) == ([], ["register_models"])
    done = plain.run("import llm; print(llm.get_model('echo').model_id)")
    assert (done.stdout, done.stderr) == ("echo\n", "")


def test_report_that_is_not_understood(plain):
    """Where a plugin breaks what is said of it, it is loaded and asked, as without an index."""
    source = """
from llm.plugins.index.describing import Description
old = Description.entry
def entry(self):
    found = old(self)
    return found._replace(version=5) if self.top == __name__ else found
Description.entry = entry
"""
    plain.install("llm-odd", MODELS.format(attributes="", aliases=()) + source)
    entries = plain.entries()
    assert {each["state"] for each in entries.values()} == {"loaded"}
    assert "register_models" in entries["llm_odd"]["dynamic"]
    assert json.loads(plain.file.read_text())["entries"]["llm_plain"]["models"][0][0] == "plain"
    done = plain.run("import llm; print([llm.get_model(n).model_id for n in ('echo', 'plain')])")
    assert (done.stdout, done.stderr) == ("['echo', 'plain']\n", "")
