"""Answers that cannot be written in a protocol: no model runs on for them, and somebody is told."""

from __future__ import annotations

import asyncio
import threading

import httpx2 as httpx
import pytest

import llm
from llm.attachments import Attachment
from llm.events import StreamEvent
from llm.testing import AsyncScriptedModel
from tests.server.asking.paced import asking, chunks, events, eventually, paced, streaming

ELSEWHERE = "http://127.0.0.1:1/some.wav"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt "


def shown(**attachment):
    """An event of a model that shows something."""
    return StreamEvent("attachment", "", attachment=Attachment(**attachment))


ODD = pytest.mark.parametrize(
    "odd",
    [
        shown(type="audio/wav", url=ELSEWHERE),
        shown(type="audio/wav", path="/nowhere/some.wav"),
        shown(type="image/png", path="/nowhere/some.png"),
        shown(path="/nowhere/some.png"),
        shown(type="audio/wav"),
        shown(),
    ],
    ids=["sound-elsewhere", "no-sound", "no-picture", "no-file", "empty-sound", "nothing"],
)


@ODD
def test_what_is_not_at_hand_is_left_out(serving, capsys, odd):
    """The rest of the answer comes whole, in every protocol, streamed or not."""
    one = serving(AsyncScriptedModel([["Hel", odd, "lo"]] * 6))
    for path in ("chat/completions", "responses", "messages"):
        said = {"input": "Hi"} if path == "responses" else {"messages": asking()["messages"]}
        body = {"model": "scripted", "max_tokens": 9, **said}
        for streams in (False, True):
            answer = one.post(f"/v1/{path}", {**body, "stream": streams})
            assert answer.status_code == 200
            assert "Hel" in answer.text
            assert "lo" in answer.text
            assert "error" not in answer.text.replace('"error":null', "")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("streams", [False, True])
def test_what_is_at_hand_is_shown(serving, tmp_path, streams):
    """The bytes of a file that the model has written are read, and a picture's URL is told."""
    (tmp_path / "some.wav").write_bytes(WAV)
    sound = shown(type="audio/wav", path=str(tmp_path / "some.wav"))
    picture = shown(type="image/png", url="http://127.0.0.1:1/some.png")
    one = serving(AsyncScriptedModel([["Hi", sound, picture]]))
    answer = one.post("/v1/chat/completions", asking(model="scripted", stream=streams))
    assert '"data":"UklGRiQAAABXQVZFZm10IA=="' in answer.text
    assert '"url":"http://127.0.0.1:1/some.png"' in answer.text


def test_a_stored_chat_with_a_sound_elsewhere(serving):
    """It can be read, though nobody fetches what a client gave as a URL."""
    one = serving(AsyncScriptedModel([["Hello", shown(type="audio/wav", url=ELSEWHERE)]]))
    answer = one.post("/v1/chat/completions", asking(model="scripted", store=True))
    stored = one.get(f"/v1/chat/completions/{answer.json()['id']}")
    assert stored.json()["choices"][0]["message"]["content"] == "Hello"


class Showing(llm.AsyncModel):
    """A model that says something, shows something, and does not come to an end.

    It does not show it before `heard` is set.
    """

    model_id = "showing"
    can_stream = True
    heard = False
    left = 0

    async def execute(self, prompt, stream, response, conversation):
        """What it says, in time for who reads each event alone."""
        try:
            yield "Hel"
            while not self.heard:  # noqa: ASYNC110 - a thread sets it
                await asyncio.sleep(0.01)
            yield shown(type="image/png", content=b"png")
            await asyncio.sleep(60)
        finally:
            self.left += 1


@pytest.mark.parametrize("error", [OSError, ValueError])
@pytest.mark.parametrize("count", [1, 2])
def test_an_encoder_that_fails_ends_the_call(serving, capsys, monkeypatch, error, count):
    """In mid-stream: the model is stopped, the client told by the protocol, the bug named."""
    from llm.server.protocols.chat import encoding

    def fail(_parts):
        raise error("no words for it")

    monkeypatch.setattr(encoding, "shown_in", fail)
    model = Showing()
    one = serving(model)
    with streaming(one, asking(model="showing", n=count)) as answer:
        said = []
        for event in events(answer):
            said.append(event)
            model.heard = str(said).count("'content': 'Hel'") == count
    assert said[-1]["error"]["message"] == "Something went wrong on the server."
    eventually(lambda: model.left == count)
    assert one.server.service.calls.count_running() == 0
    assert {call.status for call in one.calls()} == {"interrupted"}
    assert capsys.readouterr().err.count(f"Error: {error.__name__}") == 1


@pytest.mark.parametrize("error", [OSError, ValueError])
def test_a_failure_that_cannot_be_told_cuts_the_stream(serving, capsys, monkeypatch, error):
    """Where the protocol's words for a failure fail, too; the model is stopped all the same."""
    from llm.server.protocols.chat.encoding import ChatEncoder

    def fail(*_given):
        raise error("no words for it")

    monkeypatch.setattr(ChatEncoder, "events", fail)
    monkeypatch.setattr(ChatEncoder, "end", fail)
    model = Showing()
    one = serving(model)
    with (
        streaming(one, asking(model="showing")) as answer,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        answer.read()
    eventually(lambda: model.left)
    assert one.server.service.calls.count_running() == 0
    assert capsys.readouterr().err.count(f"Error: {error.__name__}") == 1


def test_what_the_model_gave_is_not_the_clients_mistake(serving, capsys, monkeypatch):
    """An answer that cannot be written is a bug, whatever is raised about it."""
    from llm.errors import UnsupportedInput
    from llm.server.protocols.chat import messages

    def fail(_parts):
        raise UnsupportedInput("no words for it")

    monkeypatch.setattr(messages, "shown_in", fail)
    one = serving(AsyncScriptedModel([["Hello"]]))
    answer = one.post("/v1/chat/completions", asking(model="scripted"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")
    assert capsys.readouterr().err.count("UnsupportedInput") == 1


def test_a_client_that_leaves_is_no_bug(serving, capsys):
    """Nothing is said of one whose connection is gone."""
    model = paced("async", ["one ", "two ", *["more " * 1000] * 200])
    one = serving(model)
    model.allow()
    with streaming(one, asking()) as answer:
        assert next(chunks(answer)) == "one "
        releasing = threading.Thread(target=model.allow, args=[300])
        releasing.start()
    releasing.join()
    eventually(lambda: not one.server.service.calls.count_running())
    assert capsys.readouterr().err == ""
