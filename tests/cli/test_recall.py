"""`llm recall`, and the tool of that name."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import llm as package
from llm.errors import ModelError
from llm.store.opening import open_store
from llm.store.vectors import vectors_path
from tests.cli.openai_server import Says
from tests.embeddings.recall import meaning
from tests.embeddings.recall.meaning import Meaning
from tests.store.sqlite.said import say
from tests.terminal import Terminal

PLUGIN = (
    Path(meaning.__file__).read_text()
    + """

import os, time, llm


class Slow(Meaning):
    batch_size = 1
    done = 0

    def embed_batch(self, items, *, key=None):
        if self.done == int(os.environ.get("STOPS_AFTER", "-1")):
            time.sleep(60)
        self.done += 1
        return super().embed_batch(items, key=key)


@llm.hookimpl
def register_embedding_models(register):
    register(Slow(), aliases=("m",))
"""
)


@pytest.fixture
def history(user_directory):
    """Three calls in two conversations."""
    store = open_store(user_directory / "logs.db")
    say(
        store,
        "01aaaaaaaa",
        "what does a pelican eat",
        "mostly fish\nwhich it scoops up",
        conversation="01kkkkkkkk",
    )
    say(
        store,
        "01baaaaaaa",
        "my engine makes noises",
        "it may be the gearbox",
        conversation="01llllllll",
    )
    say(store, "01caaaaaaa", "tell me of the heron", "it stands still", conversation="01kkkkkkkk")
    yield store
    store.close()


@pytest.fixture
def model():
    """An embedding model that a plugin offers in this process."""

    class Offers:
        @package.hookimpl
        def register_embedding_models(self, register):
            register(offered, aliases=("m",))

    offered = Meaning()
    plugin = Offers()
    package.pm.register(plugin, "offers-meaning")
    yield offered
    package.pm.unregister(plugin)


@pytest.fixture
def chosen(model):
    """The same, as the default."""
    package.set_default_embedding_model("meaning")
    return model


@pytest.fixture
def no_model(monkeypatch):
    """No model is chosen, and the built-in one is not installed."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


def test_what_is_printed(inside, history, chosen, monkeypatch):
    """Where and when a text was said, and by whom, with the text in a line or two."""
    monkeypatch.setenv("COLUMNS", "60")
    result = inside("recall", "-n", "2", "noises", "car")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        "2026-11-22 12:00  01llllll  my engine makes noises\n"
        "  you: my engine makes noises\n"
        "\n"
        "2026-11-22 12:00  01llllll  my engine makes noises\n"
        "  m: it may be the gearbox\n"
    )


def test_the_words_are_marked(scripted, history, environment):
    """On a terminal, as those of `logs -q`."""
    command = [sys.executable, "-m", "llm", "recall", "--words-only", "pelican"]
    with Terminal(command, env=environment) as terminal:
        assert terminal.end() == 0
    assert "what does a \x1b[1;31mpelican\x1b[0m eat" in terminal.written


def test_json(inside, history, chosen):
    """A row for each text, with the whole of it."""
    rows = json.loads(inside("recall", "fish that a bird eats", "--json").stdout)
    (row,) = [row for row in rows if row["role"] == "assistant" and "fish" in row["text"]]
    assert row.pop("score") is not None
    assert row == {
        "id": "01aaaaaaaa",
        "conversation_id": "01kkkkkkkk",
        "conversation_name": "what does a pelican eat",
        "model": "m",
        "datetime_utc": "2026-11-22T12:00:00+00:00",
        "role": "assistant",
        "text": "mostly fish\nwhich it scoops up",
    }
    assert inside("recall", "--json", "--words-only", "walrus").stdout == "[]\n"


def test_of_each_conversation_one(inside, history, chosen):
    """With -c there are as many texts as conversations."""
    rows = json.loads(inside("recall", "-c", "--json", "bird").stdout)
    assert sorted(row["conversation_id"] for row in rows) == ["01kkkkkkkk", "01llllllll"]


@pytest.mark.parametrize("name", ["meaning", "m"])
def test_a_model_that_is_named(inside, history, model, name):
    """By its id or an alias; in the environment, too."""
    assert "01llllll" in inside("recall", "-m", name, "-n1", "vehicle").stdout
    assert (
        "01llllll" in inside("recall", "-n1", "vehicle", env={"LLM_EMBEDDING_MODEL": name}).stdout
    )
    assert model.asked.count("my engine makes noises") == 1


def test_words_only(inside, history, chosen):
    """Nothing is embedded, and nothing is said of it."""
    result = inside("recall", "--words-only", "gearbox")
    assert (result.returncode, result.stderr) == (0, "")
    assert "it may be the gearbox" in result.stdout
    assert chosen.asked == []
    assert not vectors_path(history.path).exists()


def test_without_a_model(inside, history, no_model):
    """What can be found by words is found, and one line says what to do for the rest."""
    result = inside("recall", "gearbox")
    assert (result.returncode, result.stderr.count("\n")) == (0, 1)
    assert "llm[local]" in result.stderr
    assert "it may be the gearbox" in result.stdout


def test_nothing_found(inside, history):
    """It is said, and is no failure."""
    result = inside("recall", "--words-only", "walrus")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "Nothing was found\n")


