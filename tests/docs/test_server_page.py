"""docs/server/page.md: its tables are those of the page and of the server."""

from __future__ import annotations

import re

from llm.server.endpoints.history import history_routes
from llm.server.endpoints.page import DIRECTORY
from llm.server.endpoints.talking import talking_routes
from tests.docs.test_readme import PROJECT

TEXT = (PROJECT / "docs" / "server" / "page.md").read_text()


def test_the_shortcuts_are_those_of_the_page() -> None:
    """Each key, in order, with the words that the page has for it."""
    code = (DIRECTORY / "keys.js").read_text()
    keys = re.findall(r'^ +\["(.+)", "(.+)"\],$', code, re.MULTILINE)
    keys += re.findall(r'^ +"?([^" ]+?)"?: \["(.+?)",', code, re.MULTILINE)
    assert len(keys) == 14
    table = TEXT.partition("## Shortcuts")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(.+?)` \| (.+?) \|$", table, re.MULTILINE) == keys


def test_the_addresses_are_those_of_the_server() -> None:
    """Each address with its method; there are no others."""
    routes = {
        f"{method} {route.path}"  # type: ignore[attr-defined]  # all of them are routes
        for route in (*history_routes(), *talking_routes())
        for method in route.methods - {"HEAD"}  # type: ignore[attr-defined]
    }
    assert set(re.findall(r"^\| `([A-Z]+ /\S+)` \|", TEXT, re.MULTILINE)) == routes
