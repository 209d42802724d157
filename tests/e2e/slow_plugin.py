"""A plugin whose models take their time, and tell in a file what they are at; tests install it.

Each line of the file that `TOLD` names is a time and what was done: `asked PROMPT`, `gave WORD`,
`napping`, `leaving`. `PAUSE` is how long a model takes for a word, `WORDS` how many it says; with
`STAYS` the process takes so many seconds to leave.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import time

import llm

PAUSE = float(os.environ.get("PAUSE", "0.02"))
WORDS = int(os.environ.get("WORDS", "40"))


def tell(what):
    with open(os.environ["TOLD"], "a") as file:
        file.write(f"{time.time()} {what}\n")


def words(prompt, response):
    """What each of the models says, in pieces; None for a pause that has no end."""
    tell(f"asked {prompt.prompt or ''}")
    if response.model.model_id == "silent":
        yield None
    for number in range(WORDS):
        yield f"word{number} "
    if response.model.model_id == "busy" and not prompt.tool_results:
        response.add_tool_call(llm.ToolCall("nap", {"seconds": float(prompt.prompt)}))


@atexit.register
def leave():
    if "STAYS" in os.environ:
        tell("leaving")
        time.sleep(float(os.environ["STAYS"]))


class Slow(llm.Model):
    can_stream = True
    supports_tools = True

    def __init__(self, model_id):
        self.model_id = model_id

    def execute(self, prompt, stream, response, conversation):
        for word in words(prompt, response):
            time.sleep(PAUSE if word else 60)
            yield word or ""
            tell(f"gave {word}")


class AsyncSlow(llm.AsyncModel):
    can_stream = True
    supports_tools = True

    def __init__(self, model_id):
        self.model_id = model_id

    async def execute(self, prompt, stream, response, conversation):
        for word in words(prompt, response):
            await asyncio.sleep(PAUSE if word else 60)
            yield word or ""
            tell(f"gave {word}")


@llm.hookimpl
def register_models(register):
    for model_id in ("slow", "silent", "busy"):
        register(Slow(model_id), AsyncSlow(model_id))


@llm.hookimpl
def register_tools(register):
    def nap(seconds: float) -> str:
        """Do nothing for some time."""
        tell("napping")
        time.sleep(seconds)
        return "rested"

    register(nap)