def test_refused_texts_are_counted(inside, history, chosen):
    """They are passed over, and found by their words all the same."""
    chosen.longest = 23
    result = inside("recall", "scoops")
    assert result.stderr == ("1 text cannot be found by meaning: the model did not take them\n")
    assert "scoops up" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((), 2, "Missing argument"),
        (("",), 2, "Say what to look for"),
        (("-n", "0", "x"), 2, "0 is not in the range"),
        (("-m", "nothing", "x"), 1, "Unknown model: nothing"),
        (("-d", "nothing.db", "x"), 2, "does not exist"),
    ],
)
def test_mistakes(inside, history, arguments, status, said):
    """One line says what is wrong."""
    result = inside("recall", *arguments)
    assert (result.returncode, said in result.stderr) == (status, True)
    assert result.stdout == ""


def test_no_history(inside, user_directory):
    """It is said that there is none."""
    result = inside("recall", "--words-only", "x")
    assert (result.returncode, "There is no history" in result.stderr) == (1, True)


def test_a_model_that_fails(inside, history, chosen):
    """The error is shown in one line."""
    chosen.failing = ModelError("no connection")
    result = inside("recall", "gearbox")
    assert (result.returncode, result.stderr) == (1, "Error: no connection\n")


def test_control_characters(inside, history):
    """Nothing of a text moves a terminal."""
    say(history, "01daaaaaaa", "a \x1b[2J walrus", "", conversation="01mmmmmmmm")
    result = inside("recall", "--words-only", "walrus")
    assert "\x1b" not in result.stdout
    assert "walrus" in result.stdout


def test_interrupted(install, environment, history, tmp_path):
    """Ctrl-C keeps what is embedded, says how far it is, and the next run goes on."""
    install("meaning_plugin", PLUGIN)
    command = [sys.executable, "-m", "llm", "recall", "-m", "meaning", "--json", "bird"]
    started = subprocess.Popen(
        command, env={**environment, "STOPS_AFTER": "3"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    until = time.monotonic() + 30
    path = vectors_path(history.path)
    while time.monotonic() < until and embedded(path) < 2:
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=30)
    before = embedded(path)
    assert (started.returncode, out) == (130, "")
    assert "of 6 texts are embedded; the next time goes on" in err
    assert 2 <= before < 6
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert len(json.loads(done.stdout)) == 6
    assert embedded(path) == 6


def embedded(path: Path) -> int:
    """How many vectors there are."""
    import sqlite3

    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM embeddings").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


# --- the tool


def tool(words, **more):
    """What the tool gives."""
    recall = package.get_tools()["llm_recall"]
    assert isinstance(recall, package.Tool)
    assert recall.implementation is not None
    return recall.implementation(words, **more)


def test_the_tool_by_meaning(history, chosen, inside):
    """A model is told dates, conversations, who said it and what, as JSON."""
    assert inside("recall", "car").returncode == 0
    told = tool("vehicle", number=2)
    assert {each["text"] for each in told["found"]} == {
        "my engine makes noises",
        "it may be the gearbox",
    }
    assert {each["said_by"] for each in told["found"]} == {"user", "assistant (m)"}
    assert told["found"][0]["conversation"] == "01llllllll"
    assert told["found"][0]["date"].startswith("2026-11-2")
    assert "note" not in told


def test_the_tool_without_a_model(history, no_model):
    """It finds words, and tells the model so."""
    told = tool("gearbox")
    assert [each["text"] for each in told["found"]] == ["it may be the gearbox"]
    assert "same words" in told["note"]


def test_the_tool_gives_no_history_to_models_on_its_own(history, chosen):
    """An embedding model is asked only where the user has begun with it."""
    told = tool("gearbox")
    assert "same words" in told["note"]
    assert chosen.asked == []


def test_the_tool_where_the_model_fails(history, chosen):
    """What can be found by words is found."""
    chosen.failing = ModelError("no connection")
    told = tool("gearbox")
    assert [each["text"] for each in told["found"]] == ["it may be the gearbox"]


def test_the_tool_without_a_history(user_directory):
    """The model is told that there is none."""
    told = tool("gearbox")
    assert told == {"found": [], "note": "Nothing has been said before: there is no history yet"}


@pytest.mark.parametrize("world", [(), ("--async",)])
def test_the_tool_leaves_out_the_conversation_at_hand(inside, server, history, world, no_model):
    """What the model has before it anyway is not what it looks for; it is told the rest."""
    calls = [("llm_recall", {"words": "gearbox or car", "number": 3})]
    server.says(Says("I will look", calls=calls), "it was the gearbox")
    result = inside(
        "a gearbox, or a car", "--base-url", server.url, "-m", "tiny", "-T", "llm_recall", *world
    )
    assert (result.returncode, result.stderr) == (0, "")
    told = json.loads(server.prompts()[1].body["messages"][-1]["content"])
    assert told["found"][0]["text"] == "it may be the gearbox"
    assert "a gearbox, or a car" not in [each["text"] for each in told["found"]]
    offered = server.prompts()[0].body["tools"][0]["function"]
    assert offered["parameters"]["required"] == ["words"]
