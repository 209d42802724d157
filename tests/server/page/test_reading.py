"""What the page shows of the history, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from llm.attachments import Attachment
from llm.parts import (
    Message,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    tool_message,
    user,
)
from llm.testing import AsyncScriptedModel
from tests.server.conftest import Serving
from tests.server.page.told import Told, at, width_of

Serve = Callable[..., Serving]
Open = Callable[..., Any]


def test_the_token_leaves_the_address(serving: Serve, opened: Open, everything: Told) -> None:
    """The token of the printed address is kept for the tab; no link and no history has it."""
    one = serving()
    page = opened(one)
    assert page.url == f"{one.url}/#/"
    page.reload()
    page.wait_for_selector("#list a")
    assert one.token not in page.content()
    assert page.evaluate("localStorage.length") == 0


def test_without_a_token_it_is_asked_for(serving: Serve, opened: Open, everything: Told) -> None:
    """Nothing is shown until a token is given that the server knows."""
    one = serving()
    page = opened(one, token="", expected=("401",))
    page.get_by_role("dialog", name="A token is needed").wait_for()
    assert page.locator("#list a").count() == 0
    page.get_by_role("textbox", name="Token").fill("llm-wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="does not know this token").wait_for()
    page.get_by_role("textbox", name="Token").fill(one.token)
    page.keyboard.press("Enter")
    page.wait_for_selector("#list a")
    assert page.get_by_role("dialog").count() == 0


def test_conversations_are_listed_by_day(serving: Serve, opened: Open, everything: Told) -> None:
    """The list has all titles, newest first, and marks the one that is open."""
    page = opened(serving())
    page.wait_for_selector("#list a")
    assert page.locator("#list .name").all_inner_texts()[1:] == [
        "Do I need a coat in Oslo?", "What can be seen here?",
        "Translate the attached contract", "A haiku about SQLite",
    ]  # fmt: skip
    page.get_by_role("link", name="A haiku about SQLite").click()
    page.get_by_role("heading", level=1, name="A haiku about SQLite").wait_for()
    assert page.title() == "A haiku about SQLite \u2013 llm"
    assert page.locator("#list a[aria-current=page]").count() == 1
    page.get_by_text("Instructions", exact=True).first.click()
    assert page.get_by_text("Answer in verse.").is_visible()


def test_a_turn_shows_all_that_is_known(serving: Serve, opened: Open, everything: Told) -> None:
    """Reasoning is folded; model, time, tokens and cost are there; Markdown is rendered."""
    page = opened(serving(), at(everything, "weekend"))
    turn = page.locator(f"#call-{everything.ids['weekend']}")
    turn.wait_for()
    thought = turn.get_by_text("A first visit, most likely.")
    assert not thought.is_visible()
    turn.get_by_text("Reasoning").first.click()
    assert thought.is_visible()
    assert turn.get_by_role("table").is_visible()
    assert (
        turn.get_by_role("link", name="tile museum").get_attribute("rel") == "noopener noreferrer"
    )
    when, *rest = turn.locator(".meta").inner_text().split(" · ")
    assert re.search(r"\d\d:\d\d$", when)
    assert rest == ["2.3 s", "tokens: 17 in, 243 out (21 reasoning)", "$0.0041"]
    assert page.locator("#totals").inner_text() == "2 turns · tokens: 287 in, 272 out · $0.0041"


def test_pictures_and_tool_calls_are_shown(serving: Serve, opened: Open, everything: Told) -> None:
    """A picture is loaded with the token; a tool call shows its arguments and its result."""
    one = serving()
    page = opened(one, at(everything, "picture"))
    image = page.get_by_role("img", name="Image: image/png")
    image.wait_for()
    assert width_of(page.locator(".said img")) == 240
    page.goto(f"{one.url}/{at(everything, 'weather')}")
    page.get_by_text("Tool call weather").click()
    assert page.get_by_text('"city": "Oslo"').is_visible()
    page.get_by_text("Result of weather").click()
    assert page.get_by_text("snow, -4 °C").first.is_visible()


def test_failed_calls_say_why(serving: Serve, opened: Open, everything: Told) -> None:
    """Of a call that broke off there is what arrived, and what went wrong."""
    page = opened(serving(), at(everything, "broken"))
    page.get_by_text("Article 1: The parties agree").wait_for()
    assert page.get_by_text("The provider closed the connection").is_visible()


def test_branches_are_gone_through(serving: Serve, opened: Open, everything: Told) -> None:
    """Arrows lead from one wording and from one answer to the others, and the address follows."""
    page = opened(serving(), at(everything, "children"))
    turns = page.locator(".turn")
    turns.nth(1).wait_for()
    assert page.get_by_text("And with two small children?").first.is_visible()
    page.get_by_role("button", name="Previous wording").click()
    page.get_by_text("And if it rains?").wait_for()
    assert page.get_by_text("And with two small children?").count() == 0
    assert page.url.endswith(everything.ids["rain"])
    page.get_by_role("button", name="Previous answer").click()
    page.get_by_text("a viewpoint at sunset").wait_for()
    assert turns.count() == 1
    assert page.get_by_role("button", name="Previous answer").is_disabled()
    page.get_by_role("button", name="Next answer").click()
    page.get_by_text("And with two small children?").wait_for()  # the way to the tip


def test_the_tree_shows_all_branches(serving: Serve, opened: Open, everything: Told) -> None:
    """Every call is in the tree, which says where we are and leads elsewhere."""
    page = opened(serving(), at(everything, "children"))
    page.get_by_role("button", name="Tree").click()
    tree = page.get_by_role("complementary", name="Tree of the conversation")
    assert tree.get_by_role("button").count() == 4
    assert "children" in tree.locator("[aria-current=true]").inner_text()
    tree.get_by_role("button", name="And if it rains?").click()
    page.get_by_text("Then go to the Gulbenkian").wait_for()
    assert "rains" in tree.locator("[aria-current=true]").inner_text()
    page.get_by_role("button", name="Tree").click()
    assert not tree.is_visible()


def test_search_leads_to_the_turn(serving: Serve, opened: Open, everything: Told) -> None:
    """What is typed is looked for; a hit shows the words and opens the branch it is in."""
    page = opened(serving())
    page.get_by_role("searchbox", name="Search all conversations").fill("Gulbenkian")
    hit = page.get_by_role("link", name=re.compile("Gulbenkian"))
    hit.wait_for()
    assert page.locator("#list mark").all_inner_texts() == ["Gulbenkian"]
    hit.click()
    page.locator(f"#call-{everything.ids['rain']}").wait_for()
    page.get_by_role("searchbox").fill("nothingsaysthis")
    page.get_by_text("Nothing was found.").wait_for()
    page.get_by_role("searchbox").fill("")
    page.get_by_role("link", name="A haiku about SQLite").wait_for()


def test_a_conversation_is_renamed_and_deleted(
    serving: Serve, opened: Open, everything: Told
) -> None:
    """Both are asked about first; Enter takes the new title, Cancel leaves things as they are."""
    one = serving()
    page = opened(one, at(everything, "haiku"))
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="Rename the conversation").fill("Verse")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Verse").wait_for()
    page.get_by_role("link", name="Verse").wait_for()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_role("heading", level=1, name="New chat").wait_for()
    with one.store() as store:
        assert "Verse" not in [each.name for each in store.conversations()]
        assert len(store.conversations()) == 4


HOSTILE = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"


def test_nothing_that_was_said_runs(serving: Serve, opened: Open, told: Told) -> None:
    """Titles, names, arguments, results, errors, types of files: all of it stays text."""
    attachment = Attachment(HOSTILE, content=b"<script>window.hacked=1</script>")
    linked = Attachment("image/png", url="javascript:window.hacked=1")
    call = ToolCallPart(HOSTILE, {HOSTILE: HOSTILE}, "c1")
    result = ToolResultPart(HOSTILE, HOSTILE, "c1", attachments=[attachment], exception=HOSTILE)
    parts = [ReasoningPart(HOSTILE), TextPart(HOSTILE), call]
    more: dict[str, Any] = {"model": HOSTILE, "resolved_model": HOSTILE + "2", "client": HOSTILE}
    told.call("a", [user(HOSTILE, attachment, linked)], [Message("assistant", parts)], **more)
    told.call("b", [tool_message(result)], [assistant(HOSTILE)], after="a", status="error",
              error=HOSTILE, **more)  # fmt: skip
    model = AsyncScriptedModel([], model_id="m'\"><b>x")
    page = opened(serving(model), at(told, "b"))
    page.locator(".turn").nth(1).wait_for()
    page.get_by_role("button", name="Tree").click()
    page.get_by_role("searchbox").fill("onerror")
    page.locator("#list mark").first.wait_for()
    for fold in page.locator("details.fold > summary").all():
        fold.click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked ?? null") is None
    assert page.locator("#thread script, #thread img[src=x], main b, #list img").count() == 0
    assert page.locator("[href^='javascript']").count() == 0
    assert page.get_by_text("window.hacked=1").count() > 8


def test_the_policy_stops_what_would_slip_through(
    serving: Serve, opened: Open, everything: Told
) -> None:
    """Even code that was let in can make no markup, load no script and ask no other server."""
    page = opened(serving(), expected=("Content Security Policy", "Trusted"))
    found = page.evaluate(
        """async () => {
          const outcomes = [];
          const attempt = async (does) => { try { await does(); outcomes.push("done"); }
            catch { outcomes.push("refused"); } };
          await attempt(() => { document.body.innerHTML = "<b>x</b>"; });
          await attempt(() => new Promise((done, failed) => setTimeout(() => {
            try { done(Function("window.hacked = 1")()); } catch (error) { failed(error); } })));
          await attempt(() => fetch("http://127.0.0.1:9/"));
          const script = document.createElement("script");
          await attempt(() => { script.textContent = "window.hacked = 1"; });
          const image = document.createElement("img");
          await attempt(() => new Promise((done, failed) => {
            image.onload = done;
            image.onerror = failed;
            image.src = "http://127.0.0.1:9/x.png";
          }));
          return [...outcomes, window.hacked ?? null];
        }"""
    )
    assert found == ["refused"] * 5 + [None]
