"""Files that an async model is shown, while the loop has other things to do."""

from __future__ import annotations

import asyncio

from llm import Attachment
from llm.default_plugins.openai_models import AsyncChat
from tests.scripted_server import END, ScriptedServer, answer, chunked, delta


def test_the_loop_goes_on_while_a_url_is_read():
    """A PDF is fetched to be sent; whatever else the loop has to do is done meanwhile."""
    pdf = answer(b"%PDF-1.4", content_type="application/pdf")
    with ScriptedServer([0.5, pdf]) as files, ScriptedServer(chunked(delta("read"), END)) as chat:
        model = AsyncChat("m", api_base=chat.url, vision=True)
        attached = Attachment(type="application/pdf", url=f"{files.url}/a.pdf")

        async def ticking(done: asyncio.Event) -> int:
            ticks = 0
            while not done.is_set():
                await asyncio.sleep(0.01)
                ticks += 1
            return ticks

        async def both() -> tuple[str, int]:
            done = asyncio.Event()
            ticks = asyncio.create_task(ticking(done))
            text = await model.prompt("?", attachments=[attached]).text()
            done.set()
            return text, await ticks

        text, ticks = asyncio.run(both())
    assert text == "read"
    assert ticks > 5
    (sent,) = chat.bodies()
    assert sent["messages"][0]["content"][1]["type"] == "file"
