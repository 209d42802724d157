"""Images, sound and files between the text of an answer."""

import json

import llm
from llm import Attachment, StreamEvent, assistant, user
from llm.parts import AttachmentPart, TextPart

PICTURE = Attachment(type="image/png", content=b"\x89PNG\x00\xff")
SOUND = Attachment(type="audio/wav", content=b"RIFF")
ANSWER = [
    "Look: ",
    StreamEvent("attachment", "", attachment=PICTURE),
    StreamEvent("attachment", "", attachment=SOUND, provider_metadata={"x": {"id": 1}}),
    "and listen.",
]
PARTS = [
    TextPart("Look: "),
    AttachmentPart(PICTURE),
    AttachmentPart(SOUND, {"x": {"id": 1}}),
    TextPart("and listen."),
]


def test_attachments_stream_between_text(api):
    """An attachment arrives as an event in its place, and is no part of the text."""
    response = api.model([ANSWER]).prompt("x")
    events = api.events(response)
    assert [(e.type, e.chunk, e.attachment) for e in events] == [
        ("text", "Look: ", None),
        ("attachment", "", PICTURE),
        ("attachment", "", SOUND),
        ("text", "and listen.", None),
    ]
    assert api.take(response) == ["Look: ", "and listen."]
    assert api.wait(response.messages())[0].parts == PARTS


def test_attachments_survive_to_dict(api):
    """Bytes that a model sent come back from the JSON form, in their place."""
    model = api.model([ANSWER])
    data = api.finish(model.prompt("x")).to_dict()
    cls = llm.AsyncResponse if api.awaits else llm.Response
    again = cls.from_dict(json.loads(json.dumps(data)), model=model)
    assert api.wait(again.messages())[0].parts == PARTS
    assert api.wait(again.text()) == "Look: and listen."


def test_attachments_are_history(api):
    """What a model showed is sent back to it with the next turn."""
    model = api.model([ANSWER, ["ok"]], attachment_types=frozenset())
    reply = api.wait(model.prompt("x").reply("nice"))
    api.finish(reply)
    assert model.prompts[1].messages == [user("x"), assistant(PARTS), user("nice")]
