"""A plugin whose models say what the file that `SCRIPT` names tells them to; tests install it.

The file is JSON: a list with a round for each answer of a chain, which is a list of steps. A step
is a piece of text, a number of seconds to wait (`0.5`; until a file called `go` is there, for
`"go"` in a list), or an object: `{"reasoning": …}`, `{"tool": name, "arguments": {…}}`,
`{"error": …}`, `{"attachment": type}`.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

import llm
from llm.events import StreamEvent


def steps(prompt, response):
    """What is yielded, and how long is waited, for one answer."""
    script = Path(os.environ["SCRIPT"])
    rounds = json.loads(script.read_text())
    results = sum(message.role == "tool" for message in prompt.messages)
    for number, step in enumerate(rounds[min(results, len(rounds) - 1)]):
        if isinstance(step, list):
            while not script.with_name(f"{step[0]}").exists():
                yield 0.01
        elif isinstance(step, (str, float, int)):
            yield step
        elif "reasoning" in step:
            yield StreamEvent("reasoning", step["reasoning"])
        elif "tool" in step:
            call = llm.ToolCall(step["tool"], step.get("arguments", {}), f"call-{number}")
            response.add_tool_call(call)
        elif "attachment" in step:
            made = llm.Attachment(type=step["attachment"], content=b"\x89PNG\r\n\x1a\n")
            yield StreamEvent("attachment", "", attachment=made)
        else:
            raise RuntimeError(step["error"])
    response.set_usage(input=3, output=2)
    response.finish_reason = "stop"


class Paced(llm.Model):
    model_id = "paced"
    can_stream = True
    supports_tools = True
    supports_schema = True

    def execute(self, prompt, stream, response, conversation):
        for step in steps(prompt, response):
            if isinstance(step, (int, float)):
                time.sleep(step)
            else:
                yield step


class AsyncPaced(llm.AsyncModel):
    model_id = "paced"
    can_stream = True
    supports_tools = True
    supports_schema = True

    async def execute(self, prompt, stream, response, conversation):
        for step in steps(prompt, response):
            if isinstance(step, (int, float)):
                await asyncio.sleep(step)
            else:
                yield step


@llm.hookimpl
def register_models(register):
    register(Paced(), AsyncPaced())


@llm.hookimpl
def register_tools(register):
    def nap(seconds: float) -> str:
        """Do nothing for some time."""
        time.sleep(seconds)
        return "rested"

    register(nap)
