"""Pictures of the page for docs/server: `python -m tests.server.page.screenshots [DIRECTORY]`.

Each is drawn in headless Chromium from a history that is made up for it.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from llm.testing import AsyncScriptedModel, isolated_user
from tests.server.conftest import Serving, offering, running_server
from tests.server.page.chromium import browser
from tests.server.page.told import Told, tell

DOCS = Path(__file__).parents[3] / "docs" / "server"
WIDE = {"width": 1120, "height": 720}
NARROW = {"width": 390, "height": 720}


def main(directory: Path) -> None:
    """Draw them all into *directory*."""
    directory.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(isolated_user())
        path = Path(tempfile.mkdtemp()) / "logs.db"
        told = Told(path)
        tell(told)
        for name in ("atlas-small", "atlas-large"):
            stack.enter_context(offering(AsyncScriptedModel([], model_id=name)))
        one = stack.enter_context(running_server(database=str(path)))
        chromium = stack.enter_context(browser())
        _draw(chromium, one, told, directory)


def _draw(chromium: Any, one: Serving, told: Told, directory: Path) -> None:
    def opened(size: dict[str, int], scheme: str, name: str | None = None) -> Any:
        context = chromium.new_context(viewport=size, color_scheme=scheme, locale="en-GB")
        page = context.new_page()
        page.goto(f"{one.url}/#token={one.token}")
        page.wait_for_selector("#list a", state="attached")
        if name:
            page.goto(f"{one.url}/#/c/{told.conversations[name]}/{told.ids[name]}")
            page.wait_for_selector(f"#call-{told.ids[name]}")
        return page

    def keep(page: Any, name: str) -> None:
        page.wait_for_timeout(150)
        page.screenshot(path=directory / f"{name}.png")
        page.context.close()

    page = opened(WIDE, "light", "weekend")
    keep(page, "page-light")
    page = opened(WIDE, "dark", "children")
    page.click("#tree-toggle")
    keep(page, "page-dark-tree")
    page = opened(WIDE, "light", "weather")
    for summary in page.locator("details.tool > summary").all():
        summary.click()
    page.fill("#search", "sea")
    page.wait_for_selector("#list mark")
    keep(page, "page-tools-search")
    page = opened(NARROW, "dark", "picture")
    page.click("details.reasoning > summary")
    keep(page, "page-narrow")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)
