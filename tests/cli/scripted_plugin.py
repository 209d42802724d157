"""A plugin with models that do as their scripts say, sync and async; tests install it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click
import pydantic

import llm
from llm import Attachment
from llm.events import StreamEvent

PNG = b"\x89PNG\r\n\x1a\n"
WAIT = object()


class Options(llm.Options):
    temperature: float | None = pydantic.Field(description="How bold", ge=0, le=2, default=None)
    max_tokens: int | None = None


class Scripted(llm.Model):
    can_stream = True
    Options = Options

    def __init__(self, model_id, script):
        self.model_id, self.script = model_id, script

    def execute(self, prompt, stream, response, conversation):
        for chunk in self.script(prompt, stream, response):
            if chunk is WAIT:
                time.sleep(60)
            yield chunk


class AsyncScripted(llm.AsyncModel):
    can_stream = True
    Options = Options

    def __init__(self, model_id, script):
        self.model_id, self.script = model_id, script

    async def execute(self, prompt, stream, response, conversation):
        for chunk in self.script(prompt, stream, response):
            if chunk is WAIT:
                import asyncio

                await asyncio.sleep(60)
            yield chunk


class Keyed(llm.KeyModel):
    model_id = "keyed"
    needs_key = "scripted"
    key_env_var = "SCRIPTED_KEY"

    def execute(self, prompt, stream, response, conversation, key):
        yield f"key {key}"


class Seeing(Scripted):
    attachment_types = {"image/png"}  # noqa: RUF012 - written as plugins write it


def echo(prompt, stream, response):
    yield "said "
    yield f"<{prompt.prompt}>"
    response.set_usage(input=1234, output=56, details={"cached": 7})


def describe(prompt, stream, response):
    chosen = prompt.options.model_dump(exclude_none=True)
    yield f"stream={stream} system={prompt.system} hide={prompt.hide_reasoning} options={chosen}"


def see(prompt, stream, response):
    for attachment in prompt.attachments:
        yield f"{attachment.type} {len(attachment.content_bytes() or b'')} "


def think(prompt, stream, response):
    yield StreamEvent(type="reasoning", chunk="hmm")
    yield StreamEvent(type="text", chunk="answer")


def fenced(prompt, stream, response):
    yield "First:\n```python\none = 1\n```\nthen\n```\ntwo\n```\n"


def paint(prompt, stream, response):
    yield "before "
    for content in (PNG, PNG + b"2"):
        yield StreamEvent(
            type="attachment", chunk="", attachment=Attachment(type="image/png", content=content)
        )
    yield "after"


def fail(prompt, stream, response):
    raise RuntimeError("out of\n  order")
    yield ""


def fail_midway(prompt, stream, response):
    yield "partial"
    raise ValueError


def surrogate(prompt, stream, response):
    yield "half \ud83d pair"


def endless(prompt, stream, response):
    """Until the reader is gone; says in a file that it was stopped."""
    try:
        yield "partial\n"
        if prompt.prompt == "wait":
            yield WAIT
        while True:
            yield "more\n"
    finally:
        Path(os.environ["STOPPED"]).write_text("stopped")


SCRIPTS = {
    "echo": echo,
    "describe": describe,
    "think": think,
    "fenced": fenced,
    "paint": paint,
    "fail": fail,
    "fail-midway": fail_midway,
    "surrogate": surrogate,
    "endless": endless,
}


@llm.hookimpl
def register_models(register):
    for model_id, script in SCRIPTS.items():
        aliases = ("e", "ech") if model_id == "echo" else None
        register(Scripted(model_id, script), AsyncScripted(model_id, script), aliases=aliases)
    register(Seeing("see", see))
    register(Keyed())


@llm.hookimpl
def register_commands(cli):
    @cli.command()
    def greet():
        """Say hello."""
        click.echo("hello")

    @cli.command()
    def crash():
        raise LookupError("lost")
