"""Whether everybody can use the page: names, contrast, sizes, keys, and what is read out."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from llm.testing import AsyncScriptedModel
from tests.server.conftest import Serving
from tests.server.page.told import Told, at

Serve = Callable[..., Serving]
Open = Callable[..., Any]

# For each visible text: its beginning, and its contrast to what is behind it.
CONTRASTS = """() => {
  const channel = (value) => { const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const found = parse(getComputedStyle(each).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return parse(getComputedStyle(document.documentElement).backgroundColor);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const passed = element.closest(":disabled, .unseen, script, option");
    if (!text || passed || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [one, other] = [luminance(parse(style.color)), luminance(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    found.push([text.slice(0, 40), ratio]);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(
    serving: Serve, opened: Open, everything: Told, scheme: str
) -> None:
    """Each text has a contrast of at least 4.5 to 1 to what is behind it, in both colours."""
    page = opened(serving(), at(everything, "weekend"), color_scheme=scheme)
    page.locator(".turn").first.wait_for()
    page.get_by_role("button", name="Tree").click()
    seen: dict[str, float] = {}

    def look() -> None:
        seen.update(dict(page.evaluate(CONTRASTS)))

    page.locator("details.reasoning > summary").first.click()
    look()
    page.get_by_role("searchbox").fill("Gulbenkian")
    page.locator("#list mark").wait_for()
    look()
    page.get_by_role("button", name="Shortcuts").click()
    look()
    page.keyboard.press("Escape")
    page.evaluate(f"location.hash = {at(everything, 'broken')!r}")
    page.get_by_text("The provider closed").wait_for()
    look()
    assert len(seen) > 60
    assert {text: ratio for text, ratio in seen.items() if ratio < 4.5} == {}


def test_colours_can_be_chosen(serving: Serve, opened: Open, everything: Told) -> None:
    """Light and dark follow the system until somebody chooses, and that is remembered."""
    page = opened(serving(), color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("combobox", name="Colours").select_option("Dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    page.wait_for_selector("#list a")
    assert page.evaluate(ground) == dark


def test_all_controls_have_names(serving: Serve, opened: Open, everything: Told) -> None:
    """Whatever can be pressed or filled in is called something, and regions are landmarks."""
    page = opened(serving(AsyncScriptedModel([])), at(everything, "weather"))
    page.locator(".turn").nth(1).wait_for()
    page.get_by_role("button", name="Tree").click()
    for fold in page.locator("details.fold > summary").all():
        fold.click()
    snapshot = page.locator("body").aria_snapshot()
    unnamed = re.findall(
        r"^\s*- (?:button|textbox|combobox|link|searchbox|checkbox|img|article|dialog)(?:$|:$| \[)",
        snapshot, re.MULTILINE,
    )  # fmt: skip
    assert unnamed == []
    for role, name in (
        ("navigation", "Conversations"), ("search", None), ("main", None),
        ("complementary", "Tree of the conversation"), ("form", "Message"),
        ("region", "Messages"),
    ):  # fmt: skip
        found = page.get_by_role(role, **({"name": name} if name else {}))
        assert found.count() == 1, role
    assert page.get_by_role("heading", level=1).count() == 1
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4,h5,h6)')]"
        ".filter((each) => each.checkVisibility()).map((each) => +each.tagName[1])"
    )
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_it_fits_any_width(serving: Serve, opened: Open, everything: Told) -> None:
    """Nothing sticks out at the side, and what can be pressed is large enough to be hit."""
    page = opened(serving(), at(everything, "weekend"))
    page.locator(".turn").first.wait_for()
    for width in (320, 390, 1200):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (
            page.evaluate(
                "document.getElementById('scroll').scrollWidth"
                " - document.getElementById('scroll').clientWidth"
            )
            <= 0
        )
        small = page.evaluate("""[...document.querySelectorAll("button, select, input, #list a")]
          .filter((each) => each.checkVisibility({ visibilityProperty: true }))
          .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
          .filter(([, box]) => box.width)
          .filter(([, box]) => box.height < 24 || box.width < 24 || box.right > innerWidth)
          .map(([text, box]) => [text, box.width, box.height, box.right])""")
        assert small == []


def test_on_a_telephone_the_list_slides_in(serving: Serve, opened: Open, everything: Told) -> None:
    """The list is out of the way, and out of the order of keys, until it is asked for."""
    page = opened(serving(), viewport={"width": 390, "height": 700})
    assert not page.get_by_role("searchbox").is_visible()
    opener = page.get_by_role("button", name="Conversations")
    assert opener.get_attribute("aria-expanded") == "false"
    opener.click()
    assert opener.get_attribute("aria-expanded") == "true"
    page.get_by_role("link", name="A haiku about SQLite").click()
    page.get_by_role("heading", level=1, name="A haiku about SQLite").wait_for()
    assert not page.get_by_role("searchbox").is_visible()
    opener.click()
    page.keyboard.press("Escape")
    assert not page.get_by_role("searchbox").is_visible()
    assert opener.evaluate("each => each === document.activeElement")


def test_keys_do_what_the_list_says(serving: Serve, opened: Open, everything: Told) -> None:
    """Every shortcut of the dialog works, and none while somebody types."""
    page = opened(serving(), at(everything, "children"))
    page.locator(".turn").nth(1).wait_for()
    focused = "document.activeElement.id || document.activeElement.className"
    page.keyboard.press("Tab")
    page.locator("#scroll").focus()
    page.keyboard.press("/")
    assert page.evaluate(focused) == "search"
    page.keyboard.type("ntj?")
    assert page.get_by_role("searchbox").input_value() == "ntj?"
    page.get_by_role("searchbox").fill("")
    page.locator("#scroll").focus()
    page.keyboard.press("t")
    assert page.locator("#tree").is_visible()
    for _ in range(3):
        page.keyboard.press("k")
    assert page.evaluate(focused) == f"call-{everything.ids['weekend']}"
    page.keyboard.press("j")
    assert page.evaluate(focused) == f"call-{everything.ids['children']}"
    page.keyboard.press("[")
    page.get_by_text("Then go to the Gulbenkian").wait_for()
    page.keyboard.press("]")
    page.get_by_text("Then the Oceanário first").wait_for()
    page.keyboard.press("e")
    assert page.get_by_role("textbox", name="Your message, in other words").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("textbox", name="Your message, in other words").count() == 0
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Shortcuts").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    assert page.evaluate(focused) == "message"
    page.locator("#scroll").focus()
    page.keyboard.press("n")
    page.get_by_role("heading", level=1, name="New chat").wait_for()


def test_single_keys_can_be_turned_off(serving: Serve, opened: Open, everything: Told) -> None:
    """Who dictates to the machine can have letters do nothing; the choice is remembered."""
    page = opened(serving(), at(everything, "children"))
    page.locator(".turn").nth(1).wait_for()
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("checkbox", name="Single keys").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.locator(".turn").nth(1).wait_for()
    page.locator("#scroll").focus()
    page.keyboard.press("t")
    assert not page.locator("#tree").is_visible()


def test_answers_are_read_out(serving: Serve, opened: Open) -> None:
    """Who hears the page is told that a model answers, and then what it answered, once."""
    page = opened(serving(AsyncScriptedModel([["Four, of ", "course."]])))
    page.evaluate("""() => {
      window.told = [];
      new MutationObserver(() => window.told.push(document.getElementById("status").textContent))
        .observe(document.getElementById("status"), { childList: true });
    }""")
    page.get_by_role("combobox", name="Model").select_option("scripted")
    page.get_by_role("textbox", name="Message", exact=True).fill("2 + 2?")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="The answer").wait_for(state="attached")
    page.wait_for_timeout(100)
    *before, last = page.evaluate("window.told")
    assert last == "The answer: Four, of course."
    assert set(before) <= {"scripted is answering"}  # unless it was over by then
    assert page.get_by_role("status").count() == 1


def test_keys_lead_past_the_list(serving: Serve, opened: Open, everything: Told) -> None:
    """A link that only keys reach goes past the list, to the box."""
    page = opened(serving())
    page.locator("#list a").first.wait_for()
    page.locator("#search").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    link = page.get_by_role("link", name="Go to the message box")
    assert link.evaluate("each => each === document.activeElement")
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "message"
    assert page.url.endswith("#/")
