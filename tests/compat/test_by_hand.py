"""Prompts and responses that are made by hand, as plugins and their tests make them."""

from __future__ import annotations

from tests.compat.conftest import OURS, Host

KEYS = {"OLD_API_KEY": "old", "NEW_API_KEY": "new"}

# A turn whose answer is a call, and the turn that answers it, both written down by hand.
TURNS = """
import datetime
from llm.parts import StreamEvent, ToolCallPart, ToolResultPart

def tick() -> str:
    return "tock"

model = llm.get_model("n1")
tool = llm.Tool.function(tick, name="tick")
conversation = model.conversation()

def done(response):
    response._done = True
    response._start = response._end = 0.0
    response._start_utcnow = datetime.datetime.now(datetime.timezone.utc)

first = llm.Response(
    llm.Prompt("q1", model=model, tools=[tool], options=model.Options()),
    model, stream=False, conversation=conversation,
)
first.add_tool_call(llm.ToolCall(name="tick", arguments={}, tool_call_id="c1"))
done(first)
call = ToolCallPart(name="tick", arguments={}, tool_call_id="c1")
result = ToolResultPart(name="tick", output="tock", tool_call_id="c1")
messages = [
    llm.user("q1"), llm.Message(role="assistant", parts=[call]),
    llm.Message(role="tool", parts=[result]),
]
second = llm.Response(
    llm.Prompt(
        "", model=model, tools=[tool],
        tool_results=[llm.ToolResult(name="tick", output="tock", tool_call_id="c1")],
        messages=messages, options=model.Options(),
    ),
    model, stream=False, conversation=conversation,
)
second._chunks = ["final answer"]
second._stream_events = [StreamEvent(type="text", chunk="final answer")]
done(second)
"""


def test_turns_are_logged_and_gone_on_from(host: Host) -> None:
    """Forged turns are written to a new database, loaded from there, and sent before the next."""
    host.install("compat_new")
    sent = host.ask(
        TURNS
        + """
import sqlite_utils
from llm.cli import load_conversation
from llm.migrations import migrate
path = str(llm.user_dir() / "other.db")
db = sqlite_utils.Database(path)
migrate(db)
for response in (first, second):
    response.log_to_db(db)
    conversation.responses.append(response)
db.close()
loaded = load_conversation(None, database=path)
prompts = [each.prompt("q2").prompt for each in (loaded, conversation)]
print(json.dumps([[model.message(said) for said in each.messages] for each in prompts]))
""",
        **KEYS,
    )
    said = [
        ["user", "q1"],
        ["assistant", ["tick", {}, "c1"]],
        ["tool", ["tock", "c1"]],
        ["assistant", "final answer"],
        ["user", "q2"],
    ]
    assert sent == [said, said]


def test_calls_that_are_appended(host: Host) -> None:
    """A list of calls that was put on a finished response may be added to afterwards."""
    host.install("compat_new")
    told = host.ask(
        """
        model = llm.get_model("n1")
        response = llm.Response(llm.Prompt("a", model=model), model, stream=False)
        response._done = True
        response._chunks = ["b"]
        response._tool_calls = []
        seen = [len(response.messages()[0].parts)]
        response._tool_calls.append(llm.ToolCall(name="x", arguments={}, tool_call_id="1"))
        seen.append([each.name for each in response.tool_calls()])
        (message,) = response.messages()
        print(json.dumps([seen, model.message(message), [c.name for c in response._tool_calls]]))
        """,
        **KEYS,
    )
    assert told == [[1, ["x"]], ["assistant", "b", ["x", {}, "1"]], ["x"]]


@OURS
def test_a_prompt_whose_model_is_a_name(host: Host) -> None:
    """`Prompt(…, model="name")`, as plugins' tests have it; release 0.36 refused it."""
    host.install("compat_old")
    told = host.ask(
        """
        from compat_old import Old
        model = llm.get_model("op")
        prompt = llm.Prompt(prompt="now", system=None, attachments=[], model="old/plain")
        past = llm.Response(
            prompt=llm.models.Prompt(
                prompt="then", system="be brief", attachments=[], model="old/plain"
            ),
            model=model,
            stream=False,
        )
        past._done, past._chunks = True, ["yes"]
        conversation = llm.Conversation(responses=[past], model=model)
        print(json.dumps([
            model.build_messages(prompt, None), model.build_messages(prompt, conversation),
            prompt.options is None or not dict(prompt.options),
        ]))
        """,
        **KEYS,
    )
    now = ["user now"]
    assert told == [now, ["system be brief", "user then", "assistant yes", *now], True]


@OURS
def test_names_that_were_lost(host: Host) -> None:
    """`llm.cli.get_key` is what it was; plugins are there before anybody has loaded them."""
    host.install("compat_old")
    assert host.ask(
        """
        from llm.cli import get_key
        from llm.plugins import pm
        names = {plugin.__name__ for plugin in pm.get_plugins()}
        same = get_key is llm.get_key
        print(json.dumps([get_key("given", "x", "X"), "compat_old" in names, same]))
        """
    ) == ["given", True, True]


def test_what_plugins_look_for(host: Host) -> None:
    """What they ask `hasattr` for is there, or not there, so that they go the way they should."""
    host.install("compat_new")
    there, missing = host.ask(
        """
        model = llm.get_model("n1")
        response = model.prompt("a")
        conversation = model.conversation()
        call = llm.ToolCall(name="x", arguments={})
        picture = llm.Attachment(content=b"x", type="image/png")
        there = [
            (model, "supports_schema supports_tools"), (conversation, "responses"),
            (response, "text id prompt set_usage usage"), (picture, "path"),
            (response.prompt, "messages attachments options prompt schema system tools"
             " hide_reasoning tool_results"), (model.chain("a"), "_responses"),
        ]
        missing = [
            (model, "chat system_prompt"), (response, "response _container"),
            (call, "thought_signature"), (model.Options(), "reasoning_effort thinking_level"),
        ]
        print(json.dumps([
            [n for thing, names in group for n in names.split() if hasattr(thing, n) != wanted]
            for group, wanted in ((there, True), (missing, False))
        ]))
        """
    )
    assert (there, missing) == ([], [])


def test_loaders_on_the_command_line(host: Host) -> None:
    """Fragments, attachments and templates of loaders reach the model; sources are logged."""
    host.install("compat_offers", "compat_old")
    done = host.llm("hi", "-m", "op", "-f", "compat:x", "-t", "compat:t", **KEYS)
    assert (done.returncode, done.stdout) == (0, "heard 2\n")
    shown = host.llm("logs", "-n", "1").stdout
    assert "Say hi" in shown
    assert "compat:x" in host.llm("fragments").stdout
    seen = host.llm("look", "-m", "old/vision", "-f", "compats:y", **KEYS)
    assert (seen.returncode, seen.stdout) == (0, "heard 2\n")
    assert "first" in host.llm("fragments").stdout
    assert "image/png" in host.llm("logs", "-n", "1").stdout
