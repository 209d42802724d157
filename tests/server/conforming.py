"""What schemathesis is told of the server: its document, with things that there are, and checks."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from typing import Any

import jsonschema
import requests
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

import llm
from llm.events import StreamEvent
from llm.server.protocols.openapi.document import document
from llm.server.protocols.openapi.shapes import TEXT
from llm.toolcalls import ToolCall

load_all_checks()
CONFORMS = CHECKS.get_by_names(
    [
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    ]
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
NAMES = {
    "ModelName": ["one", "one", "failing", "nobody"],
    "EmbeddingModelName": ["vectors"],
    "CallId": ["call-that-is-there", "call-that-is-not"],
    "ChatId": ["chatcmpl-call-that-is-there", "chatcmpl-x"],
    "ResponseId": ["resp_call-that-is-there", "resp_x"],
    "ConversationId": ["conv_conversation-that-is-there", "conv_x"],
    "HistoryConversationId": ["conversation-that-is-there", "x"],
    "ItemId": ["item-that-is-there", "x"],
    "PageFile": ["app.js", "style.css", "x"],
    "AttachmentId": ["attachment-that-is-there", "x"],
}
"""What stands for names and ids, so that most requests find something."""


class Talkative(llm.AsyncModel):
    """A model that says something else each time, of all that models say."""

    model_id = "one"
    can_stream = supports_tools = supports_schema = True
    attachment_types = {"image/png", "image/jpeg", "audio/wav", "application/pdf"}  # noqa: RUF012

    def __init__(self):
        self.asked = 0

    async def execute(self, prompt, stream, response, conversation):
        self.asked += 1
        response.set_usage(input=3, output=2)
        match self.asked % 5:
            case 0:
                yield StreamEvent("reasoning", "Hm", provider_metadata={"x": {"signature": "s"}})
                yield "Well"
            case 1:
                yield StreamEvent("tool_call_name", "f", tool_call_id="c1")
                yield StreamEvent("tool_call_args", '{"a":', tool_call_id="c1")
                yield StreamEvent("tool_call_args", " 1}", tool_call_id="c1")
            case 2:
                response.add_tool_call(ToolCall("f", {"a": 1}, "c2"))
            case 3:
                yield StreamEvent("attachment", "", attachment=llm.Attachment(content=PNG))
            case _:
                yield "Yes"
                yield ", no"


class Failing(llm.AsyncModel):
    """A model whose provider fails in another way each time."""

    model_id = "failing"
    can_stream = True

    def __init__(self):
        self.asked = 0

    async def execute(self, prompt, stream, response, conversation):
        self.asked += 1
        status = (429, 400, 401, 500, 503, 408)[self.asked % 6]
        if self.asked % 7 == 0:
            yield "Before it "
        raise llm.ModelError("The provider has failed", status=status)


def pinned_document(*, closed: bool = False) -> dict[str, Any]:
    """The document, in which names and ids are some that there are.

    In one that is *closed* objects have no fields that nobody knows: so more is said in those that
    the server reads.
    """
    whole: dict[str, Any] = json.loads(json.dumps(document()))
    schemas = whole["components"]["schemas"]
    _unpin(whole, told=False)
    for name, known in NAMES.items():
        schemas[name] = {"type": "string", "enum": sorted(set(known))}
    for operation in (each for path in whole["paths"].values() for each in path.values()):
        if stream := operation["responses"]["200"]["content"].get("text/event-stream"):
            # schemathesis reads streams; what is in the data of an event is checked here.
            stream["itemSchema"] = {"type": "object", "required": ["data"]}
            stream["x-events"] = stream.pop("schema")["x-events"]
    if closed:
        _close([schema for name, schema in schemas.items() if "additionalProperties" not in schema])
    return whole


def _unpin(value: Any, *, told: bool) -> None:
    """Let any text stand in what the server tells where there is the name of one of `NAMES`."""
    if isinstance(value, dict):
        told = told or value.get("additionalProperties") is False
        if told and str(value.get("$ref")).rpartition("/")[2] in NAMES:
            value.clear()
            value["type"] = "string"
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            _unpin(inner, told=told)


def _close(value: Any) -> None:
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            _close(inner)
    if isinstance(value, dict) and "properties" in value:
        value.setdefault("additionalProperties", False)


def can_be_wrong(operation: Any) -> bool:
    """Whether there is anything that *operation* does not allow."""
    parameters = operation.definition.raw.get("parameters", [])
    return bool(operation.body) or any(each["schema"] != TEXT for each in parameters)


class Fuzzed:
    """A server that is asked what schemathesis thinks of.

    Attributes:
        statuses: how often each status was answered, by the operation.

    """

    def __init__(self, serving: Any) -> None:
        self._serving = serving
        self._session = requests.Session()
        self._session.trust_env = False
        self._there: dict[str, str] = {}
        self.statuses: dict[str, Counter[int]] = {}
        self._events: dict[str, Any] = {}

    def close(self) -> None:
        """Leave the server."""
        self._session.close()

    def never_well(self) -> list[str]:
        """The operations that were asked, and never answered with 200."""
        return [label for label, seen in self.statuses.items() if 200 not in seen]

    def try_all(
        self,
        tag: str | None,
        mode: GenerationMode,
        examples: int,
        *,
        closed: bool,
        again: bool = False,
    ) -> None:
        """Ask at every address of *tag*, None for all, *examples* times, and check the answers.

        *again* leaves out those that were answered well already.
        """
        never_well = self.never_well()
        whole = pinned_document(closed=closed)
        results: Any = schemathesis.openapi.from_dict(whole).get_all_operations()
        for operation in (result.ok() for result in results):
            if tag not in (None, *operation.tags):
                continue
            if mode.is_negative and not can_be_wrong(operation):
                continue
            if again and operation.label not in never_well:
                continue
            self._try(operation, mode, examples, whole)

    def _try(self, operation: Any, mode: GenerationMode, examples: int, whole: Any) -> None:
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=examples < 20,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def sent(case: Any) -> None:
            if mode.is_negative:  # what is empty does not go with the URL: nothing is wrong then
                assume(all(value not in (None, [], {}) for value in (case.query or {}).values()))
            answer = self._answer(case)
            self.statuses.setdefault(operation.label, Counter())[answer.status_code] += 1
            case.validate_response(answer, checks=CONFORMS)
            if answer.headers.get("content-type", "").startswith("text/event-stream"):
                self._check_events(operation, answer, whole)

        sent()

    def _answer(self, case: Any) -> requests.Response:
        """What the server says to *case*, in which what is there stands for the names of it."""
        if not self._there:
            self._put_there()
        serving = self._serving
        sent = case.as_transport_kwargs(base_url=serving.url, headers=serving.headers)
        if "json" in sent:
            sent["data"] = json.dumps(sent.pop("json")).encode()
        for name, there in self._there.items():
            sent["url"] = sent["url"].replace(name, there)
            if isinstance(sent.get("data"), bytes):
                sent["data"] = sent["data"].replace(name.encode(), there.encode())
        if case.method == "DELETE":
            self._there = {}
        return self._session.request(**sent, timeout=20)

    def _put_there(self) -> None:
        """Make a conversation with an answer in it, and note their ids."""
        serving = self._serving
        made = serving.post("/v1/conversations", {}).json()["id"]
        url = f"data:image/png;base64,{b64encode(PNG).decode()}"
        said = [{"type": "input_image", "image_url": url}, {"type": "input_text", "text": "Hi"}]
        body = {"conversation": made, "input": [{"role": "user", "content": said}], "model": "one"}
        call = serving.post("/v1/responses", body).headers["llm-call-id"]
        with serving.store():
            pass
        shown = serving.get(f"/api/calls/{call}").json()["said"][0]["parts"][0]["attachment"]
        waiting = {"items": [{"role": "user", "content": "And"}]}
        items = serving.post(f"/v1/conversations/{made}/items", waiting).json()["data"]
        self._there = {
            "call-that-is-there": call,
            "conversation-that-is-there": made.removeprefix("conv_"),
            "item-that-is-there": items[0]["id"],
            "attachment-that-is-there": shown["bytes"].rpartition("/")[2],
        }

    def _check_events(self, operation: Any, answer: requests.Response, whole: Any) -> None:
        """Check what is in a stream, of which schemathesis sees a text."""
        content = operation.definition.raw["responses"]["200"]["content"]
        said = content["text/event-stream"]["x-events"]
        known = jsonschema.Draft202012Validator({**said, "components": whole["components"]})
        for line in answer.text.splitlines():
            if line.startswith("data: ") and line != "data: [DONE]":
                known.validate(json.loads(line.removeprefix("data: ")))
