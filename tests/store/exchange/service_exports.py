"""Data exports as the services write them, made after the public descriptions of their formats."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc00000030101002707e9f20000000049454e44ae426082"
)
NO_PARENT = "00000000-0000-4000-8000-000000000000"


def node(node_id: str, parent: str | None, message: Any = None, *children: str) -> dict[str, Any]:
    """A node of a ChatGPT mapping."""
    return {"id": node_id, "parent": parent, "children": list(children), "message": message}


def said(role: str, content: Any, time: float | None = None, **more: Any) -> dict[str, Any]:
    """A message of a ChatGPT export; a string is its text."""
    if isinstance(content, str):
        content = {"content_type": "text", "parts": [content]}
    return {
        "author": {"role": role, "name": more.pop("name", None), "metadata": {}},
        "create_time": time,
        "update_time": None,
        "content": content,
        "status": "finished_successfully",
        "weight": 1.0,
        "recipient": "all",
        "metadata": {},
        **more,
    }


def mapping(*nodes: dict[str, Any]) -> dict[str, Any]:
    """Nodes by their ids, with the children that their parents say."""
    by_id = {each["id"]: each for each in nodes}
    for each in nodes:
        if each["parent"] in by_id and each["id"] not in by_id[each["parent"]]["children"]:
            by_id[each["parent"]]["children"].append(each["id"])
    return by_id


def by(model: str, **more: Any) -> dict[str, Any]:
    """The metadata of an answer."""
    return {"metadata": {"model_slug": model, "finish_details": {"type": "stop"}, **more}}


def pelicans() -> dict[str, Any]:
    """A ChatGPT conversation: a hidden system message, an edited question, two answers to it."""
    return {
        "title": "Pelican names",
        "create_time": 1736209400.5,
        "update_time": 1736209800.0,
        "conversation_id": "c-1",
        "id": "c-1",
        "default_model_slug": "gpt-4o",
        "current_node": "a2",
        "mapping": mapping(
            node("root", None),
            node("hidden", "root", said("system", "", weight=0.0)),
            node("q1", "hidden", said("user", "Name a pelican", 1736209401.0)),
            node("a1", "q1", said("assistant", "Percy", 1736209402.0, **by("gpt-4o"))),
            node("q2", "hidden", said("user", "Name two pelicans", 1736209403.0)),
            node("a2", "q2", said("assistant", "Pete, Paul", 1736209404.0, **by("gpt-4o-mini"))),
            node("a3", "q2", said("assistant", "Ann, Bob", 1736209405.0, **by("gpt-4o"))),
            node("q3", "a3", said("user", "One more", 1736209406.0)),
            node("a4", "q3", said("assistant", "Cleo", 1736209407.0, **by("gpt-4o"))),
        ),
    }


def investigation() -> dict[str, Any]:
    """A ChatGPT conversation with instructions, reasoning, a tool, an image, and no last answer."""
    picture = {
        "content_type": "multimodal_text",
        "parts": [
            {
                "content_type": "image_asset_pointer",
                "asset_pointer": "sediment://file_00000000abc",
                "size_bytes": len(PIXEL),
            },
            "What is this?",
        ],
    }
    context = {
        "content_type": "user_editable_context",
        "user_profile": "I keep pelicans.",
        "user_instructions": "Be brief.",
    }
    thoughts = {
        "content_type": "thoughts",
        "thoughts": [{"summary": "Looking", "content": "It is one pixel.", "finished": True}],
        "source_analysis_msg_id": "x",
    }
    code = {"content_type": "code", "language": "unknown", "text": "measure('it')"}
    output = {"content_type": "execution_output", "text": "1x1"}
    tool = {"name": "python", "metadata": {"aggregate_result": {"status": "success"}}}
    return {
        "title": None,
        "create_time": 1736300000,
        "id": "c-2",
        "default_model_slug": "o3",
        "current_node": "q2",
        "mapping": mapping(
            node("root", None, said("user", context, metadata={"is_user_system_message": 1})),
            node("q", "root", said("user", picture, 1736300001.0)),
            node("t", "q", said("assistant", thoughts, 1736300002.0, **by("o3"))),
            node("c", "t", said("assistant", code, 1736300003.0, recipient="python", **by("o3"))),
            node("o", "c", said("tool", output, 1736300004.0, **tool)),
            node(
                "r", "o", said("assistant", {"content_type": "reasoning_recap", "content": "3 s"})
            ),
            node("a", "r", said("assistant", "A pixel.", 1736300005.0, **by("o3"))),
            node("q2", "a", said("user", "Thanks", 1736300006.0)),
        ),
    }


def block(kind: str, **fields: Any) -> dict[str, Any]:
    """A block of a Claude message."""
    return {
        "start_timestamp": "2026-02-14T10:04:22Z",
        "stop_timestamp": None,
        "type": kind,
        **fields,
    }


def turn(uuid: str, sender: str, minute: int, *blocks: Any, **more: Any) -> dict[str, Any]:
    """A message of a Claude export; strings are blocks of text."""
    content = [block("text", text=each) if isinstance(each, str) else each for each in blocks]
    time = f"2026-02-14T10:{minute:02}:00.123456Z"
    text = "".join(each.get("text", "") for each in content)
    message = {
        "uuid": uuid,
        "text": text,
        "content": content,
        "sender": sender,
        "created_at": time,
        "updated_at": time,
        "attachments": [],
        "files": [],
    }
    return message | more


def chat(uuid: str, name: str, *messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A conversation of a Claude export."""
    return {
        "uuid": uuid,
        "name": name,
        "created_at": "2026-02-14T10:00:00.000000Z",
        "updated_at": "2026-02-14T11:00:00.000000Z",
        "account": {"uuid": "me"},
        "chat_messages": list(messages),
        **more,
    }


