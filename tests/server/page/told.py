"""A history to look at: what tests and screenshots of the page show."""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from pathlib import Path
from typing import Any

from llm.attachments import Attachment
from llm.ids import new_id
from llm.parts import (
    Message,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    system,
    tool_message,
    user,
)
from llm.store.opening import open_store
from llm.store.records import CallRecord
from llm.store.sqlite.backend import SQLiteStore
from llm.usage import Usage

LISBON = """Two days are enough for a good first look.

## Saturday

1. **Alfama** in the morning, before it gets warm: walk up from *Sé* to the viewpoint at
   `Portas do Sol`.
2. Lunch near the river.
3. The [tile museum](https://www.museudoazulejo.gov.pt/) - closed on Mondays.

## Sunday

| When | Where | Costs |
|:-----|:------|------:|
| 10:00 | Belém, by tram 15E | 3.10 |
| 13:00 | LX Factory | 0 |
| 17:00 | Miradouro da Graça | 0 |

> Take shoes that hold on smooth stone: the pavement is polished by a hundred years of feet.

```python
days = ["Saturday", "Sunday"]
print(f"{len(days)} days, {sum([3.10, 0, 0]):.2f} euros")
```
"""


def picture(width: int = 240, height: int = 160) -> bytes:
    """A PNG of a sky over the sea."""
    rows = b"".join(
        b"\0" + bytes((60 + y, 110 + y // 2, 190)) * width
        if y < height * 2 // 3
        else b"\0" + bytes((20, 70 + y // 4, 110)) * width
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    image = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + image


class Told:
    """Writes calls into the history at *path*, one after the other, the last one a minute ago.

    Attributes:
        ids: of the calls, by the name that each was given.
        conversations: ids of the conversations, likewise.

    """

    def __init__(self, path: Path, now: dt.datetime | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.now = now or dt.datetime.now(dt.UTC)
        self.ids: dict[str, str] = {}
        self.conversations: dict[str, str] = {}
        self._messages: dict[str, list[Message]] = {}

    def call(
        self,
        name: str,
        said: list[Message],
        answer: list[Message],
        *,
        after: str | None = None,
        beside: str | None = None,
        minutes_ago: float = 1,
        **more: Any,
    ) -> str:
        """Write a call; *after* and *beside* name calls of the same conversation."""
        before = self._messages[after] if after else []
        messages = [*before, *said]
        related = after or beside
        started = self.now - dt.timedelta(minutes=minutes_ago)
        record = CallRecord(
            id=new_id(),
            messages=messages,
            output=answer,
            started=started,
            conversation=self.conversations[related] if related else None,
            **{"model": "atlas-large", "duration_ms": 2340, "takes_tip": True, **more},
        )
        store: SQLiteStore = open_store(self.path)
        try:
            self.conversations[name] = store.begin(record)
            store.finish(record)
        finally:
            store.close()
        self.ids[name] = record.id
        self._messages[name] = [*messages, *answer]
        return record.id


def tell(told: Told) -> None:
    """A history with everything in it that the page can show."""
    told.call(
        "haiku",
        [system("Answer in verse."), user("A haiku about SQLite")],
        [assistant("One file on the disk -\na thousand years of questions\nanswered in silence.")],
        minutes_ago=9000,
        usage=Usage(14, 22),
        model="atlas-small",
    )
    told.call(
        "broken",
        [user("Translate the attached contract")],
        [assistant("Article 1: The parties agree")],
        status="error",
        error="The provider closed the connection in the midst of the answer. Try again.",
        minutes_ago=1500,
        usage=Usage(2110, 7),
    )
    told.call(
        "picture",
        [user("What can be seen here?", Attachment("image/png", content=picture()))],
        [
            Message(
                "assistant",
                [
                    ReasoningPart(
                        "Two bands of colour. The upper one is lighter, so sky over sea."
                    ),
                    TextPart("A calm **sea** under a clear sky, shortly after noon."),
                ],
            )
        ],
        minutes_ago=200,
        usage=Usage(812, 61, reasoning=38),
    )
    weather = ToolCallPart("weather", {"city": "Oslo", "days": 2}, "call_1")
    result = ToolResultPart("weather", '{"today": "snow, -4 °C", "tomorrow": "clear"}', "call_1")
    told.call(
        "ask-weather",
        [user("Do I need a coat in Oslo?")],
        [Message("assistant", [weather])],
        minutes_ago=90,
        usage=Usage(96, 18),
    )
    told.call(
        "weather",
        [tool_message(result)],
        [assistant("Yes: it snows today, at -4 °C. Tomorrow is clear, and colder still.")],
        after="ask-weather",
        minutes_ago=89,
        usage=Usage(141, 24),
    )
    told.call(
        "weekend-short",
        [user("What should I see in Lisbon in a weekend?")],
        [assistant("Alfama, Belém and a viewpoint at sunset.")],
        minutes_ago=12,
        model="atlas-small",
        usage=Usage(17, 12),
        duration_ms=410,
    )
    told.call(
        "weekend",
        [user("What should I see in Lisbon in a weekend?")],
        [
            Message(
                "assistant",
                [
                    ReasoningPart("A first visit, most likely. Two days, no museums on Monday."),
                    TextPart(LISBON),
                ],
            )
        ],
        beside="weekend-short",
        minutes_ago=10,
        usage=Usage(17, 243, reasoning=21),
        cost=0.0041,
    )
    told.call(
        "rain",
        [user("And if it rains?")],
        [assistant("Then go to the Gulbenkian, and have the tarts in Belém inside.")],
        after="weekend",
        minutes_ago=6,
        usage=Usage(268, 31),
    )
    told.call(
        "children",
        [user("And with two small children?")],
        [assistant("Then the **Oceanário** first, and the tram only after four o'clock.")],
        after="weekend",
        minutes_ago=3,
        usage=Usage(270, 29),
    )


def at(told: Told, name: str) -> str:
    """The address in the page of the call that is called *name*."""
    return f"#/c/{told.conversations[name]}/{told.ids[name]}"


def width_of(image: Any) -> int:
    """How wide the picture is that an element of the page shows, once it is loaded."""
    loaded = """async (image) => {
      while (!image.src) await new Promise((done) => setTimeout(done, 20));
      await image.decode();
      return image.naturalWidth;
    }"""
    return int(image.evaluate(loaded))
