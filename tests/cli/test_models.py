"""`llm models`."""

import json

PLUGIN = """
from typing import Annotated, Literal, Optional
from pydantic import Field
import llm

class Tool(llm.ServerSideTool):
    name = "look"

class Many(llm.Model):
    can_stream = True
    supports_schema = True
    supports_tools = True
    attachment_types = {"image/png", "audio/wav"}
    needs_key = "many"
    key_env_var = "MANY_KEY"
    supported_server_side_tools = (Tool,)
    class Options(llm.Options):
        temperature: Optional[float] = Field(default=None, description="How bold " * 12)
        level: Literal["low", "high"] = "low"
        stops: Optional[list[str]] = None
        flag: bool = False
        extra: str | dict | None = None
        nested: Annotated[str | list[str], Field(min_length=1)] | None = None
    def __init__(self, model_id):
        self.model_id = model_id
    def execute(self, prompt, stream, response, conversation):
        yield "x"

class AsyncMany(llm.AsyncModel):
    model_id = "many-1"
    async def execute(self, prompt, stream, response, conversation):
        yield "x"

@llm.hookimpl
def register_models(register):
    register(Many("many-1"), AsyncMany(), aliases=("m1", "one"))
    register(Many("many-2"))
"""
OPTIONS = """\
  Options:
    temperature: float
      How bold How bold How bold How bold How bold How bold How bold How
      bold How bold How bold How bold How bold
    level: str
    stops: array
    flag: boolean
    extra: str, dict
    nested: str, array
"""
REST = """\
  Attachment types:
    audio/wav, image/png
  Features:
  - streaming
  - schemas
  - tools
  - async
  Keys:
    key: many
    env_var: MANY_KEY
"""


def test_list(install, llm):
    """A line has class, id and aliases; the last line names the default."""
    install("many", PLUGIN)
    lines = llm("models").stdout.splitlines()
    assert "Many: many-1 (aliases: m1, one)" in lines
    assert "Many: many-2" in lines
    assert lines[-1].startswith("Default: ")
    assert llm("models", "list").stdout.splitlines() == lines


def test_filters(install, llm):
    """Models are chosen by flavour, abilities, terms that all match, and names."""
    install("many", PLUGIN)
    one, two = "Many: many-1 (aliases: m1, one)", "Many: many-2"
    assert llm("models", "-q", "MANY", "-q", "2").stdout.splitlines() == [two]
    assert llm("models", "-m", "one", "-m", "many-2").stdout.splitlines() == [one, two]
    assert "AsyncMany (async): many-1 (aliases: m1, one)" in llm("models", "--async").stdout
    assert llm("models", "--async", "--schemas", "-q", "many").stdout == ""
    assert llm("models", "--tools", "-q", "many").stdout.splitlines() == [one, two]


def test_options(install, llm):
    """`--options` explains what a model takes, in full for the first of its class."""
    install("many", PLUGIN)
    assert llm("models", "--options", "-m", "m1").stdout == (
        f"Many: many-1 (aliases: m1, one)\n{OPTIONS}{REST}"
    )
    second = llm("models", "--options", "-q", "many").stdout.partition("Many: many-2\n")[2]
    brief = "".join(line for line in OPTIONS.splitlines(True) if not line.startswith(" " * 6))
    assert second == f"{brief}{REST}".replace("  - async\n", "")


def test_json(install, llm):
    """`--json` has one record for each model; with `--options` their schema too."""
    install("many", PLUGIN)
    (record,) = json.loads(llm("models", "--json", "-m", "one").stdout)
    assert record == {
        "model_id": "many-1",
        "aliases": ["m1", "one"],
        "can_stream": True,
        "supports_schema": True,
        "supports_tools": True,
        "supports_conversation": True,
        "supports_async": True,
        "attachment_types": ["audio/wav", "image/png"],
        "server_side_tools": [{"name": "Tool", "plugin": None}],
    }
    (record,) = json.loads(llm("models", "--json", "-m", "one", "--options").stdout)
    assert record["options"]["flag"] == {"default": False, "title": "Flag", "type": "boolean"}


def test_default(scripted, user_path):
    """`default` shows the default model, and stores the id of the one that is named."""
    assert scripted("models", "default", "ech").returncode == 0
    assert (user_path / "default_model.txt").read_text() == "echo"
    assert scripted("models", "default").stdout == "echo\n"
    assert scripted("models").stdout.splitlines()[-1] == "Default: echo"


def test_empty_default(scripted, user_path):
    """An empty name, as from a variable that is not set, chooses nothing."""
    assert scripted("models", "default", "").stdout == scripted("models", "default").stdout != ""
    assert not (user_path / "default_model.txt").exists()


def test_unknown_default(scripted, user_path):
    """A model that nobody offers does not become the default; a near one is suggested."""
    result = scripted("models", "default", "ecko")
    assert result.returncode == 1
    assert result.stderr.startswith("Error: Unknown model: ecko")
    assert "echo" in result.stderr
    assert not (user_path / "default_model.txt").exists()
