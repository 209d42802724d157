"""A plugin with models to chat with: they tell what they were sent; tests install it."""

from __future__ import annotations

import time

import llm


class Telling(llm.Model):
    """Answers with the texts that it was sent."""

    model_id = "telling"
    can_stream = True
    supports_tools = True

    def execute(self, prompt, stream, response, conversation):
        texts = [each.text() for each in prompt.messages if each.role != "system"]
        yield f"[{' | '.join(texts)}]"


class Slow(Telling):
    """Begins to answer, and does not come to an end."""

    model_id = "slow"

    def execute(self, prompt, stream, response, conversation):
        yield "part of it"
        time.sleep(60)


class Calling(Telling):
    """Wants to know the version first."""

    model_id = "calling"

    def execute(self, prompt, stream, response, conversation):
        if prompt.tool_results:
            yield f"told <{prompt.tool_results[0].output}>"
        else:
            response.add_tool_call(llm.ToolCall("llm_version", {}, "t1"))


@llm.hookimpl
def register_models(register):
    for model in (Telling(), Slow(), Calling()):
        register(model)
