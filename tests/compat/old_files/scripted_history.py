"""A plugin that old releases of `llm` load: a model that does as its prompt says, and tools.

It is written for every release from 0.13 to 0.36 at once, so it looks before it uses anything.
"""

import json
from typing import Any

import llm

TYPES = {"image/png", "text/plain"}
ENVELOPES = {"envelope": {"object": "response", "notice": "The same every time. " * 8}}
LONG = "Said at such length that it is worth leaving out where it is said again. "
PNG = b"\x89PNG\r\n\x1a\n"
Event: Any = getattr(getattr(llm, "parts", None), "StreamEvent", None)


class Scripted(llm.Model):
    """Does what the first word of the prompt says; else it repeats the prompt."""

    model_id = "scripted"
    can_stream = True
    supports_schema = True
    supports_tools = True
    attachment_types = TYPES
    supported_server_side_tools = (llm.ServerSideTool,) if hasattr(llm, "ServerSideTool") else ()
    json_replacements = ENVELOPES

    class Options(llm.Options):
        """What may be set."""

        temperature: float | None = None
        name: str | None = None

    def execute(self, prompt, stream, response, conversation):
        said = list(self.chunks(prompt, response))
        yield from said
        text = "".join(
            chunk if isinstance(chunk, str) else chunk.chunk
            for chunk in said
            if isinstance(chunk, str) or chunk.type == "text"
        )
        self.note(prompt, response, text)

    def note(self, prompt, response, text):
        """What a provider sends beside the answer."""
        words = (prompt.prompt or "").split()
        response.response_json = {"id": "r-1", "content": text, "stop": "end", "words": words}
        if words[:1] == ["quiet"]:
            response.response_json = None
        if words[:1] == ["wrapped"]:
            response.response_json = {
                "inner": self.json_replacements["envelope"],
                "close": {**self.json_replacements["envelope"], "more": "of this call"},
                "text": text,
            }
        if words[:1] == ["repeat"]:
            response.response_json = self.repeated(prompt)
        if words[:1] == ["marked"]:
            response.response_json = {"price": {"$": "100"}, "raw": {"$raw": 1}, "said": text}
        if hasattr(response, "set_usage") and words[:1] != ["quiet"]:
            response.set_usage(input=len(words) + 100, output=20, details={"cached": {"read": 3}})
        if hasattr(response, "set_resolved_model") and words[:1] == ["resolve"]:
            response.set_resolved_model("scripted-2024")

    def repeated(self, prompt):
        """A payload that says again all that the release keeps elsewhere."""
        asked = {"q": LONG + "é", "n": [1, LONG + "n"]}
        return {
            "reasoning": LONG + "thought",
            "metadata": {"sig": LONG + "sig", "deep": [LONG + "deep"]},
            "deep": LONG + "deep",
            "joined": f"<{LONG}answer> after {LONG}thought",
            "arguments": [asked, json.dumps(asked), json.dumps(asked, separators=(",", ":"))],
            "close": {**asked, "more": 1},
            "output": LONG + "result",
            "tools": [tool.description for tool in prompt.tools],
            "schema": prompt.schema,
            "dollars": [{"$": "0.1.text"}, {"$r": []}, {"$raw": {"$": 1}}],
        }

    def chunks(self, prompt, response):
        """What the model says."""
        given = getattr(prompt, "tool_results", None) or []
        if given:
            yield "Tools said: " + "; ".join(f"{each.name}={each.output}" for each in given)
            return
        first, _, rest = (prompt.prompt or "").partition(" ")
        if first == "use":
            yield "Let me look. "
            for number, call in enumerate(json.loads(rest)):
                response.add_tool_call(
                    llm.ToolCall(call["name"], call.get("arguments", {}), f"call-{number}")
                )
        elif first == "think":
            yield Event("reasoning", "First I think. ")
            yield Event("reasoning", "Then I think again.", provider_metadata={"p": {"sig": "s1"}})
            yield Event("reasoning", "", redacted=True, provider_metadata={"p": {"data": "xyz"}})
            yield Event("text", "Thought: ", provider_metadata={"p": {"cite": [1, 2]}})
            yield Event("text", rest)
        elif first == "search":
            own = {"tool_call_id": "ws-1", "server_executed": True}
            yield Event("tool_call_name", "web_search", **own)
            yield Event("tool_call_args", '{"q": "pelicans"}', **own)
            yield Event("tool_result", "Found: pelicans.", tool_name="web_search", **own)
            yield "Pelicans it is."
        elif first == "repeat":
            own = {"tool_call_id": "ws-1", "server_executed": True}
            signed = {"p": {"sig": LONG + "sig", "deep": [LONG + "deep"]}}
            yield Event("reasoning", LONG + "thought", provider_metadata=signed)
            yield Event("text", LONG + "answer")
            yield Event("tool_call_name", "web_search", **own)
            yield Event(
                "tool_call_args", json.dumps({"q": LONG + "é", "n": [1, LONG + "n"]}), **own
            )
            yield Event("tool_result", LONG + "result", tool_name="web_search", **own)
        elif first == "data":
            yield json.dumps({"name": "Cleo", "age": 5})
        elif first == "long":
            yield "A long answer that is said word for word in the payload too. " * 3
        else:
            yield "You said: "
            yield prompt.prompt or "nothing"
            attachments = getattr(prompt, "attachments", None) or []
            if attachments:
                yield f" with {len(attachments)} attachments"


@llm.hookimpl
def register_models(register):
    register(Scripted())


def upper(text: str) -> str:
    """Return the text in capital letters, all of it, however long it may be: a description."""
    return text.upper()


def broken() -> str:
    """Fails."""
    raise ValueError("It broke")


def picture() -> Any:
    """Draws."""
    return llm.ToolOutput(
        "A picture",
        attachments=[
            llm.Attachment(type="image/png", content=PNG + b"drawn"),
            llm.Attachment(type="image/png", url="https://example.com/drawn.png"),
        ],
    )


if hasattr(llm, "Toolbox"):

    class Shelf(llm.Toolbox):
        """A toolbox with a configuration."""

        def __init__(self, place: str = "here", size: int = 3):
            self.place = place
            self.size = size

        def count(self, kind: str) -> str:
            """Count what is on the shelf."""
            return f"{self.size} {kind} {self.place}"

    @llm.hookimpl
    def register_tools(register):
        register(upper)
        register(broken)
        register(picture)
        register(Shelf)
