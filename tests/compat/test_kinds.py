"""Kinds of models that there are fewer of, and what is handed to `execute`."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from tests.compat.conftest import Host

KEYS = {"OLD_API_KEY": "old", "NEW_API_KEY": "new"}
WORLDS: list[tuple[str, ...]] = [(), ("--async",)]


@pytest.mark.parametrize("world", WORLDS)
def test_the_old_generation_goes_on(host: Host, world: tuple[str, ...]) -> None:
    """After `-c` and `--cid` the turns are in `conversation.responses`, in both worlds.

    On release 0.36 they were not there, and such models forgot what had been said.
    """
    host.install("compat_kinds")
    first = host.llm("a", "-m", "kinds/sync", *world)
    assert json.loads(first.stdout) == [False, ["a"]]
    answer = first.stdout.strip()
    second = host.llm("b", "-c", *world)
    assert json.loads(second.stdout)[1] == ["a", answer, None, "b"]
    (call, *_) = json.loads(host.llm("logs", "--json").stdout)
    third = host.llm("c", "--cid", call["conversation_id"], *world)
    assert json.loads(third.stdout)[1][-4:] == ["b", second.stdout.strip(), None, "c"]


def test_the_old_generation_keeps_what_it_hung_on_responses(host: Host) -> None:
    """In one process an attribute of its own is on the response of the turn before."""
    host.install("compat_kinds")
    sync, awaited = host.ask(
        """
        import asyncio
        picture = llm.Attachment(type="image/png", content=b"x")
        def talk(conversation):
            yield conversation.prompt("a", attachments=[picture])
            yield conversation.prompt("b")
        (_, second) = [each.text() for each in talk(llm.get_model("kinds/sync").conversation())]
        async def run():
            turns = talk(llm.get_async_model("kinds/sync").conversation())
            return [await each.text() for each in turns]
        print(json.dumps([second, asyncio.run(run())[1]]))
        """
    )
    for text in (sync, awaited):
        said = json.loads(text)[1]
        assert (said[0], said[1], said[3], said[4]) == ("a", "image/png", "box-0", "b")


def test_whether_there_is_a_conversation(host: Host) -> None:
    """A prompt that stands alone has none; models that refuse any answer it on the command line.

    Release 0.36 gave them an empty one there.
    """
    host.install("compat_kinds")
    made = host.ask(
        """
        response = llm.get_model("kinds/sync").prompt("a")
        response.text()
        print(json.dumps(response._container))
        """
    )
    assert made == "box-none"
    assert host.llm("a", "-m", "kinds/container").stdout == "box-none\n"
    assert host.llm("b", "-m", "kinds/alone").stdout == "alone\n"
    refused = host.llm("c", "-c")
    assert (refused.returncode, refused.stderr) == (1, "Error: Conversations are not supported\n")


@pytest.mark.parametrize("more", ["once", "twice"])
def test_tools_that_the_provider_runs(host: Host, more: str) -> None:
    """Every shape of event becomes a part in its place, and goes back as it came."""
    host.install("compat_kinds")
    sent, calls = host.ask(
        f"""
        conversation = llm.get_model("kinds/serving").conversation()
        first = conversation.prompt("{more}")
        first.text()
        second = conversation.prompt("b")
        second.text()
        print(json.dumps([second.response_json["sent"], len(first.tool_calls())]))
        """,
        **KEYS,
    )
    meta = {"kinds": {"id": "x"}}
    parts = [
        ["reasoning", "Hm", False, meta],
        ["call", "search", {"q": "a"}, "s1", True, meta],
        ["result", "search", "found", "s1", True, meta],
        ["text", "Here it is", meta],
    ]
    again = [
        ["call", "search", {}, "s2", True, None],
        ["result", "search", "", "s2", True, None],
        ["text", ", again", None],
    ]
    answered = [["assistant", None, parts]]
    answered += [["assistant", None, again]] if more == "twice" else []
    asked = [[role, None, [["text", text, None]]] for role, text in (("user", more), ("user", "b"))]
    assert sent == [asked[0], *answered, asked[1]]
    assert calls == 0


def test_tools_of_the_provider_are_kept(host: Host) -> None:
    """What the provider ran is in the history: the next process sends it again."""
    host.install("compat_kinds")
    assert host.llm("once", "-m", "kinds/serving", "-R", **KEYS).stdout == "Here it is\n"
    program = """
        from llm.cli import load_conversation
        conversation = load_conversation(None)
        response = conversation.prompt("b")
        response.text()
        print(json.dumps(response.response_json["sent"]))
        """
    sent = host.ask(program, **KEYS)
    kinds = [part[0] for part in sent[1][2]]
    assert kinds == ["reasoning", "call", "result", "text"]
    assert sent[1][2][1][-1] == {"kinds": {"id": "x"}}


def test_an_error_of_ones_own(host: Host) -> None:
    """A subclass of `llm.ModelError` comes through as it is, and is one line for a user."""
    host.install("compat_kinds")
    told = host.ask(
        """
        from compat_kinds import RefusedError
        try:
            llm.get_model("kinds/refusing").prompt("a").text()
        except RefusedError as error:
            print(json.dumps([str(error), error.category]))
        """
    )
    assert told == ["It was refused", "rules"]
    done = host.llm("a", "-m", "kinds/refusing")
    assert done.returncode == 1
    assert done.stderr == "Error: It was refused\n"


def test_a_prompt_that_is_rewritten(host: Host, user_path: Path) -> None:
    """`prompt.prompt = …` in `execute` is what is sent; release 0.36 refused it."""
    host.install("compat_kinds")
    done = host.llm("hi", "-m", "kinds/rewriting")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Human: hi\n", "")
    (logged,) = json.loads(host.llm("logs", "--json").stdout)
    assert logged["response"] == "Human: hi"
    import sqlite3

    with closing(sqlite3.connect(user_path / "logs.db")) as connection:
        roles = connection.execute("SELECT role FROM messages").fetchall()
        found = connection.execute(
            "SELECT response FROM turn_search WHERE response LIKE '%human%'"
        ).fetchall()
    assert sorted(roles) == [("assistant",), ("user",)]
    assert found == [("Human: hi",)]


def test_vectors_with_a_key_of_ones_own(host: Host) -> None:
    """`get_key` of the subclass is asked; the key goes to `embed_batch` where it takes one."""
    host.install("compat_kinds")
    program = """
        model = llm.get_embedding_model("kv")
        print(json.dumps([str(model), model.embed("abc"), model.embed(b"ab", key="four"),
                          list(model.embed_multi(["a", "bb"]))]))
        """
    assert host.ask(program) == [
        "Kinds: kinds/vectors", [3.0, 0.0], [2.0, 4.0], [[1.0, 0.0], [2.0, 0.0]]
    ]  # fmt: skip
    assert host.ask(program, KINDS_KEY="sixsix")[1] == [3.0, 6.0]
    listed = host.llm("embed", "-m", "kv", "-c", "abc").stdout
    assert json.loads(listed) == [3.0, 0.0]
