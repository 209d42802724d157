"""A plugin that gives every model an async one: it changes the entries of the list it is given."""

# mypy: ignore-errors
# (plugins are written without a type checker)

import asyncio

import llm


class InThread(llm.AsyncModel):
    def __init__(self, model):
        self.model_id = model.model_id
        self.can_stream = model.can_stream
        self.attachment_types = model.attachment_types
        self.supports_tools = model.supports_tools
        self.supports_schema = model.supports_schema
        self.needs_key = model.needs_key
        self.key_env_var = model.key_env_var
        self.Options = model.Options
        self.model = model

    def __str__(self):
        return f"In a thread: {self.model_id}"

    async def execute(self, prompt, stream, response, conversation):
        def run():
            return list(self.model.execute(prompt, stream, response, conversation))

        for chunk in await asyncio.to_thread(run):
            yield chunk


class KeyInThread(InThread, llm.AsyncKeyModel):
    async def execute(self, prompt, stream, response, conversation, key=None):
        def run():
            return list(self.model.execute(prompt, stream, response, conversation, key))

        for chunk in await asyncio.to_thread(run):
            yield chunk


@llm.hookimpl(trylast=True)
def register_models(register, model_aliases):
    for entry in model_aliases:
        if entry.model and not entry.async_model:
            cls = KeyInThread if isinstance(entry.model, llm.KeyModel) else InThread
            entry.async_model = cls(entry.model)
