"""Model plugins of both generations, installed, from Python and from the command line."""

import pytest

KEYS = {"OLD_API_KEY": "from-env", "NEW_API_KEY": "new-env"}


def test_old_generation_keeps_its_history(host):
    """A model that reads `conversation.responses` finds every turn there, however one goes on."""
    host.install("compat_old")
    sent = host.ask(
        """
        from llm import user, assistant, system
        model = llm.get_model("op")
        def sent(response):
            return response.json()["sent"]["messages"]
        conversation = model.conversation()
        conversation.prompt("a", system="s").text()
        first = model.prompt("a", system="s")
        given = [system("s"), user("a"), assistant("heard 2"), user("b")]
        print(json.dumps([
            sent(conversation.prompt("b")),
            sent(first.reply("b")),
            sent(model.prompt(messages=given)),
        ]))
        """,
        **KEYS,
    )
    assert sent == [["system s", "user a", "assistant heard 2", "user b"]] * 3


def test_instructions_belong_to_their_turn(host):
    """`prompt.system` is what this turn brought; models that read turns would send it twice."""
    host.install("compat_new")
    systems = host.ask(
        """
        model = llm.get_model("n1")
        conversation = model.conversation()
        turns = [conversation.prompt("a", system="s"), conversation.prompt("b")]
        print(json.dumps([turn.text() and turn.prompt.system for turn in turns]))
        """,
        **KEYS,
    )
    assert systems == ["s", ""]


def test_old_generation_in_a_chain(host):
    """The rounds of a chain find the call and its result; each round has its own text."""
    host.install("compat_old")
    sent = host.ask(
        """
        def look(where: str): return f"seen {where}"
        model = llm.get_model("old/plain")
        chain = model.chain("use the tool", tools=[look])
        texts = [response.text() for response in chain.responses()]
        sent = chain._responses[-1]._prompt_json["messages"]
        print(json.dumps([texts, sent]))
        """,
        **KEYS,
    )
    assert sent == [["", "heard 3"], ["user use the tool", "call look", "result seen here"]]


def test_old_generation_sees_pictures_of_earlier_turns(host):
    """`response.attachments` of a past turn are what the user showed."""
    host.install("compat_old")
    sent = host.ask(
        """
        conversation = llm.get_model("old/vision").conversation()
        picture = llm.Attachment(type="image/png", content=b"x")
        conversation.prompt("see", attachments=[picture]).text()
        print(json.dumps(conversation.prompt("again").json()["sent"]["messages"]))
        """,
        **KEYS,
    )
    assert sent == ["user see", "image image/png", "assistant heard 2", "user again"]


@pytest.mark.parametrize("model", ["old/plain", "op"])
def test_old_generation_on_the_command_line(host, model):
    """Text, options, usage and key arrive; `execute` need not have called anything but `yield`."""
    host.install("compat_old")
    done = host.llm("hi", "-m", model, "-s", "sys", "-o", "temperature", "1", "-u", **KEYS)
    assert (done.returncode, done.stdout) == (0, "heard 2\n")
    assert done.stderr == "Token usage: 2 input, 2 output\n"


def test_model_that_takes_no_conversation(host):
    """A model that refuses any conversation answers a single prompt on the command line."""
    host.install("compat_old")
    assert host.llm("hi", "-m", "old/completion").stdout == '{"prompt": "hi"}\n'


def test_new_generation_on_the_command_line(host):
    """Events and strings mix; reasoning is not in the answer; both worlds say the same."""
    host.install("compat_new")
    for world in ((), ("--async",)):
        done = host.llm("hi", "-m", "n1", "-u", *world, **KEYS)
        assert (done.returncode, done.stdout) == (0, "Well, yes\n")
        assert done.stderr == 'hm\nToken usage: 3 input, 4 output, {"cached": 1}\n'


def test_new_generation_writes_on_its_response(host):
    """What `execute` sets, calls or hangs on the response is there, and parts keep their order."""
    host.install("compat_new")
    told = host.ask(
        """
        response = llm.get_model("new/one").prompt("hi", key="k", effort="low")
        response.text()
        (message,) = response.messages()
        print(json.dumps([
            response.resolved_model, response.response_json["key"], response._thoughts,
            [type(part).__name__ for part in message.parts], message.parts[0].provider_metadata,
            response.response_json["sent"]["options"], response.usage().details,
            response.token_usage(),
        ]))
        """,
        **KEYS,
    )
    assert told == [
        "new/one-2026", "k", ["own"], ["ReasoningPart", "TextPart"],
        {"new": {"signature": "sig"}}, {"effort": "low"}, {"cached": 1},
        '3 input, 4 output, {"cached": 1}',
    ]  # fmt: skip


def test_calls_told_twice_are_run_once(host):
    """A call that is streamed as events and added too is one call, with what was hung on it."""
    host.install("compat_new")
    ran, sent, hung = host.ask(
        """
        ran = []
        def look(where: str):
            ran.append(where)
            return f"seen {where}"
        chain = llm.get_model("n1").chain("use look look", tools=[look])
        chain.text()
        first, last = chain._responses
        hung = [call.thought_signature for call in first.tool_calls()]
        print(json.dumps([ran, last.response_json["sent"]["messages"], hung]))
        """,
        **KEYS,
    )
    assert ran == ["look", "look"]
    assert sent[1][2:] == [
        "Well, yes",
        ["look", {"where": "look"}, "call-0"],
        ["look", {"where": "look"}, "call-1"],
    ]
    assert sent[2] == ["tool", ["seen look", "call-0"], ["seen look", "call-1"]]
    assert hung == ["sig", "sig"]


def test_reasoning_goes_back_with_its_metadata(host):
    """What a provider signed in one turn is in the messages of the next, sync and async."""
    host.install("compat_new")
    both = host.ask(
        """
        import asyncio
        def sent(response):
            return response.response_json["sent"]["messages"][1]
        conversation = llm.get_model("n1").conversation()
        conversation.prompt("a").text()
        second = conversation.prompt("b")
        second.text()
        async def run():
            conversation = llm.get_async_model("n1").conversation()
            await conversation.prompt("a")
            return await conversation.prompt("b")
        print(json.dumps([sent(second), sent(asyncio.run(run()))]))
        """,
        **KEYS,
    )
    said = ["assistant", ["hm", {"new": {"signature": "sig"}}], "Well, yes"]
    assert both == [said, said]


def test_tools_of_the_provider(host):
    """A `ServerSideTool` reaches the request through `_partition_tools`, and no other model."""
    host.install("compat_new", "compat_old")
    sent, refused = host.ask(
        """
        from compat_new import Search
        def look(): pass
        response = llm.get_model("n1").prompt("x", tools=[look, Search(limit=1)])
        response.text()
        try:
            llm.get_model("op").prompt("x", tools=[Search()]).text()
        except ValueError as error:
            refused = str(error)
        print(json.dumps([response.response_json["sent"], refused]))
        """,
        **KEYS,
    )
    assert sent["tools"] == ["look", {"type": "search", "limit": 1, "for": "new/one"}]
    assert sent["include"] == ["sources"]
    assert "search" in refused


def test_keys_on_models_belong_to_the_caller(host):
    """`model.key = …`, as command plugins do, goes before every other key, and only there."""
    host.install("compat_old")
    keys = host.ask(
        """
        model = llm.get_model("op")
        model.key = llm.get_key("given", model.needs_key, model.key_env_var)
        other = llm.get_model("op")
        print(json.dumps([m.prompt("x").json()["key"] for m in (model, other)]))
        """,
        **KEYS,
    )
    assert keys == ["given", "from-env"]
