"""The plugin that both sides of the comparison load: models that do as they are told, and the rest.

What a model does, the first word of the prompt says; any other prompt is repeated.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import asyncio
import enum
import json

import click
from pydantic import Field, field_validator

import llm
from llm.parts import StreamEvent

PNG = b"\x89PNG\r\n\x1a\n"


class Colour(str, enum.Enum):  # noqa: UP042 - written as plugins write it
    """What an enumerated option may be."""

    RED = "red"
    BLUE = "blue"


class Shade(enum.Enum):
    """One that is no text."""

    DARK = "dark"


class Options(llm.Options):
    """One option of each kind."""

    temperature: float | None = Field(
        description="How bold the answer is, from the most careful to the most daring one there is",
        ge=0,
        le=2,
        default=None,
    )
    max_tokens: int | None = Field(description="How long the answer may be", default=None)
    polite: bool | None = Field(default=None)
    colour: Colour | None = None
    shade: Shade | None = None
    label: str = "none"

    @field_validator("label")
    def known(cls, value):  # noqa: N805 - pydantic's way
        """Refuse one word, with a message of the plugin's own."""
        if value == "forbidden":
            raise ValueError("forbidden is not allowed")
        return value


def looked_up():
    """The events of a tool that the provider runs."""
    own = {"tool_call_id": "ws-1", "server_executed": True}
    yield StreamEvent("tool_call_name", "web_search", **own)
    yield StreamEvent("tool_call_args", '{"q": "pelicans"}', **own)
    yield StreamEvent("tool_result", "Found: pelicans.", tool_name="web_search", **own)
    yield "Pelicans it is."


def described(prompt, stream):
    """All that the model was told beside the text."""
    options = {
        name: getattr(value, "value", value)
        for name, value in prompt.options.model_dump(exclude_none=True).items()
    }
    yield f"stream={stream} system={prompt.system!r} hide={prompt.hide_reasoning} {options}"
    yield f" tools={[tool.name for tool in prompt.tools]} schema={json.dumps(prompt.schema)}"
    yield f" attachments={[each.type for each in prompt.attachments]}"
    yield f" roles={[message.role for message in prompt.messages]}"


def answer(prompt, stream, response):  # noqa: C901, PLR0912 - a list of what it can be told
    """What a model answers."""
    text = prompt.prompt or ""
    first, _, rest = text.strip().partition(" ")
    if prompt.tool_results:
        if first != "loop" and not any(each.name == "again" for each in prompt.tool_results):
            yield "Tools said: "
            yield "; ".join(f"{each.name}={each.output}" for each in prompt.tool_results)
            return
        first = "loop"
    if first == "use":
        yield "Let me look. "
        for number, call in enumerate(json.loads(rest)):
            response.add_tool_call(
                llm.ToolCall(call["name"], call.get("arguments", {}), f"call-{number}")
            )
    elif first == "loop":
        yield "Once more."
        response.add_tool_call(llm.ToolCall("again", {}, "call-again"))
    elif first == "think":
        yield StreamEvent("reasoning", "First I think. ")
        yield StreamEvent("reasoning", "Then I think again.")
        yield StreamEvent("text", "Thought: ")
        yield StreamEvent("text", rest)
    elif first == "look-up":
        yield from looked_up()
    elif first == "describe":
        yield from described(prompt, stream)
    elif first == "code":
        yield "First:\n```python\none = 1\n```\nthen\n```\ntwo\n```\nDone."
    elif first == "fail":
        raise RuntimeError("the model is out of order")
    elif first == "fail-value":
        raise ValueError("no such thing")
    elif first == "stumble":
        yield "Half of the"
        raise RuntimeError("the line was cut")
    elif first == "resolve":
        response.set_resolved_model("echo-2026")
        yield "resolved"
    elif first == "items":
        yield json.dumps({"items": [{"name": "Cleo", "age": 5}, {"name": "Pancho", "age": 6}]})
    elif prompt.schema is not None:
        yield json.dumps({"name": "Cleo", "age": 5})
    elif first == "silent":
        return
    else:
        yield "said "
        yield f"<{text}>"
        for attachment in prompt.attachments:
            yield f" {attachment.type}"


def note(prompt, response):
    """Say what the answer took."""
    if "quiet" not in (prompt.prompt or ""):
        response.set_usage(input=1234, output=56, details={"cached": {"read": 7}})


class Echo(llm.Model):
    """Takes everything."""

    model_id = "echo"
    can_stream = True
    supports_schema = True
    supports_tools = True
    attachment_types = {"image/png", "text/plain", "application/pdf"}  # noqa: RUF012 - as plugins do
    Options = Options

    def execute(self, prompt, stream, response, conversation):
        """Answer at once."""
        yield from answer(prompt, stream, response)
        note(prompt, response)


