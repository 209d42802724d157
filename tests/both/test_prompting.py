"""What a prompt amounts to: messages, instructions, options and their checks."""

import pytest

import llm
from llm import Attachment, assistant, system, tool_message, user
from llm.parts import AttachmentPart, Message, TextPart, ToolResultPart
from llm.toolcalls import ToolResult


def sent(api, **arguments):
    """The messages that a model is sent for these arguments of `prompt`."""
    model = api.model([["ok"]])
    api.finish(model.prompt(**arguments))
    return model.prompts[0].messages


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        ({"prompt": "a"}, [user("a")]),
        ({}, []),
        ({"prompt": "a", "system": "s"}, [system("s"), user("a")]),
        (
            {"prompt": "a", "fragments": ["f1", "f2"], "system": " s ",
             "system_fragments": ["g1\n", "g2"]},
            [system("g1\n\ng2\n\ns"), user("f1\nf2\na")],
        ),
        ({"messages": [user("a"), assistant("b"), user("c")]},
         [user("a"), assistant("b"), user("c")]),
        ({"messages": [user("a"), assistant("b")], "prompt": "c"},
         [user("a"), assistant("b"), user("c")]),
        ({"messages": [user("a")], "system": "s"}, [system("s"), user("a")]),
        ({"messages": [system("t"), user("a")], "system": "s"},
         [system("s"), system("t"), user("a")]),
        ({"messages": [system("s"), user("a")], "system": "s"}, [system("s"), user("a")]),
    ],
)  # fmt: skip
def test_messages_of_a_prompt(api, arguments, messages):
    """`prompt=` becomes one message; `messages=` are the history, led by `system=`."""
    assert sent(api, **arguments) == messages


def test_everything_at_once(api):
    """Results of tools, then text, then attachments follow the history."""
    shown = Attachment(type="image/png", content=b"x")
    result = ToolResult("f", "out", tool_call_id="1")
    assert sent(
        api, messages=[user("a")], tool_results=[result], prompt="b", attachments=[shown]
    ) == [
        user("a"),
        tool_message(ToolResultPart("f", "out", "1")),
        Message("user", [TextPart("b"), AttachmentPart(shown)]),
    ]


def test_the_callers_list_is_not_changed(api):
    """The history that a caller gave is left as it was."""
    history = [user("a")]
    sent(api, messages=history, prompt="b", system="s")
    assert history == [user("a")]


def test_a_pydantic_class_is_a_schema(api):
    """A schema may be a dictionary or a pydantic model class; the model gets JSON schema."""
    from pydantic import BaseModel

    class Dog(BaseModel):
        name: str

    model = api.model([["{}"], ["{}"]])
    api.finish(model.prompt("x", schema=Dog))
    api.finish(model.prompt("x", schema={"type": "object"}))
    assert model.prompts[0].schema == Dog.model_json_schema()
    assert model.prompts[1].schema == {"type": "object"}


class Options(llm.Options):
    temperature: float | None = None
    seed: int = 7


def test_options_by_name_and_as_a_dictionary(api):
    """Options may be keyword arguments, a dictionary, both, or an `Options`."""
    model = api.model(Options=Options)
    for response in (
        model.prompt("x", temperature=0.5),
        model.prompt("x", options={"temperature": 0.5}),
        model.prompt("x", options={"temperature": 0.5}, seed=7),
        model.prompt("x", options=Options(temperature=0.5)),
        model.prompt("x", options=Options(temperature=0.5), seed=7),
        model.conversation().prompt("x", temperature=0.5),
        model.chain("x", temperature=0.5),
        model.conversation().chain("x", options={"temperature": 0.5}),
    ):
        assert response.prompt.options == Options(temperature=0.5, seed=7)
    assert model.prompt("x").prompt.options == Options()


def test_an_option_given_twice(api):
    """The same option in `options=` and as an argument is a `TypeError`."""
    model = api.model(Options=Options)
    with pytest.raises(TypeError, match="temperature"):
        model.prompt("x", options={"temperature": 1}, temperature=1)


