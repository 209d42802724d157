"""Many clients of a chat completions server at once, on bare asyncio: they cost little beside it.

    python -m benchmarks.listening ADDRESS MODEL STREAMS [TOKEN]

prints how many events arrived, and how many streams came to their `[DONE]`.
"""

from __future__ import annotations

import asyncio
import json
import sys

_END = b"data: [DONE]"


async def listen(address: str, model: str, token: str) -> tuple[int, bool]:
    """The events of one streamed answer, and whether it came to its end."""
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=2**20)
    asked = {
        "model": model,
        "stream": True,
        "messages": [{"role": "user", "content": "Say many words"}],
    }
    body = json.dumps(asked).encode()
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
        f"authorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
    events, ended, left = 0, False, b""
    while received := await reader.read(65536):
        *lines, left = (left + received).split(b"\n")
        events += sum(line.startswith(b"data: ") for line in lines)
        ended = ended or any(line.startswith(_END) for line in lines)
    writer.close()
    return events, ended


async def main(address: str, model: str, streams: str, token: str = "none") -> None:
    """Listen to *streams* answers at once, and print what came."""
    heard = await asyncio.gather(*(listen(address, model, token) for _ in range(int(streams))))
    print(sum(events for events, _ in heard), sum(ended for _, ended in heard))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