def linear_chat() -> dict[str, Any]:
    """A Claude conversation in order, with an attachment, a file, thinking and a tool."""
    notes = {
        "file_name": "notes.txt",
        "file_size": 7,
        "file_type": "text/plain",
        "extracted_content": "Pelican",
    }
    return chat(
        "k-1",
        "Notes on pelicans",
        turn("m1", "human", 1, "Sum up", attachments=[notes], files=[{"file_name": "a.png"}]),
        turn(
            "m2",
            "assistant",
            2,
            block("thinking", thinking="Short, then.", summaries=[]),
            block("tool_use", id="t1", name="web_search", input={"query": "pelican"}),
            block(
                "tool_result",
                tool_use_id="t1",
                name="web_search",
                content=[{"type": "knowledge", "title": "Pelican", "url": "https://example.com"}],
                is_error=False,
            ),
            block("text", text="A bird.", citations=[{"url": "https://example.com"}]),
            block("token_budget", remaining=5),
        ),
        turn("m3", "human", 3, "Thanks"),
        turn("m4", "assistant", 4, text="Welcome"),
    )


def branched_chat() -> dict[str, Any]:
    """A Claude conversation with parents: the question was edited, and its answer is the tip."""
    return chat(
        "k-2",
        "",
        turn("m1", "human", 1, "Name a pelican", parent_message_uuid=NO_PARENT),
        turn("m2", "assistant", 2, "Percy", parent_message_uuid="m1"),
        turn("m3", "human", 3, "Name two", parent_message_uuid=NO_PARENT),
        turn("m4", "assistant", 4, "Pete, Paul", parent_message_uuid="m3"),
        model="claude-sonnet-4-6",
        current_leaf_message_uuid="m2",
    )


def write(path: Path, *conversations: dict[str, Any]) -> Path:
    """The conversations as `conversations.json` at *path*."""
    path.write_text(json.dumps(list(conversations)))
    return path


def archive(path: Path, *conversations: dict[str, Any], **files: bytes) -> Path:
    """The conversations in an archive, with other files."""
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("conversations.json", json.dumps(list(conversations)))
        written.writestr("user.json", "{}")
        for name, content in files.items():
            written.writestr(name.replace("__", "."), content)
    return path
