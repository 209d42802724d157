"""Work that another thread does for the event loop."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import Any

import pytest

from llm.server.asking.elsewhere import to_do


def in_thread(job: Any) -> None:
    """Do *job* in another thread, to its end."""
    thread = threading.Thread(target=job)
    thread.start()
    thread.join(10)


@pytest.mark.parametrize("unheard", [False, True])
def test_who_waits_gets_what_it_comes_to(unheard: bool) -> None:
    """The result, and what the work raises, whatever that is."""

    def failing(error: BaseException) -> None:
        raise error

    async def waited() -> None:
        job, here = to_do(threading.current_thread, unheard=unheard)
        in_thread(job)
        assert await here is not threading.current_thread()
        for error in (ValueError("wrong"), StopIteration(), SystemExit(3), KeyboardInterrupt()):
            job, done = to_do(partial(failing, error), unheard=unheard)
            in_thread(job)
            with pytest.raises((ValueError, RuntimeError)) as raised:
                await done
            assert error in (raised.value, raised.value.__cause__)

    asyncio.run(waited())


@pytest.mark.parametrize("unheard", [False, True])
def test_nobody_waits_any_longer(unheard: bool) -> None:
    """It is left out, unless it is to be done all the same."""
    begun: list[int] = []

    async def left() -> None:
        job, done = to_do(lambda: begun.append(1), unheard=unheard)
        done.cancel()
        in_thread(job)
        await asyncio.sleep(0)

    asyncio.run(left())
    assert begun == [1] * unheard


def test_the_loop_has_gone() -> None:
    """The thread goes on with its next job."""

    async def made() -> Any:
        return to_do(lambda: 1)[0]

    in_thread(asyncio.run(made()))
