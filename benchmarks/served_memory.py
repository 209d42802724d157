"""What `llm serve` holds in memory: after many short calls, and of one stream that lasts an hour.

The history is kept. Bytes are those of the resident set of the server's process; for each call,
when it has come to a steady state, and for each event, beyond the text that it carries.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.environments import Environment, with_server
from benchmarks.rows import Row, at_most, limited
from benchmarks.running import alone
from benchmarks.served import Gateway, ours

ROUNDS = 1
CALLS = 20_000
AT_ONCE = 50
EVENTS = 180_000
"""Fifty a second for an hour; here they come in a quarter of a minute."""
BURST, BURST_SECONDS = 120, 0.01
LIMIT_OF_CALL = at_most(100.0)
LIMIT_OF_EVENT = at_most(5.0)
TOKEN = "token-of-the-benchmark"
_CALLS_OF_CONNECTION = 100
_SAMPLES = 200
_PAUSE = 0.1
_END = b"0\r\n\r\n"

MODELS = f"""
import asyncio
import llm

class Silent(llm.Model):
    def __init__(self, model_id):
        self.model_id = model_id

    def execute(self, prompt, stream, response, conversation):
        yield ""

class Words(llm.AsyncModel):
    can_stream = True

    def __init__(self, model_id, words):
        self.model_id, self._words = model_id, words

    async def execute(self, prompt, stream, response, conversation):
        for number in range(self._words):
            if not number % {BURST}:
                await asyncio.sleep({BURST_SECONDS})
            yield f"word{{number:06}} "

@llm.hookimpl
def register_models(register):
    for name, words in (("brief", 5), ("hour", {EVENTS})):
        register(Silent(name), Words(name, words))
"""
PATHS = ("/v1/chat/completions", "/v1/responses", "/v1/messages")
_LETTERS = len("word000000 ")


class Connection:
    """A connection that makes one request after another."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._made = 0

    async def open(self) -> None:
        """Connect."""
        host, _, port = self._address.partition(":")
        self._reader, self._writer = await asyncio.open_connection(host, int(port), limit=2**20)

    async def begin(self, path: str, body: object = None) -> str:
        """Send a request; the id of the call that answers it."""
        sent = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nhost: {self._address}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(sent)}\r\n"
            f"authorization: Bearer {TOKEN}\r\n\r\n"
        )
        self._writer.write(head.encode() + sent)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        if not lines[0].startswith("http/1.1 200"):
            raise RuntimeError(lines[0])
        self._headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        return self._headers.get("llm-call-id", "")

    async def pieces(self) -> int:
        """How many events came with what has come now; 0 when the answer is over."""
        received = await self._reader.read(2**16)
        return max(1, received.count(b"data: ")) if received and not self._ends(received) else 0

    def _ends(self, received: bytes) -> bool:
        self._left = (getattr(self, "_left", b"") + received)[-len(_END) :]
        return self._left == _END

    async def whole(self) -> bytes:
        """The rest of the answer."""
        if length := self._headers.get("content-length"):
            return await self._reader.readexactly(int(length))
        while await self.pieces():
            pass
        return b""

    def close(self) -> None:
        """Leave."""
        self._writer.close()


def _asking(model: str, text: str, *, stream: bool) -> dict[str, object]:
    return {"model": model, "stream": stream, "messages": [{"role": "user", "content": text}]}