class AsyncEcho(llm.AsyncModel):
    """The same, in a loop."""

    model_id = "echo"
    can_stream = True
    supports_schema = True
    supports_tools = True
    attachment_types = {"image/png", "text/plain", "application/pdf"}  # noqa: RUF012 - as plugins do
    Options = Options

    async def execute(self, prompt, stream, response, conversation):
        """Answer at once."""
        for chunk in answer(prompt, stream, response):
            await asyncio.sleep(0)
            yield chunk
        note(prompt, response)


class Plain(llm.Model):
    """Takes text only."""

    model_id = "plain"

    def execute(self, prompt, stream, response, conversation):
        """Repeat the prompt."""
        yield f"plainly {prompt.prompt}"


class Lonely(llm.Model):
    """Takes no conversation."""

    model_id = "lonely"
    supports_conversation = False

    def execute(self, prompt, stream, response, conversation):
        """Repeat the prompt."""
        yield f"alone {prompt.prompt}"


class Keyed(llm.KeyModel):
    """Shows its key."""

    model_id = "keyed"
    needs_key = "scripted"
    key_env_var = "SCRIPTED_KEY"
    can_stream = True

    def execute(self, prompt, stream, response, conversation, key):
        """Say which key it was given."""
        yield f"key {key}"


class Letters(llm.EmbeddingModel):
    """Makes vectors of the letters of what it is given."""

    model_id = "letters"
    supports_binary = True
    batch_size = 3

    def embed_batch(self, items):
        """Count, and refuse one word."""
        for item in items:
            data = item if isinstance(item, bytes) else item.encode()
            if b"REFUSED" in data:
                raise ValueError("no such content")
            vector = [0.0] * 6
            for place, byte in enumerate(data):
                vector[place % 6] += byte * (1 + place // 6) / 7
            yield vector


class Words(Letters):
    """Takes no bytes."""

    model_id = "words"
    supports_binary = False


class KeyedLetters(llm.EmbeddingModel):
    """Needs a key, which shows."""

    model_id = "keyed-letters"
    needs_key = "scripted"
    key_env_var = "SCRIPTED_KEY"

    def embed_batch(self, items, *, key=None):
        """How long the text and the key are."""
        for item in items:
            yield [float(len(item)), float(len(self.get_key(key)))]


def upper(text: str) -> str:
    """Return the text in capital letters."""
    return text.upper()


def again() -> dict:
    """Ask for more.

    The answer never ends it.
    """
    return {"more": True, "list": [1, 2]}


def broken(reason: str = "none") -> str:
    """Fails."""
    raise ValueError(f"It broke: {reason}")


async def later(count: int) -> str:
    """Answers from a loop."""
    return f"later {count}"


def picture():
    """Draws."""
    return llm.ToolOutput(
        "A picture", attachments=[llm.Attachment(type="image/png", content=PNG + b"drawn")]
    )


class Shelf(llm.Toolbox):
    """A shelf with things on it."""

    def __init__(self, place: str = "here", size: int = 3):
        self.place = place
        self.size = size

    def count(self, kind: str) -> str:
        """Count what is on the shelf."""
        return f"{self.size} {kind} {self.place}"

    def fill(self, kind: str, number: int = 1) -> str:
        """Put more on the shelf."""
        self.size += number
        return f"now {self.size} {kind}"


class Moving(llm.Toolbox):
    """Knows its tools when it is made."""

    def __init__(self, names: str = "go,stop"):
        self.names = names

    def tools(self):
        """One tool for each name."""
        for name in self.names.split(","):
            yield llm.Tool(
                name=f"moving_{name}",
                description=f"Does {name}",
                input_schema={"type": "object", "properties": {}},
                implementation=lambda name=name: f"{name} done",
            )


@llm.hookimpl
def register_models(register):
    register(Echo(), AsyncEcho(), aliases=("e", "ech"))
    register(Plain())
    register(Lonely(), aliases=("lone",))
    register(Keyed())


@llm.hookimpl
def register_embedding_models(register):
    register(Letters(), aliases=("let",))
    register(Words())
    register(KeyedLetters())


@llm.hookimpl
def register_tools(register):
    for tool in (upper, again, broken, later, picture, Shelf, Moving):
        register(tool)
    register(upper, name="shout")


@llm.hookimpl
def register_template_loaders(register):
    register("tpl", load_template)


def load_template(name):
    """Templates by what they do."""
    if name == "missing":
        raise ValueError("There is no such template")
    return llm.Template(name=name, prompt=f"From {name}: $input", system="Be loaded")


@llm.hookimpl
def register_fragment_loaders(register):
    register("frag", load_fragment)
    register("many", load_several)


def load_fragment(name):
    """One text.

    It says its name.
    """
    if name == "missing":
        raise ValueError("There is no such fragment")
    return llm.Fragment(f"fragment {name}", f"frag:{name}")


def load_several(name):
    """Several texts and a picture."""
    return [
        llm.Fragment("one", "many:1"),
        llm.Fragment("two", "many:2"),
        llm.Attachment(type="image/png", content=PNG + b"seen"),
    ]


@llm.hookimpl
def register_commands(cli):
    @cli.command()
    @click.argument("name", default="you")
    def greet(name):
        """Say hello."""
        click.echo(f"hello {name}")
