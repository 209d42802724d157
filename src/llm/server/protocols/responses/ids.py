"""The ids of responses, conversations and items: how they are made from ours, and read. Pure.

A response is `resp_` and the id of its call; one that its client did not want to be stored is
`resp_unstored_…`, and is not found by it later. An item is a prefix of its kind, the call or the
place that it is from, the number of the message of ours that it belongs to, and its number in it:
so what a client sends back can be put together again as it was, or left to what the history has.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ULID = "[0-9a-hjkmnp-tv-z]{26}"
GIVEN = "i"
"""What the ids of items begin with that a call was given, and did not make."""
_ITEM = re.compile(rf"(?P<kind>[a-z]{{2,4}})_(?P<call>{_ULID})_(?P<message>\d+)_(?P<place>\d+)")
_RESPONSE = re.compile(rf"resp_(?P<call>{_ULID})")
_CONVERSATION = re.compile(rf"conv_(?P<call>{_ULID})")
UNSTORED = "resp_unstored_"

PREFIXES = {
    "message": "msg",
    "reasoning": "rs",
    "function_call": "fc",
    "function_call_output": "fco",
    "custom_tool_call": "ctc",
    "custom_tool_call_output": "cto",
    "mcp_call": "mcp",
    "image_generation_call": "ig",
}
"""What the ids of items begin with, by the type of the item."""
_KINDS = frozenset(PREFIXES.values())


class ItemId(NamedTuple):
    """Where an item is from.

    Attributes:
        call: the call, in lower case.
        message: the number of its message among those of the call's output, counted from 0.
        place: its number among the items of that message.
        given: the call was given it.

    """

    call: str
    message: int
    place: int
    given: bool = False


def item_id(kind: str, call: str, message: int, place: int, before: str = "") -> str:
    """The id of an item of that *kind*, a type of items."""
    return f"{before}{PREFIXES.get(kind, 'it')}_{call}_{message}_{place}"


def read_item_id(written: object) -> ItemId | None:
    """What an id says that `item_id` made; None for any other."""
    found = _ITEM.fullmatch(written) if isinstance(written, str) and len(written) < 80 else None
    if found is None:
        return None
    kind, call, message, place = found.groups()
    given = kind not in _KINDS
    if given and kind.removeprefix(GIVEN) not in _KINDS:
        return None
    return ItemId(call, int(message), int(place), given)


def response_id(call: str, *, stored: bool = True) -> str:
    """The id of the response that *call* is."""
    return f"resp_{call}" if stored else f"{UNSTORED}{call}"


def call_of(written: str) -> str | None:
    """The call that is the response with this id; None for one that cannot be there."""
    found = _RESPONSE.fullmatch(written)
    return found["call"] if found else None


def conversation_id(conversation: str) -> str:
    """The id by which the API knows *conversation* of the history."""
    return f"conv_{conversation}"


def conversation_of(written: str) -> str | None:
    """The conversation of the history with this id; None for one that cannot be there."""
    found = _CONVERSATION.fullmatch(written)
    return found["call"] if found else None
