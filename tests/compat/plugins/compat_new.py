"""A model of the generation that reads `prompt.messages` and yields `StreamEvent`s, in both worlds.

It streams its tool calls as events and calls `add_tool_call` for the same ones, mixes text as `str`
with events, hangs attributes of its own on what it is given, and takes tools of its provider.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json

import llm
from llm.models import _partition_tools
from llm.parts import (
    AttachmentPart,
    ReasoningPart,
    StreamEvent,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)


class Search(llm.ServerSideTool):
    """Search the web."""

    name = "search"
    plugin = "compat-new"

    def __init__(self, limit: int = 3):
        super().__init__()
        self.limit = limit

    def tool_spec(self, model):
        return {"type": "search", "limit": self.limit, "for": model.model_id}

    def prepare_request(self, model, kwargs):
        kwargs["include"] = ["sources"]


class NewOptions(llm.Options):
    effort: str | None = None


class _Shared:
    needs_key = "new"
    key_env_var = "NEW_API_KEY"
    can_stream = True
    supports_tools = True
    supports_schema = True
    attachment_types = {"image/png"}  # noqa: RUF012 - written as plugins write it

    class Options(NewOptions): ...

    def __init__(self, model_id):
        self.model_id = "new/" + model_id
        self.Options = NewOptions

    @property
    def supported_server_side_tools(self):
        return (Search,)

    def build_kwargs(self, prompt):
        here, server_side = _partition_tools(self, prompt.tools)
        kwargs = {"messages": [self.message(each) for each in prompt.messages]}
        kwargs["tools"] = [tool.name for tool in here]
        kwargs["tools"] += [tool.tool_spec(self) for tool in server_side]
        for tool in server_side:
            tool.prepare_request(self, kwargs)
        if prompt.schema:
            kwargs["schema"] = prompt.schema
        kwargs["hidden"] = getattr(prompt, "hide_reasoning", False)
        kwargs["options"] = prompt.options.model_dump(exclude_none=True)
        return kwargs

    def message(self, message):
        written = []
        for part in message.parts:
            if isinstance(part, TextPart):
                written.append(part.text)
            elif isinstance(part, AttachmentPart):
                written.append(part.attachment.base64_content())
            elif isinstance(part, ReasoningPart):
                written.append([part.text, part.provider_metadata])
            elif isinstance(part, ToolCallPart):
                written.append([part.name, part.arguments, part.tool_call_id])
            elif isinstance(part, ToolResultPart):
                written.append([part.output, part.tool_call_id])
        return [message.role, *written]

    def events(self, prompt, response, key):
        kwargs = self.build_kwargs(prompt)
        response.response_json = {"sent": kwargs, "key": key}
        response._thoughts = ["own"]
        meta = {"new": {"signature": "sig"}}
        yield StreamEvent(type="reasoning", chunk="hm", part_index=0, provider_metadata=meta)
        yield "Well"
        yield StreamEvent(type="text", chunk=", ")
        yield "yes"
        if prompt.prompt.startswith("use "):
            for number, name in enumerate(prompt.prompt.split()[1:]):
                arguments = {"where": name}
                call_id = f"call-{number}"
                yield StreamEvent(type="tool_call_name", chunk=name, tool_call_id=call_id)
                text = json.dumps(arguments)
                for half in (text[:5], text[5:]):
                    yield StreamEvent(type="tool_call_args", chunk=half, tool_call_id=call_id)
                call = llm.ToolCall(name=name, arguments=arguments, tool_call_id=call_id)
                call.thought_signature = "sig"
                response.add_tool_call(call)
        response.set_usage(input=3, output=4, details={"cached": 1})
        response.set_resolved_model(f"{self.model_id}-2026")


class New(_Shared, llm.KeyModel):
    def execute(self, prompt, stream, response, conversation=None, key=None):
        yield from self.events(prompt, response, self.get_key(key))


class AsyncNew(_Shared, llm.AsyncKeyModel):
    async def execute(self, prompt, stream, response, conversation=None, key=None):
        for event in self.events(prompt, response, self.get_key(key)):
            yield event


@llm.hookimpl
def register_models(register):
    register(New("one"), AsyncNew("one"), aliases=("n1",))
    register(New("two"), AsyncNew("two"))
