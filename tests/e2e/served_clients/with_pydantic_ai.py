"""A conversation with tools, by pydantic-ai: over chat completions, responses and messages.

python with_pydantic_ai.py BASE_URL TOKEN MODEL
"""

import asyncio
import sys

from anthropic import AsyncAnthropic
from pydantic_ai import Agent
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider

base, token, name = sys.argv[1:]
openai = OpenAIProvider(base_url=f"{base}/v1", api_key=token)
anthropic = AnthropicProvider(anthropic_client=AsyncAnthropic(base_url=base, api_key=token))


def weather(city: str) -> str:
    """The weather in a city."""
    return f"It rains in {city}."


async def converse(model: object) -> None:
    agent: Agent = Agent(model, tools=[weather], instructions="Answer in one line.")
    first = await agent.run("Weather in Paris?")
    print(type(model).__name__, "first", first.output)
    async with agent.run_stream("Weather in Rome?", message_history=first.all_messages()) as second:
        print(type(model).__name__, "second", await second.get_output())
    print(type(model).__name__, "messages", len(second.all_messages()))


async def main() -> None:
    for model in (
        OpenAIChatModel(name, provider=openai),
        OpenAIResponsesModel(name, provider=openai),
        AnthropicModel(name, provider=anthropic),
    ):
        await converse(model)


asyncio.run(main())
