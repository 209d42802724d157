"""Chats on the page, in a browser: streaming, stopping, leaving and coming back, branches."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from llm.errors import NeedsKeyException
from llm.events import StreamEvent
from llm.models import AsyncModel
from llm.testing import AsyncScriptedModel, ScriptedModel
from llm.usage import Usage
from tests.server.conftest import Serving
from tests.server.page.told import Told, at, picture, width_of

Serve = Callable[..., Serving]
Open = Callable[..., Any]


class Gated(AsyncModel):
    """Answers "One ", and " two" when its `gate` is opened."""

    model_id = "gated"
    can_stream = True

    def __init__(self) -> None:
        self.gate = threading.Event()

    async def execute(
        self, prompt: Any, stream: bool, response: Any, conversation: Any
    ) -> AsyncIterator[str | StreamEvent]:
        yield StreamEvent("reasoning", "Hm.")
        yield "**One**"
        while not self.gate.is_set():  # noqa: ASYNC110 - another thread opens it
            await asyncio.sleep(0.02)
        yield " two"


def say(page: Any, text: str, model: str | None = None) -> None:
    if model:
        page.get_by_role("combobox", name="Model").select_option(model)
    page.get_by_role("textbox", name="Message", exact=True).fill(text)
    page.keyboard.press("Enter")


def test_an_answer_is_shown_while_it_comes(serving: Serve, opened: Open) -> None:
    """The beginning is there before the end; then tokens and time, and the list has a new entry."""
    model = Gated()
    page = opened(serving(model))
    say(page, "Count", "gated")
    page.locator(".answer strong", has_text="One").wait_for()
    assert page.get_by_role("button", name="Stop").is_visible()
    assert page.locator(".turn").get_attribute("aria-busy") == "true"
    assert page.get_by_text("Answering…").is_visible()
    model.gate.set()
    page.locator(".answer p", has_text="One two").wait_for()
    page.get_by_role("button", name="Send").wait_for()
    assert page.locator(".turn").get_attribute("aria-busy") == "false"
    page.get_by_role("link", name="Count").wait_for()
    assert page.get_by_role("textbox", name="Message", exact=True).input_value() == ""


def test_stop_keeps_what_has_come(serving: Serve, opened: Open) -> None:
    """The model is stopped, and what it said until then is kept as interrupted."""
    model = Gated()
    one = serving(model)
    page = opened(one)
    say(page, "Count", "gated")
    page.locator(".answer strong").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Interrupted: this is as far as it came.").wait_for()
    page.get_by_role("button", name="Send").wait_for()
    (call,) = one.calls()
    assert (call.status, call.output[0].text()) == ("interrupted", "**One**")
    assert not model.gate.is_set()


def test_an_answer_goes_on_when_the_page_is_left(serving: Serve, opened: Open) -> None:
    """Loaded again, or come back from another conversation, the page reads on from the start."""
    model = Gated()
    page = opened(serving(model, AsyncScriptedModel([["Quick."]])))
    say(page, "Count", "gated")
    page.locator(".answer strong").wait_for()
    page.reload()
    page.locator(".answer strong", has_text="One").wait_for()
    page.get_by_role("button", name="New chat").click()
    say(page, "Quick?", "scripted")
    page.locator(".answer", has_text="Quick.").wait_for()
    page.get_by_role("link", name="Count").click()
    page.locator(".answer strong", has_text="One").wait_for()
    assert page.get_by_role("button", name="Stop").is_visible()
    model.gate.set()
    page.locator(".answer p", has_text="One two").wait_for()
    assert page.locator(".turn").count() == 1


def test_a_conversation_its_edits_and_retries(serving: Serve, opened: Open) -> None:
    """Turns follow one another; an edit and a retry open branches between which one can go."""
    answers = ["Blue.", "Navy.", "Green.", "Lime."]
    model = AsyncScriptedModel([[answer, Usage(3, 1)] for answer in answers])
    page = opened(serving(model))
    answer = page.locator(".answer")
    say(page, "A colour?", "scripted")
    answer.filter(has_text="Blue.").wait_for()
    say(page, "Darker?")
    answer.filter(has_text="Navy.").wait_for()
    assert [message.text() for message in model.prompts[1].messages] == [
        "A colour?", "Blue.", "Darker?",
    ]  # fmt: skip
    page.locator(".turn").nth(1).get_by_role("button", name="Edit").click()
    box = page.get_by_role("textbox", name="Your message, in other words")
    assert box.input_value() == "Darker?"
    box.fill("Another?")
    page.keyboard.press("Enter")
    answer.filter(has_text="Green.").wait_for()
    assert "2 of 2" in page.get_by_role("group", name="Which wording").inner_text()
    page.locator(".turn").nth(1).get_by_role("button", name="Retry").click()
    answer.filter(has_text="Lime.").wait_for()
    assert "2 of 2" in page.get_by_role("group", name="Which answer").inner_text()
    page.get_by_role("button", name="Previous wording").click()
    answer.filter(has_text="Navy.").wait_for()
    assert page.locator(".turn").count() == 2
    page.get_by_role("button", name="Tree").click()
    assert page.locator("#tree button").count() == 4


def test_an_old_conversation_goes_on(serving: Serve, opened: Open, everything: Told) -> None:
    """What the terminal began goes on from the branch that is shown, with its instructions."""
    model = AsyncScriptedModel([["So it is."]], model_id="atlas-small")
    page = opened(serving(model), at(everything, "haiku"))
    page.locator(".turn").wait_for()
    assert page.get_by_role("combobox", name="Model").input_value() == "atlas-small"
    say(page, "Shorter")
    page.locator(".answer", has_text="So it is.").wait_for()
    said = [message.text() for message in model.prompts[0].messages]
    assert said[0] == "Answer in verse."
    assert (said[1], said[-1]) == ("A haiku about SQLite", "Shorter")


def test_a_lost_connection_is_taken_up_again(serving: Serve, opened: Open) -> None:
    """Where the stream breaks off, it is gone on with after the last event: nothing comes twice."""
    model = Gated()
    page = opened(serving(model), expected=("ERR_FAILED", "ERR_CONNECTION"))
    asked: list[str] = []

    def cut(route: Any) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            event = '{"type":"text","chunk":"Begun, ","part_index":1}'
            route.fulfill(content_type="text/event-stream", body=f"id: 1\ndata: {event}\n\n")
        elif len(asked) == 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/v1/calls/*/events*", cut)
    say(page, "Count", "gated")
    page.locator(".answer p", has_text="Begun,").wait_for()
    model.gate.set()
    page.locator(".answer p", has_text="Begun, two").wait_for()
    assert [each.rpartition("=")[2] for each in asked] == ["0", "2", "2"]


def test_what_is_refused_loses_nothing(serving: Serve, opened: Open) -> None:
    """A message that the server does not take stays in the box, and the reason is said."""
    model = AsyncScriptedModel([], attachment_types=())
    page = opened(serving(model), expected=("400",))
    page.get_by_role("combobox", name="Model").select_option("scripted")
    page.locator("#files").set_input_files(
        {"name": "sea.png", "mimeType": "image/png", "buffer": picture()}
    )
    say(page, "See?")
    page.get_by_role("alert").filter(has_text="does not support attachments").wait_for()
    assert page.get_by_role("textbox", name="Message", exact=True).input_value() == "See?"
    assert page.get_by_role("listitem").filter(has_text="sea.png").is_visible()


def test_a_call_that_fails_says_why_and_can_be_retried(serving: Serve, opened: Open) -> None:
    """The error stands where the answer would; Retry asks again."""
    import llm

    failing = AsyncScriptedModel([["Half", llm.ModelError("The provider is away")], ["Whole."]])
    page = opened(serving(failing))
    say(page, "Go", "scripted")
    page.locator(".state.error", has_text="The provider is away").wait_for()
    assert page.locator(".answer", has_text="Half").is_visible()
    page.get_by_role("button", name="Retry").click()
    page.locator(".answer", has_text="Whole.").wait_for()
    assert page.get_by_role("group", name="Which answer").is_visible()


def test_a_model_without_a_key_is_marked_and_says_so(serving: Serve, opened: Open) -> None:
    """It is not chosen by itself; who asks it is told what to do, in words for people."""
    pair = [
        kind([[NeedsKeyException("No key found - add one using 'llm keys set paid'")]],
             model_id="paid", needs_key="paid")
        for kind in (ScriptedModel, AsyncScriptedModel)
    ]  # fmt: skip
    free = AsyncScriptedModel([["Here."]], model_id="free")
    page = opened(serving(tuple(pair), free, models=("paid", "free")))
    choice = page.get_by_role("combobox", name="Model")
    assert choice.locator("option").all_inner_texts() == ["free", "paid (no key)"]
    assert choice.input_value() == "free"
    say(page, "Hi", "paid")
    failed = page.locator(".state.error")
    failed.wait_for()
    assert failed.inner_text() == "No key found - add one using 'llm keys set paid'"


def test_keys_act_on_the_marked_turn(serving: Serve, opened: Open, told: Told) -> None:
    """That is the newest of the branch, wherever one has scrolled to, until another is chosen."""
    from llm.parts import assistant, user

    names = ["first", "second", "third"]
    for before, name in zip([None, *names], names, strict=False):
        told.call(name, [user(name)], [assistant("word\n\n" * 60)], after=before)
    model = AsyncScriptedModel([["Again."]])
    page = opened(serving(model), f"#/c/{told.conversations['first']}")
    marked = page.locator(".turn[aria-current]")
    bar = "each => getComputedStyle(each, '::before').width"

    def is_marked(name: str) -> bool:
        assert (marked.count(), marked.evaluate(bar)) == (1, "3px")
        return bool(marked.get_attribute("id") == f"call-{told.ids[name]}")

    page.locator(".turn").nth(2).wait_for()
    page.locator("#scroll").focus()
    page.locator("#scroll").evaluate("each => each.scrollTo(0, 0)")
    assert is_marked("third")
    page.keyboard.press("e")
    other = page.get_by_role("textbox", name="Your message, in other words")
    assert other.input_value() == "third"
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    assert is_marked("second")
    page.keyboard.press("e")
    assert other.input_value() == "second"
    page.keyboard.press("Escape")
    page.locator("#scroll").focus()
    page.locator("#scroll").evaluate("each => each.scrollTo(0, 0)")
    assert is_marked("third")
    page.get_by_role("combobox", name="Model").select_option("scripted")
    page.locator("#scroll").focus()
    page.keyboard.press("r")
    page.locator(".answer", has_text="Again.").wait_for()
    assert model.prompts[0].messages[-1].text() == "third"
    assert marked.locator(".answer").inner_text() == "Again."


def test_pictures_go_along(serving: Serve, opened: Open) -> None:
    """A file that is attached can be taken away again; what stays is shown in the turn."""
    model = AsyncScriptedModel([["A sea."]])
    page = opened(serving(model))
    page.get_by_role("combobox", name="Model").select_option("scripted")
    page.locator("#files").set_input_files(
        [{"name": f"{name}.png", "mimeType": "image/png", "buffer": picture()} for name in "ab"]
    )
    page.get_by_role("button", name="Remove a.png").click()
    say(page, "What is it?")
    page.get_by_role("img", name="Image: image/png").wait_for()
    assert width_of(page.locator(".said img")) == 240
    assert len(model.prompts[0].attachments) == 1
    assert not page.locator("#attached").is_visible()


def test_instructions_are_written_once(serving: Serve, opened: Open) -> None:
    """They hold for the turns that follow, and are shown where they begin to hold."""
    model = AsyncScriptedModel([["a"], ["b"]])
    page = opened(serving(model))
    page.get_by_role("button", name="Instructions").click()
    page.get_by_role("textbox", name="Instructions for the model").fill("Be brief.")
    say(page, "1", "scripted")
    page.locator(".answer", has_text="a").wait_for()
    page.get_by_role("button", name="Send").wait_for()
    say(page, "2")
    page.locator(".answer", has_text="b").wait_for()
    assert [prompt.messages[0].text() for prompt in model.prompts] == ["Be brief."] * 2
    assert page.locator("details.fold", has_text="Be brief.").count() == 1


def test_tools_that_the_provider_runs_are_shown_as_they_come(serving: Serve, opened: Open) -> None:
    """The name, the arguments piece by piece, the result: as they will be when stored."""
    own: dict[str, Any] = {"tool_call_id": "s1", "server_executed": True}
    model = AsyncScriptedModel(
        [
            [
                "Let me look.",
                StreamEvent("tool_call_name", "web_search", **own),
                StreamEvent("tool_call_args", '{"query": ', **own),
                StreamEvent("tool_call_args", '"coats"}', **own),
                StreamEvent("tool_result", "42 shops", tool_name="web_search", **own),
                "Forty-two.",
            ]
        ]
    )
    page = opened(serving(model))
    say(page, "Where?", "scripted")
    page.locator(".answer", has_text="Forty-two.").wait_for()
    page.get_by_role("button", name="Send").wait_for()
    live = page.locator(".answer").evaluate("each => each.textContent")
    assert "Tool call web_search by the provider" in live
    assert '"query": "coats"' in live
    page.reload()
    page.locator(".answer", has_text="Forty-two.").wait_for()
    assert page.locator(".answer").evaluate("each => each.textContent") == live


def test_calls_of_other_processes_are_followed(
    serving: Serve, opened: Open, told: Told, user_path: Path
) -> None:
    """What a terminal asks now is shown as it arrives in the history, and its end."""
    from llm.parts import assistant, user
    from llm.store.opening import open_store
    from llm.store.records import CallRecord

    store = open_store(user_path / "logs.db")
    try:
        record = CallRecord("01h11111111111111111111111", "far", [user("Count")], status="running")
        conversation = store.begin(record)
        page = opened(serving(), f"#/c/{conversation}", expected=("404",))
        page.get_by_text("Answering…").wait_for()
        record.output, record.status = [assistant("One two three")], "ok"
        store.finish(record)
        page.locator(".answer", has_text="One two three").wait_for()
        page.get_by_role("button", name="Send").wait_for()
    finally:
        store.close()


def test_without_a_history_nothing_can_be_said(serving: Serve, opened: Open) -> None:
    """With --no-log the page says that it has nothing to work on."""
    page = opened(serving(keeps=False))
    page.get_by_role("alert").filter(has_text="--no-log").wait_for()
    assert page.get_by_role("textbox", name="Message", exact=True).is_disabled()