@pytest.mark.parametrize("options", [{"temperature": "hot"}, {"colour": "red"}])
def test_wrong_options(api, options):
    """An unknown option or a wrong value is refused before any call, with pydantic's error."""
    from pydantic import ValidationError

    model = api.model(Options=Options)
    with pytest.raises(llm.LLMError, match=next(iter(options))) as raised:
        model.prompt("x", **options)
    assert isinstance(raised.value, ValueError)
    assert isinstance(raised.value.__cause__, ValidationError)
    assert "\n" not in str(raised.value)


PICTURE = Attachment(type="image/png", content=b"x")


def tool():
    return "r"


@pytest.mark.parametrize(
    ("attributes", "arguments", "told"),
    [
        ({"attachment_types": frozenset()}, {"attachments": [PICTURE]},
         "This model does not support attachments"),
        ({"attachment_types": {"audio/wav", "audio/mpeg"}}, {"attachments": [PICTURE]},
         "attachments of type 'image/png', only audio/mpeg, audio/wav"),
        ({"attachment_types": frozenset()}, {"messages": [user("a", PICTURE)]},
         "This model does not support attachments"),
        ({"supports_schema": False}, {"schema": {"type": "object"}}, "does not support schemas"),
        ({"supports_tools": False}, {"tools": [tool]}, "does not support tools"),
        ({"supports_conversation": False}, {"messages": [user("a"), assistant("b")]},
         "does not support conversations"),
        ({"supports_conversation": False}, {"tool_results": [ToolResult("f", "out")]},
         "does not support conversations"),
    ],
)  # fmt: skip
def test_what_a_model_does_not_take(api, attributes, arguments, told):
    """Input that the model does not take is a `ValueError`, before the model is asked."""
    model = api.model(**attributes)
    for ask in (model.prompt, model.conversation().prompt):
        with pytest.raises(ValueError, match=told):
            ask("x", **arguments)
    with pytest.raises(ValueError, match=told):
        api.wait(model.chain("x", **arguments).text())
    assert model.prompts == []


def test_a_model_without_conversations_takes_single_prompts(api):
    """Such a model takes instructions and a prompt, in a conversation too, but no second turn."""
    model = api.model([["a"]], supports_conversation=False)
    conversation = model.conversation()
    api.finish(conversation.prompt("x", system="s"))
    with pytest.raises(llm.ConversationNotSupported):
        conversation.prompt("y")


def test_a_models_own_pictures_are_no_input(api):
    """What a model showed in an earlier answer is not held against it."""
    model = api.model([["ok"]], attachment_types=frozenset())
    history = [user("draw"), assistant("here", PICTURE), user("thanks")]
    assert api.wait(model.prompt(messages=history).text()) == "ok"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"messages": ["hi"]}, r"messages= takes Messages, such as user\(.*not 'hi'"),
        ({"messages": [{"role": "user"}]}, r"messages= takes Messages.*not \{'role'"),
        ({"messages": user("hi")}, "messages= takes"),
        ({"prompt": [user("hi")]}, "prompt is text.*messages="),
        ({"prompt": 5}, "prompt is text"),
        ({"attachments": ["a.png"]}, r"attachments= takes.*not 'a.png'"),
    ],
)
def test_what_is_no_prompt_is_told(api, arguments, told):
    """A prompt that is no text, and messages that are none, are told at once."""
    with pytest.raises(TypeError, match=told):
        api.model([["a"]]).prompt(**arguments)


def test_what_is_no_tool_and_no_option_is_told(api):
    """A name is not a tool, and text is not a set of options."""
    model = api.model([["a"]])
    with pytest.raises(ValueError, match=r"A tool is a function.*not 'f'"):
        model.prompt("x", tools=["f"])
    with pytest.raises(ValueError, match=r"options= takes.*not 'fast'"):
        model.prompt("x", options="fast")


def test_a_file_that_is_not_there(api):
    """It is named, instead of being taken for a file of a type that the model does not take."""
    with pytest.raises(FileNotFoundError, match=r"nope\.png"):
        api.model([["a"]]).prompt("x", attachments=[Attachment(path="/nope.png")])
