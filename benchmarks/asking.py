"""Programs that ask the benchmarks' server, each run by an interpreter that is compared.

`python -m benchmarks.asking cost SIDE WORLD API WORDS:URL WORDS:URL` prints the microseconds of CPU
that a streamed event takes: the difference between two lengths, so that what a request costs as
such drops out. `python -m benchmarks.asking rate SIDE URL WORDS PROMPTS AT_ONCE` prints how many
prompts a process brings to their end in a second.

SIDE is `llm` for whichever release the interpreter has, `sdk` for the bare openai SDK, `raw` (only
`rate`) for a client that looks at nothing but the end of an answer: what the server can do.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from typing import Any, cast
from urllib.parse import urlsplit

MESSAGES: Any = [{"role": "user", "content": "hi"}]
# What a side makes of a URL: a function that asks there, once a call.
SettingUp = Callable[[str], Callable[[], Any]]


def ask_llm(api: str, prefix: str = "") -> SettingUp:
    """Prompts through this package or 0.36: the text of the answer, piece by piece."""
    from llm.default_plugins import openai_models

    kind = getattr(openai_models, prefix + {"chat": "Chat", "responses": "Responses"}[api])

    def setting_up(url: str) -> Callable[[], Any]:
        model = kind("benchmark", model_name="benchmark", api_base=url)
        return lambda: model.prompt("hi", key="x")

    return setting_up


def ask_sdk(api: str, prefix: str = "") -> SettingUp:
    """Requests through the bare openai SDK, with one client and its defaults."""
    import openai

    def setting_up(url: str) -> Callable[[], Any]:
        client = getattr(openai, prefix + "OpenAI")(base_url=url, api_key="x", max_retries=0)
        if api == "responses":
            return lambda: client.responses.create(
                model="benchmark", input=MESSAGES, stream=True, store=False
            )
        return lambda: client.chat.completions.create(
            model="benchmark",
            messages=MESSAGES,
            stream=True,
            stream_options={"include_usage": True},
        )

    return setting_up


SIDES: dict[str, Callable[..., SettingUp]] = {"llm": ask_llm, "sdk": ask_sdk}


def cost(side: str, world: str, api: str, *lengths: str) -> float:
    """Microseconds of CPU for an event; the arguments are those of the command line."""
    setting_up = SIDES[side](api, "Async" if world == "async" else "")
    sizes = [(int(words), url) for words, _, url in (each.partition(":") for each in lengths)]
    asked = [(words, setting_up(url)) for words, url in sizes]
    with asyncio.Runner() as runner:
        took = [
            runner.run(_acpu_seconds(ask, words)) if world == "async" else _cpu_seconds(ask, words)
            for words, ask in [asked[0], *asked]  # the first one imports, and is not counted
        ]
    return (took[2] - took[1]) / (sizes[1][0] - sizes[0][0]) * 1e6


def _cpu_seconds(ask: Callable[[], Iterable[Any]], words: int) -> float:
    began = time.process_time()
    count = sum(1 for _ in ask())
    took = time.process_time() - began
    assert words <= count <= words + 20, count
    return took


async def _acpu_seconds(ask: Callable[[], Any], words: int) -> float:
    began = time.process_time()
    count = 0
    async for _ in await _opened(ask):
        count += 1
    took = time.process_time() - began
    assert words <= count <= words + 20, count
    return took


async def _opened(ask: Callable[[], Any]) -> AsyncIterable[Any]:
    """What *ask* gives, ready for `async for`: the SDK has to be awaited for it."""
    given = ask()
    return cast(
        "AsyncIterable[Any]",
        given if hasattr(given, "__aiter__") else await cast("Awaitable[Any]", given),
    )


def rate(side: str, url: str, words: str, prompts: str, at_once: str) -> float:
    """Prompts a second; the arguments are those of the command line."""
    return asyncio.run(_rate(side, url, int(words), int(prompts), int(at_once)))


async def _rate(side: str, url: str, words: int, prompts: int, at_once: int) -> float:
    if side == "raw":
        began = time.perf_counter()
        shares = [prompts // at_once] * at_once
        await asyncio.gather(*(_read_raw(url, share) for share in shares))
        return sum(shares) / (time.perf_counter() - began)
    ask = SIDES[side]("chat", "Async")(url)
    waiting = iter(range(prompts))

    async def ask_in_turn() -> None:
        for _ in waiting:
            count = 0
            async for _ in await _opened(ask):
                count += 1
            assert words <= count <= words + 20, count

    async for _ in await _opened(ask):
        pass  # imports, and is not counted
    began = time.perf_counter()
    await asyncio.gather(*(ask_in_turn() for _ in range(at_once)))
    return prompts / (time.perf_counter() - began)


async def _read_raw(url: str, prompts: int) -> None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=2**22)
    request = (
        f"POST {parts.path}/chat/completions HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    ).encode()
    for _ in range(prompts):
        writer.write(request)
        await reader.readuntil(b"\r\n0\r\n\r\n")
    writer.close()
    await writer.wait_closed()


if __name__ == "__main__":
    programs: dict[str, Callable[..., float]] = {"cost": cost, "rate": rate}
    print(programs[sys.argv[1]](*sys.argv[2:]))
