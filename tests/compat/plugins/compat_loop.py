"""A plugin that reaches everything through `llm`, and makes history up."""

# mypy: ignore-errors
# (plugins are written without a type checker)

import llm


def forged(model, conversation, said, answered, calls=()):
    prompt = llm.models.Prompt(said, model=model)
    response = llm.models.Response(prompt, model, stream=False, conversation=conversation)
    response._done = True
    response._chunks = [answered]
    response._tool_calls = [llm.models.ToolCall(**call) for call in calls]
    response.attachments = []
    conversation.responses.append(response)
    return response


def loop(model, question, tools):
    """Each round of a chain, as (text, names of calls)."""
    conversation = llm.Conversation(model=model)
    chain = conversation.chain(question, tools=tools, options={"effort": "low"})
    for _ in chain:
        pass
    assert hasattr(chain, "_responses")
    return [
        (response.text(), [call.name for call in getattr(response, "_tool_calls", [])])
        for response in chain._responses
    ]


def results(model, calls, tools):
    """What the tools of one round came to, when the model asks for *calls*."""
    chain = model.chain(f"use {' '.join(calls)}", tools=tools)
    for _ in chain:
        pass
    return [result.output for result in chain._responses[-1].prompt.tool_results]