async def many_calls(gateway: Gateway, calls: int) -> list[tuple[int, float]]:
    """The bytes that are held after so many *calls*, half of them streamed, sampled."""
    waiting = iter(range(calls))
    ended = 0
    samples: list[tuple[int, float]] = []

    async def ask_in_turn() -> None:
        nonlocal ended
        connection: Connection | None = None
        for count, number in enumerate(waiting):
            if connection is None or not count % _CALLS_OF_CONNECTION:
                if connection is not None:
                    connection.close()
                connection = Connection(gateway.address)
                await connection.open()
            asked = _asking("brief", f"Say something about {number}", stream=bool(number % 2))
            await connection.begin("/v1/chat/completions", asked)
            await connection.whole()
            ended += 1
            if not ended % max(1, calls // _SAMPLES):
                samples.append((ended, gateway.rss() * 2**20))
        if connection is not None:
            connection.close()

    await asyncio.gather(*(ask_in_turn() for _ in range(AT_ONCE)))
    return samples


@dataclass
class Stream:
    """One stream that was listened to.

    Attributes:
        samples: the bytes that were held when so many events had come.
        held: those that are held when the model has ended.

    """

    samples: list[tuple[int, float]]
    held: float


async def one_stream(gateway: Gateway, path: str, model: str, *, reads: bool) -> Stream:
    """What a stream takes while it runs and when it has ended; its client *reads*, or never."""
    listening, looking = Connection(gateway.address), Connection(gateway.address)
    await listening.open()
    await looking.open()
    asked = _asking(model, "Say many words", stream=True)
    if path == "/v1/responses":
        asked["input"] = asked.pop("messages")
    if path == "/v1/messages":
        asked["max_tokens"] = 10 * EVENTS
    call = await listening.begin(path, asked)
    reading = asyncio.create_task(listening.whole() if reads else asyncio.sleep(0))
    samples: list[tuple[int, float]] = []
    status = "running"
    while status == "running":
        await asyncio.sleep(_PAUSE)
        await looking.begin(f"/v1/calls/{call}")
        standing = json.loads(await looking.whole())
        status = standing["status"]
        samples.append((standing["events"], gateway.rss() * 2**20))
    await reading
    await asyncio.sleep(2)  # the history is written
    held = gateway.rss() * 2**20
    listening.close()
    looking.close()
    return Stream(samples, held)


def _slope(samples: Sequence[tuple[int, float]]) -> float:
    return statistics.linear_regression(
        [count for count, _ in samples], [held for _, held in samples]
    ).slope


def of_calls(environment: Environment, calls: int) -> float:
    """Bytes that each of the second half of so many *calls* leaves behind."""
    with ours(environment, "", MODELS, TOKEN) as gateway:
        samples = asyncio.run(many_calls(gateway, calls))
    first, last = samples[0][1] / 2**20, samples[-1][1] / 2**20
    print(f"{calls:,} calls, {AT_ONCE} at a time: {first:.1f} MiB at first, {last:.1f} at last")
    return _slope(samples[len(samples) // 2 :])


def of_stream(environment: Environment, path: str, *, reads: bool) -> float:
    """Bytes that each event of a stream takes while it runs, its text included."""
    with ours(environment, "", MODELS, TOKEN) as gateway:
        # The first one fills what is kept of the file of the history.
        before = asyncio.run(one_stream(gateway, path, "hour", reads=True)).held
        found = asyncio.run(one_stream(gateway, path, "hour", reads=reads))
    # The last sample is of a call that has ended.
    running = found.samples[len(found.samples) // 4 : -1]
    print(
        f"{path}, {found.samples[-1][0]:,} events: {before / 2**20:.1f} MiB before,"
        f" {running[-1][1] / 2**20:.1f} while it runs, {found.held / 2**20:.1f} afterwards"
    )
    return _slope(running)


def rows(rounds: int, calls: int = CALLS) -> Iterator[Row]:
    """The growth for each call and for each event, of *rounds* servers each."""
    environment = with_server()
    grown = [of_calls(environment, calls) for _ in range(rounds)]
    yield limited(f"`llm serve`, {calls:,} calls: memory for each", grown, "bytes", LIMIT_OF_CALL)
    for path, reads in itertools.product(PATHS, (True, False)):
        # An encoder of Responses has to say the whole text at the end.
        text = (2 if path == "/v1/responses" else 1) * _LETTERS
        grown = [of_stream(environment, path, reads=reads) - text for _ in range(rounds)]
        who = "is read" if reads else "nobody reads"
        what = f"`llm serve`, {path}: memory for an event that {who}, beyond {text} bytes of text"
        yield limited(what, grown, "bytes", LIMIT_OF_EVENT)


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
