"""Toolboxes in prompts and chains."""

import asyncio
import copy
import threading
import time

import pytest

from llm import Toolbox, ToolCall
from llm.testing import AsyncScriptedModel, ScriptedModel


class Counter(Toolbox):
    """Counts."""

    def __init__(self, start: int = 0):
        self.count = start

    def up(self, by: int = 1):
        """Count up."""
        self.count += by
        return self.count


class Dynamic(Toolbox):
    """Finds out which tools it has when it is first used."""

    def __init__(self):
        self.prepared = []

    def prepare(self):
        self.prepared.append("sync")
        self.add_tool(found)

    async def prepare_async(self):
        self.prepared.append("async")
        self.add_tool(found)


def found():
    """Found later."""
    return "found"


def test_a_configured_toolbox_keeps_its_state(api):
    """The tools of one instance share its state, over rounds and chains."""
    box = Counter(10)
    model = api.model([[ToolCall("Counter_up", {}), ToolCall("Counter_up", {"by": 5})], ["end"]])
    api.wait(model.chain("x", tools=[box]).text())
    assert [result.output for result in model.prompts[1].tool_results] == ["11", "16"]
    assert all(result.instance is box for result in model.prompts[1].tool_results)
    assert box.count == 16


def test_a_toolbox_class(api):
    """A class that needs no configuration may be given; one instance serves the whole chain."""
    model = api.model([[ToolCall("Counter_up", {})], [ToolCall("Counter_up", {})], ["end"]])
    api.wait(model.chain("x", tools=[Counter]).text())
    assert [prompt.tool_results[0].output for prompt in model.prompts[1:]] == ["1", "2"]


def test_a_dynamic_toolbox_is_prepared_once(api):
    """A toolbox prepares itself once, before the first prompt that offers it is sent."""
    box = Dynamic()
    model = api.model([[ToolCall("found", {})], ["a"], [ToolCall("found", {})], ["b"]])
    response = model.prompt("x", tools=[box])
    assert box.prepared == []
    api.finish(response)
    assert [tool.name for tool in model.prompts[0].tools] == ["found"]
    results = api.wait(response.execute_tool_calls())
    assert [result.output for result in results] == ["found"]
    api.finish(api.wait(response.reply("y")))
    api.wait(model.chain("z", tools=[box]).text())
    assert box.prepared == ["async" if api.awaits else "sync"]


def test_a_toolbox_given_late_is_prepared(api):
    """A toolbox given only to `execute_tool_calls` is prepared before its tools are looked for."""
    box = Dynamic()
    response = api.finish(api.model([[ToolCall("found", {})]]).prompt("x"))
    results = api.wait(response.execute_tool_calls(tools=[box]))
    assert [result.output for result in results] == ["found"]
    assert len(box.prepared) == 1


def test_a_resumed_history_with_a_dynamic_toolbox(api):
    """Unanswered calls of a history find the tools of a toolbox that has to be prepared."""
    from llm import assistant, user
    from llm.parts import ToolCallPart

    model = api.model([["end"]])
    history = [user("a"), assistant(ToolCallPart("found", {}, "1"))]
    api.wait(model.chain(messages=history, tools=[Dynamic()]).text())
    assert model.prompts[0].tool_results[0].output == "found"


def test_a_toolbox_is_prepared_once_for_prompts_side_by_side():
    """Two prompts that begin together share one preparation, in a loop and in threads."""

    class Slow(Toolbox):
        def __init__(self):
            self.prepared = 0

        def prepare(self):
            time.sleep(0.01)
            self.prepared += 1

        async def prepare_async(self):
            await asyncio.sleep(0.01)
            self.prepared += 1

    box = Slow()
    model = ScriptedModel([["a"]] * 4)
    threads = [threading.Thread(target=model.prompt("x", tools=[box]).text) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert box.prepared == 1

    async def main():
        model = AsyncScriptedModel([["a"]] * 4)
        await asyncio.gather(*(model.prompt("x", tools=[box]).text() for _ in range(4)))

    asyncio.run(main())
    assert box.prepared == 2
    assert vars(copy.deepcopy(box)) == vars(box)


def test_a_preparation_that_fails_is_tried_again(api):
    """The prompt fails with its error; the next one prepares the toolbox anew."""

    class Flaky(Dynamic):
        def prepare(self):
            if not self.prepared:
                self.prepared.append("failed")
                raise OSError("not yet")
            super().prepare()

        async def prepare_async(self):
            if not self.prepared:
                self.prepared.append("failed")
                raise OSError("not yet")
            await super().prepare_async()

    box, model = Flaky(), api.model([["a"]])
    with pytest.raises(OSError, match="not yet"):
        api.wait(model.prompt("x", tools=[box]).text())
    assert api.wait(model.prompt("x", tools=[box]).text()) == "a"
    assert [tool.name for tool in model.prompts[0].tools] == ["found"]
