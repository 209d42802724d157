"""Models that reach the bundled classes through their module, and clients of the `openai` package.

They are called with a key and every feature, and ask endpoints of their own through `get_client`.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import os

import click

import llm
import llm.default_plugins.openai_models
from llm.utils import logging_client

BASE = os.environ.get("COMPAT_URL", "http://127.0.0.1:9/v1")


class _Account:
    API_BASE = BASE

    def __init__(self, model_id, features, *args, **kwargs):
        _, model_name = model_id.split("/", 1)
        super().__init__(
            model_id,
            *args,
            key="sk-account",
            model_name=model_name,
            api_base=self.API_BASE,
            headers={"X-Account": "compat", "User-Agent": "compat/1.5"},
            can_stream=features.get("streaming", False),
            supports_tools=features.get("tools", False),
            supports_schema=features.get("schemas", False),
            **kwargs,
        )

    def __str__(self):
        return f"Account: {self.model_id}"


class AccountChat(_Account, llm.default_plugins.openai_models.Chat):
    pass


class AsyncAccountChat(_Account, llm.default_plugins.openai_models.AsyncChat):
    pass


def judged(result):
    return "flagged" if result.results[0].flagged else "fine"


class Moderation(llm.default_plugins.openai_models.Chat):
    """Asks another endpoint of the same server, as plugins for images and speech do."""

    needs_key = "judge"
    key_env_var = "JUDGE_API_KEY"

    def execute(self, prompt, stream, response, conversation=None, key=None):
        client = self.get_client(key)
        yield judged(client.moderations.create(input=prompt.prompt, model=self.model_name))


class AsyncModeration(llm.default_plugins.openai_models.AsyncChat):
    needs_key = "judge"
    key_env_var = "JUDGE_API_KEY"

    async def execute(self, prompt, stream, response, conversation=None, key=None):
        client = self.get_client(key, async_=True)
        async with client:
            result = await client.moderations.create(input=prompt.prompt, model=self.model_name)
        yield judged(result)


class OwnClient(llm.default_plugins.openai_models.Chat):
    """Sets up the client that is asked."""

    key = "sk-own"

    def get_client(self, key):
        client = super().get_client(key)
        return client.with_options(default_headers={"X-Own-Client": "1"}, max_retries=0)


class AsyncOwnClient(llm.default_plugins.openai_models.AsyncChat):
    key = "sk-own"

    def get_client(self, key, *, async_=False):
        client = super().get_client(key, async_=async_)
        return client.with_options(default_headers={"X-Own-Client": "1"}, max_retries=0)


class Continued(llm.default_plugins.openai_models.Completion):
    key = "sk-continued"

    def __str__(self):
        return f"Continued: {self.model_id}"


class Vectors(llm.default_plugins.openai_models.OpenAIEmbeddingModel):
    needs_key = "vectors"
    key_env_var = "VECTORS_API_KEY"
    batch_size = 2


@llm.hookimpl
def register_models(register):
    everything = {"streaming": True, "tools": True, "schemas": True}
    more = {"vision": True, "audio": True, "reasoning": True, "verbosity": True}
    register(
        AccountChat("account/all", everything, **more),
        AsyncAccountChat("account/all", everything, **more),
    )
    register(AccountChat("account/none", {}), AsyncAccountChat("account/none", {}))
    judge = {"model_name": "judge-1", "api_base": BASE, "headers": {"X-Judge": "1"}}
    register(Moderation("judge", **judge), AsyncModeration("judge", **judge))
    own = {"model_name": "own-1", "api_base": BASE}
    register(OwnClient("own-client", **own), AsyncOwnClient("own-client", **own))
    register(Continued("continued", model_name="c-1", api_base=BASE, default_max_tokens=5))


@llm.hookimpl
def register_embedding_models(register):
    register(Vectors("compat-vectors", "v-1", dimensions=2))


@llm.hookimpl
def register_commands(cli):
    @cli.command()
    def compat_account():
        """Show the account."""
        with logging_client() as client:
            click.echo(client.post(f"{BASE}/account", json={"of": "compat"}).json()["name"])
