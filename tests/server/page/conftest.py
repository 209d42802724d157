"""Chromium, and pages in it that complain about nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Serving
from tests.server.page.chromium import browser, executable
from tests.server.page.told import Told, tell


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium for the tests of one file."""
    if executable() is None:
        pytest.skip("no Chromium is installed: the page is not tested in a browser")
    with browser() as found:
        yield found


class Watched:
    """What a page asked for and complained about.

    Attributes:
        complaints: errors in the console, and exceptions that nobody caught.
        addresses: every request that was sent.

    """

    def __init__(self, page: Any) -> None:
        self.complaints: list[str] = []
        self.addresses: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.addresses.append(request.url))
        page.on("requestfailed", self._failed)

    def _failed(self, request: Any) -> None:
        if "csp" in (request.failure or "").lower():  # the policy stopped it before it was sent
            self.addresses.remove(request.url)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`opened(serving, "#/…")`: the page of a server in a window of its own, with the token.

    At the end nothing was asked of another server, and nothing was complained about but what the
    test says is `expected` to be: texts of which one is in each complaint.
    """
    contexts: list[Any] = []
    watched: list[tuple[Serving, Watched, tuple[str, ...]]] = []

    def open_page(
        serving: Serving,
        where: str = "",
        *,
        token: str | None = None,
        expected: tuple[str, ...] = (),
        **settings: Any,
    ) -> Any:
        context = chromium.new_context(
            **{"viewport": {"width": 1200, "height": 800}, "locale": "en-GB", **settings}
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        watched.append((serving, Watched(page), expected))
        shown = serving.token if token is None else token
        page.goto(f"{serving.url}/#token={shown}" if shown else f"{serving.url}/")
        if shown:
            page.wait_for_selector("#model option", state="attached")
        if where:
            page.goto(f"{serving.url}/{where}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    for serving, seen, expected in watched:
        others = [each for each in seen.addresses if not each.startswith(serving.url)]
        assert not [each for each in others if not each.startswith(("blob:", "data:"))]
        assert not [each for each in seen.complaints if not any(text in each for text in expected)]


@pytest.fixture
def told(user_path: Path) -> Told:
    """A history in the user's own file, to be filled."""
    return Told(user_path / "logs.db")


@pytest.fixture
def everything(told: Told) -> Told:
    """A history with everything that the page can show."""
    tell(told)
    return told
