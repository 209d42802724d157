"""Plugins of commands."""

from __future__ import annotations

import json
import shutil

from tests.e2e.real_plugins.ground import CannotBeUsedError, Ground
from tests.e2e.real_plugins.scripted_uses import ollama_server
from tests.e2e.real_plugins.uses import use
from tests.terminal import ENTER, Terminal

UV = """#!{python}
import json, pathlib, sys
pathlib.Path({kept!r}).open("a").write(json.dumps(sys.argv[1:]) + "\\n")
"""


@use("llm-cmd", "on a terminal: the command that llm-echo gives is shown, changed and run")
def cmd(ground: Ground) -> None:
    asked = json.dumps({"raw": "echo some"})
    command = [ground.installed.llm, "cmd", "-m", "echo", asked]
    with Terminal(command, env=ground.environment, cwd=ground.directory) as terminal:
        terminal.wait_for("> echo some")
        terminal.type("thing" + ENTER)
        terminal.wait_for(lambda screen: "\nsomething" in screen.text())
        assert terminal.end() == 0


@use("llm-jq", "the program that a model gives is shown, and run on what is piped in")
def jq(ground: Ground) -> None:
    ground.llm("models", "default", "echo")
    program = json.dumps({"raw": ".[0].name"})
    shown = ground.llm("jq", program, "-o").stdout
    assert shown == ".[0].name\n"
    if shutil.which("jq") is None:
        raise CannotBeUsedError("the program jq is not installed")
    # Nothing of what is piped in is shown to the model, which would echo it.
    piped = ground.llm("jq", program, "-l", "0", stdin='[{"name": "Rex"}]')
    assert piped.stdout == '"Rex"\n'
    assert ".[0].name" in piped.stderr


@use("llm-cluster", "groups a collection, with a title for each group by llm-echo")
def cluster(ground: Ground) -> None:
    ground.plays("", ollama_server)
    texts = {"a": "a cat", "b": "a dog", "c": "the cat", "d": "the dog"}
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items())
    options = ("-m", "all-minilm", "--store", "--format", "nl")
    ground.llm("embed-multi", "animals", "-", *options, stdin=lines)
    groups = ground.llm("cluster", "animals", "2").json
    found = sorted(sorted(item["id"] for item in group["items"]) for group in groups)
    assert found == [["a", "c"], ["b", "d"]]
    titled = ground.llm("cluster", "animals", "2", "--summary", "-m", "echo").json
    assert all("Short, concise title" in group["summary"] for group in titled)
    assert all(("cat" in each["summary"]) != ("dog" in each["summary"]) for each in titled)


@use("llm-uv-tool", "`llm install` and `llm uninstall` are its own; a recorder takes uv's place")
def uv_tool(ground: Ground) -> None:
    kept = ground.directory / "kept"
    programs = ground.directory / "programs"
    programs.mkdir()
    uv = programs / "uv"
    uv.write_text(UV.format(python=ground.installed.python, kept=str(kept)))
    uv.chmod(0o755)
    ground.environment["PATH"] = f"{programs}:{ground.environment['PATH']}"
    ground.llm("install", "llm-hacker-news")
    ground.llm("uninstall", "llm-hacker-news", "-y")
    first, second = [json.loads(line) for line in kept.read_text().splitlines()]
    this = f"llm=={ground.installed.versions['llm']}"
    for ran in (first, second):
        assert ran[:4] == ["tool", "install", "--force", this]
        assert {"llm-echo", "llm-uv-tool"} < set(ran)
    assert "llm-hacker-news" in first
    assert "llm-hacker-news" not in second
    assert json.loads((ground.user_path / "uv-tool-packages.json").read_text())
