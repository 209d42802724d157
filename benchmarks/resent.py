"""What `llm serve` takes for a client that sends its whole conversation again at each turn.

CPU for each message beyond parsing the body, statements and bytes written for a turn. The client
is a thread of the server's process, whose own CPU is not counted.
"""

from __future__ import annotations

import http.client
import json
import statistics
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import llm
from benchmarks.rows import Row, at_most, limited
from benchmarks.running import alone
from benchmarks.turns import Speaker
from llm.server.running import Server
from llm.server.settings import Settings
from llm.testing import isolated_user, offered

ROUNDS = 1
TURNS = 1000
LIMIT = at_most(10.0)
PATHS = {"chat": "/v1/chat/completions", "messages": "/v1/messages", "responses": "/v1/responses"}


class Answers(llm.AsyncModel):
    """Says something else each time, at once."""

    model_id = "answers"

    def __init__(self) -> None:
        self._speaker = Speaker()

    async def execute(self, *_: Any, **__: Any) -> AsyncIterator[str]:
        """Some words."""
        yield self._speaker.words()


class Silent(llm.Model):
    """Beside it, for those who do not wait."""

    model_id = "answers"

    def execute(self, *_: Any, **__: Any) -> Iterator[str]:
        """Nothing."""
        yield ""


@contextmanager
def serving(database: Path) -> Iterator[Server]:
    """A server of this process, in a thread, for the block."""
    server = Server(Settings(port=0, database=str(database)))
    server.listen()
    started = threading.Event()
    thread = threading.Thread(target=server.run, args=(started.set,))
    thread.start()
    started.wait()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


class Client:
    """A conversation over one connection, in the words of one protocol."""

    def __init__(self, port: int, protocol: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._protocol = protocol
        self._speaker = Speaker(2)
        self.said: list[dict[str, Any]] = []

    def body(self) -> str:
        """The body of the next turn."""
        self.said.append({"role": "user", "content": self._speaker.words()})
        if self._protocol == "responses":
            return json.dumps({"model": "answers", "input": self.said, "store": False})
        asked = {"model": "answers", "messages": self.said, "max_tokens": 1000}
        return json.dumps(asked)

    def turn(self, body: str) -> None:
        """Send *body*, and take the answer into the conversation."""
        headers = {"content-type": "application/json"}
        self._connection.request("POST", PATHS[self._protocol], body, headers)
        answer = json.loads(self._connection.getresponse().read())
        if self._protocol == "chat":
            text = answer["choices"][0]["message"]["content"]
        elif self._protocol == "messages":
            text = answer["content"][0]["text"]
        else:
            text = answer["output"][0]["content"][0]["text"]
        self.said.append({"role": "assistant", "content": text})

    def close(self) -> None:
        """Leave."""
        self._connection.close()


def _written() -> int:
    """Bytes that this process has written to files."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("wchar")).split()[1])


def measured(protocol: str, turns: int) -> dict[str, list[float]]:
    """For each turn: CPU in microseconds beyond parsing, messages, statements, bytes written."""
    found: dict[str, list[float]] = {"cpu": [], "messages": [], "statements": [], "bytes": []}
    with ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(isolated_user(Path(directory, "user")))
        stack.enter_context(offered(Silent(), Answers()))
        server = stack.enter_context(serving(Path(directory, "logs.db")))
        client = stack.enter_context(closing(Client(server.settings.port, protocol)))
        client.turn(client.body())
        assert server.service is not None
        history = server.service.history
        assert history is not None
        store = history._recorder.store
        assert store is not None
        statements: list[str] = []
        store.connection.set_trace_callback(statements.append)
        for _ in range(turns):
            body = client.body()
            began = time.thread_time()
            json.loads(body)
            parsing = time.thread_time() - began
            statements.clear()
            before, own, written = time.process_time(), time.thread_time(), _written()
            client.turn(body)
            while history._jobs.qsize() or history._recorder._live:
                time.sleep(0.0005)
            taken = time.process_time() - before - (time.thread_time() - own) - parsing
            found["cpu"].append(taken * 1e6)
            found["messages"].append(len(client.said) - 1)
            found["statements"].append(
                sum("'search_" not in each for each in statements)  # the index's own
            )
            found["bytes"].append(_written() - written)
        store.connection.set_trace_callback(None)
    return found


def rows(rounds: int, turns: int = TURNS) -> Iterator[Row]:
    """What each protocol costs for a message, over *rounds* conversations of so many *turns*."""
    for protocol, path in PATHS.items():
        costs = [_cost(protocol, turns) for _ in range(rounds)]
        what = f"`llm serve`, {path}: CPU for a message sent again, beyond parsing"
        yield limited(what, costs, "µs", LIMIT)


def _cost(protocol: str, turns: int) -> float:
    found = measured(protocol, turns)
    tenth = max(1, turns // 10)
    fit = statistics.linear_regression(found["messages"], found["cpu"])
    print(f"{protocol}: {fit.intercept / 1000:.2f} ms of CPU for a turn, beside its messages")
    for what in ("statements", "bytes"):
        first, last = (
            statistics.median(found[what][part])
            for part in (slice(None, tenth), slice(-tenth, None))
        )
        print(f"{protocol}: {what} for a turn: {first:,.0f} at first, {last:,.0f} at last")
    return fit.slope


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
