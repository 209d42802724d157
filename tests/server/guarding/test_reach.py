"""What clients cannot reach by way of the server: its network, its files, tools of providers."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import llm
from llm import ports
from llm.config.tool_policy import add_rule
from llm.parts import AttachmentPart
from llm.server.guarding.fetching import type_by_its_name
from llm.tooling.policy import Rule


class Seeing(llm.AsyncModel):
    """A model that is given attachments as they are, or wants the bytes of them."""

    model_id = "seeing"
    attachment_types = {"image/png", "image/jpeg", "application/pdf"}  # noqa: RUF012
    supported_server_side_tools = (llm.ServerSideTool,)
    supports_tools = True
    wants_bytes = False

    def __init__(self) -> None:
        self.seen: list[str | None] = []
        self.tools: list[Any] = []

    async def execute(self, prompt, stream, response, conversation):
        self.tools.append([getattr(tool, "spec", tool.name) for tool in prompt.tools])
        for message in prompt.messages:
            for part in message.parts:
                if isinstance(part, AttachmentPart) and part.attachment is not None:
                    self.seen.append(part.attachment.url)
                    if self.wants_bytes:
                        part.attachment.base64_content()
        yield "Seen."


@pytest.fixture
def inside() -> Iterator[tuple[str, list[str]]]:
    """The URL of something that only this machine reaches, and who has connected to it."""
    visits: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            while True:
                try:
                    wire, _ = listening.accept()
                except OSError:
                    return
                visits.append("a visit")
                wire.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/secret", visits
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def asked(url: str) -> list[tuple[str, Any]]:
    """What clients can say so that the server sees *url*, in each protocol."""

    def user(part: Any) -> list[Any]:
        return [{"role": "user", "content": [part]}]

    source = {"type": "url", "url": url}
    return [
        ("/v1/chat/completions",
         {"messages": user({"type": "image_url", "image_url": {"url": url}})}),
        ("/v1/responses", {"input": user({"type": "input_image", "image_url": url})}),
        ("/v1/responses", {"input": user({"type": "input_file", "file_url": url})}),
        ("/v1/messages", {"messages": user({"type": "image", "source": source}), "max_tokens": 9}),
        ("/v1/messages",
         {"messages": user({"type": "document", "source": source}), "max_tokens": 9}),
        ("/v1/messages/count_tokens", {"messages": user({"type": "image", "source": source})}),
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["", ".png", ".pdf", "?x=.png"])
def test_urls_are_given_to_the_model_and_not_asked_for(serving, inside, ending):
    """A model that takes URLs gets them; the server itself asks nobody anything."""
    url, visits = inside
    model = Seeing()
    one = serving(model)
    for path, body in asked(url + ending):
        answer = one.post(path, {"model": "seeing", **body}, token="")
        assert answer.status_code == 200, answer.text
    assert model.seen == [url + ending] * 5
    assert visits == []


def test_a_model_that_wants_the_bytes_of_a_url(serving, inside):
    """The client is told to send them; nobody fetches them, then or when it goes on."""
    url, visits = inside
    model = Seeing()
    one = serving(model)
    (_, body) = asked(url)[1]
    first = one.post("/v1/responses", {"model": "seeing", **body}).json()
    model.wants_bytes = True
    for path, body in asked(url)[:5]:
        answer = one.post(path, {"model": "seeing", **body}, token="")
        assert answer.status_code == 400
        assert "as a data URL" in answer.text
    later = {"model": "seeing", "input": "And?", "previous_response_id": first["id"]}
    assert one.post("/v1/responses", later).status_code == 400
    assert visits == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "/etc/passwd", "etc/passwd", "ftp://127.0.0.1/x", "gopher://x", "http:x",
     "data:text/plain,x", "javascript:1", "\\\\host\\share", "", "jar:http://x!/",
     "FILE:/etc/passwd"],
)  # fmt: skip
def test_files_of_the_server_are_none_of_a_clients_business(serving, url):
    """What is no URL of the web and has no bytes in it is refused, with the field's name."""
    model = Seeing()
    one = serving(model)
    for path, body in asked(url):
        answer = one.post(path, {"model": "seeing", **body}, token="")
        assert answer.status_code == 400, (path, answer.text)
    assert model.seen == []


def test_elsewhere_urls_are_fetched_as_before(serving):
    """When no server runs in this process any more, the library reads URLs again."""
    before = ports.fetch.target, ports.content_type_of.target
    one = serving(Seeing())
    assert ports.fetch.target != before[0]
    one.server.stop()
    for thread in threading.enumerate():
        if thread.name == "server of a test":
            thread.join()
    assert (ports.fetch.target, ports.content_type_of.target) == before


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://a.example/b.png?c=d.pdf", "image/png"),
        ("https://a.example/b", "image/jpeg"),
        ("https://a.example/b.pdf#c", "application/pdf"),
    ],
)
def test_types_by_name(url, kind):
    """What a URL names is known by its ending; without one it is an image."""
    assert type_by_its_name(url) == kind


SEARCH = {"type": "web_search"}
MCP = {"type": "mcp", "server_label": "web_search", "server_url": "https://evil.example/mcp"}
BODY = {"model": "seeing", "input": "Search."}


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ([], []),
        ([Rule("web_search", "ask")], []),
        ([Rule("web_search", "allow")], [SEARCH]),
        ([Rule("*", "allow"), Rule("mcp", "deny")], [SEARCH]),
        ([Rule("mcp", "allow", {"server_url": "https://good.example/*"})], []),
        ([Rule("mcp", "allow", {"server_url": "https://evil.example/*"})], [MCP]),
        ([Rule("*", "allow")], [SEARCH, MCP]),
    ],
)
def test_tools_of_the_provider_need_a_rule(serving, rules, allowed):
    """A tool that the provider runs is for clients only where the user's rules allow it."""
    for rule in rules:
        add_rule(rule)
    model = Seeing()
    one = serving(model)
    for spec in (SEARCH, MCP):
        answer = one.post("/v1/responses", {**BODY, "tools": [spec]})
        assert answer.status_code == (200 if spec in allowed else 403), answer.text
        if spec not in allowed:
            assert answer.json()["error"]["code"] == "tool_not_allowed"
    assert model.tools == [[spec] for spec in allowed]


def test_tools_that_clients_run_themselves_need_no_rule(serving):
    """The server never runs them, whatever they are called."""
    add_rule(Rule("*", "deny"))
    model = Seeing()
    one = serving(model)
    tool = {"type": "function", "name": "llm_time", "parameters": {"type": "object"}}
    assert one.post("/v1/responses", {**BODY, "tools": [tool]}).status_code == 200
    assert model.tools == [["llm_time"]]
