"""A conversation with tools, by chatlas: over chat completions, responses and messages.

python with_chatlas.py BASE_URL TOKEN MODEL
"""

import sys

from chatlas import ChatAnthropic, ChatOpenAI, ChatOpenAICompletions

base, token, name = sys.argv[1:]


def weather(city: str) -> str:
    """The weather in a city."""
    return f"It rains in {city}."


for label, chat in (
    ("chat", ChatOpenAICompletions(base_url=f"{base}/v1", api_key=token, model=name)),
    ("responses", ChatOpenAI(base_url=f"{base}/v1", api_key=token, model=name)),
    ("messages", ChatAnthropic(api_key=token, model=name, kwargs={"base_url": base})),
):
    chat.register_tool(weather)
    print(label, "first", chat.chat("Weather in Paris?", echo="none"))
    print(label, "second", "".join(chat.stream("Weather in Rome?")))
    print(label, "turns", len(chat.get_turns()))
