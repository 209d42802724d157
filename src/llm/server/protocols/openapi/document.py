"""The OpenAPI document of the server, made of the table of its addresses. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from llm.server.protocols.openapi import chat, failures, items, messages, own, responses
from llm.server.protocols.openapi.addresses import SCHEMAS, TABLE
from llm.server.protocols.openapi.shapes import TEXT, words
from llm.version import __version__

if TYPE_CHECKING:
    from llm.server.protocols.openapi.addresses import Address

_TOKENS: list[dict[str, list[str]]] = [{"bearer": []}, {"x-api-key": []}]
_SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "all": [],
    "clients": [{}, *_TOKENS],
    "known": _TOKENS,
}
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "x-api-key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
}
_SAID = {
    "llm-call-id": "The id of the call in the history.",
    "llm-ignored": "What was asked for that the model has no option for.",
    "llm-estimate": "With `true` the tokens were estimated.",
}


def document() -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for tag, addresses in TABLE.items():
        for address in addresses:
            paths.setdefault(address.path, {})[address.method.lower()] = {
                "tags": [tag],
                **operation(address),
            }
    described = (chat, items, responses, messages, own, failures)
    schemas = {name: schema for each in described for name, schema in each.SCHEMAS.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "llm serve",
            "version": __version__,
            "description": "Any model behind the protocols that clients already speak.",
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in TABLE],
        "paths": paths,
        "components": {"schemas": {**schemas, **SCHEMAS}, "securitySchemes": _SCHEMES},
    }


def operation(address: Address) -> dict[str, Any]:
    """What the document says of *address*."""
    made: dict[str, Any] = {"summary": address.does, "operationId": operation_id(address)}
    if parameters := _parameters(address):
        made["parameters"] = parameters
    if address.body is not None:
        body = {"content": {"application/json": {"schema": address.body}}, "required": True}
        made["requestBody"] = body
    made["responses"] = {"200": _answer(address), **_refusals(address)}
    return {**made, "security": _SECURITY[address.who]}


def operation_id(address: Address) -> str:
    """A name for *address*, of letters and underscores."""
    return "_".join(re.findall(r"[a-z]+", f"{address.method} {address.path}".lower()))


def _parameters(address: Address) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", address.path)
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in zip(names, address.path_names, strict=True)
    ]
    found += [
        {"name": name, "in": "query", "schema": schema} for name, schema in address.query.items()
    ]
    headers = {}
    if address.asks and address.stream is not None:
        headers["llm-background"] = words("true", "false")
    if address.speaks == "models":
        headers["anthropic-version"] = TEXT
    if address.path.endswith("/events"):
        headers["last-event-id"] = {"type": "string", "pattern": "^[0-9]{0,15}$"}
    found += [{"name": name, "in": "header", "schema": schema} for name, schema in headers.items()]
    return found


def _answer(address: Address) -> dict[str, Any]:
    content = {kind: {"schema": schema} for kind, schema in address.media.items()}
    if address.answer is not None:
        content["application/json"] = {"schema": address.answer}
    if address.stream is not None:
        content["text/event-stream"] = {"schema": address.stream}
    answer: dict[str, Any] = {"description": "The answer.", "content": content}
    if address.asks:
        answer["headers"] = {
            name: {"schema": TEXT, "description": text} for name, text in _SAID.items()
        }
    return answer


def _refusals(address: Address) -> dict[str, Any]:
    """Each refusal that there may be."""
    statuses = {400, 403}
    if address.who != "all":
        statuses.add(401)
    if address.method != "GET":
        statuses |= {415, 429}
    if address.body is not None:
        statuses |= {408, 413, 503}
    if address.asks:
        statuses |= {404, 429, 502, 503, 504}
    if address.kept:
        statuses |= {404, 503}
    if address.path_names:
        statuses.add(404)
    found = failures.refusals(statuses, failures.SHAPES[address.speaks])
    if address.path.startswith("/page/"):
        found["404"]["content"] = {"text/plain": {"schema": TEXT}}
        found["304"] = {"description": "The client has it."}
    elif address.path == "/":
        found["304"] = {"description": "The client has it."}
    return found
