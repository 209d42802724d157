"""Conversations of a ChatGPT data export, as `told.py` takes them.

`conversations.json` is a list of conversations. Each has a `title`, times in seconds, and a
`mapping` from ids to nodes: a node has a `parent`, `children`, and perhaps a `message`, with an
`author`, a `content`, a `create_time` and `metadata`. An edited question or a second answer is one
more child; `current_node` is where the user was last. What a message holds is
`chatgpt_content.py`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput
from llm.store.exchange.chatgpt_content import Assets, parts_of, role_of
from llm.store.exchange.lenient import mapping, seconds, sequence, text
from llm.store.exchange.told import Piece, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNFINISHED = ("in_progress", "error")


def told_by_chatgpt(conversation: dict[str, Any], assets: Assets) -> Told:
    """One *conversation* of an export; *assets* finds the files that its messages point to.

    Raises `InvalidInput` when it is no such conversation.
    """
    nodes = conversation.get("mapping")
    if not isinstance(nodes, dict) or not all(isinstance(each, dict) for each in nodes.values()):
        raise InvalidInput("it has no 'mapping' of messages")
    pieces = [_piece(node_id, nodes, assets) for node_id in _from_roots(nodes)]
    if len(pieces) < len(nodes):
        raise InvalidInput("its messages follow one another in a circle")
    tip = text(conversation.get("current_node"))
    said = [piece for piece in pieces if piece.parts]
    if tip not in nodes and said:
        tip = max(said, key=lambda piece: piece.time or 0).id
    named = text(conversation.get("conversation_id")) or text(conversation.get("id"))
    return Told(
        service="chatgpt",
        id=named or next(iter(nodes), ""),
        title=text(conversation.get("title")),
        model=text(conversation.get("default_model_slug")) or "chatgpt",
        started=seconds(conversation.get("create_time")),
        pieces=pieces,
        tip=tip,
    )


def _from_roots(nodes: dict[str, Any]) -> Iterator[str]:
    """The ids of all *nodes*, each after its parent; siblings in the order of that."""
    children: dict[str | None, list[str]] = {}
    for node_id in nodes:
        children.setdefault(_parent(node_id, nodes), []).append(node_id)
    waiting = children.get(None, [])[::-1]
    while waiting:
        node_id = waiting.pop()
        yield node_id
        listed = sequence(nodes[node_id].get("children"))
        order = {str(each): place for place, each in enumerate(listed)}
        found = children.get(node_id, [])
        waiting += sorted(found, key=lambda each: order.get(each, len(order)), reverse=True)


def _parent(node_id: str, nodes: dict[str, Any]) -> str | None:
    parent = nodes[node_id].get("parent")
    return parent if isinstance(parent, str) and parent in nodes else None


def _piece(node_id: str, nodes: dict[str, Any], assets: Assets) -> Piece:
    message = mapping(nodes[node_id].get("message"))
    metadata = mapping(message.get("metadata"))
    reason = text(mapping(metadata.get("finish_details")).get("type"))
    return Piece(
        id=node_id,
        after=_parent(node_id, nodes),
        role=role_of(message),
        parts=parts_of(node_id, message, assets) if message else [],
        time=seconds(message.get("create_time")),
        model=text(metadata.get("model_slug")),
        finish_reason=reason,
        cut_off=message.get("status") in _UNFINISHED or reason == "interrupted",
        details={"metadata": metadata} if metadata else {},
    )
