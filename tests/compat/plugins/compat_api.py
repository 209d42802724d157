"""Commands that answer requests in OpenAI's form, as servers do, in both worlds.

The one forges history out of messages, response by response; the other hands messages over.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import asyncio
import json
import logging
import sys

import click
import sqlite_utils

import llm
from llm import Prompt, Response, ToolCall, ToolResult, hookimpl
from llm.parts import AttachmentPart, StreamEvent, TextPart, ToolCallPart, ToolResultPart

logger = logging.getLogger(__name__)


class RequestError(Exception):
    pass


# --- blocking: history is forged


def refuse(**arguments):
    raise NotImplementedError(str(arguments))


def tools_of(request):
    return [
        llm.Tool(
            name=each["function"]["name"],
            description=each["function"].get("description", ""),
            input_schema=each["function"]["parameters"],
            implementation=refuse,
        )
        for each in request.get("tools", ())
    ]


def calls_of(message):
    return [
        ToolCall(
            name=each["function"]["name"],
            arguments=json.loads(each["function"]["arguments"]),
            tool_call_id=each["id"],
        )
        for each in message.get("tool_calls") or ()
    ]


def forged(model, conversation, user, assistant, tools, system, results=()):
    response = Response(
        prompt=Prompt(
            prompt=user.get("content") or "",
            model=model,
            system=system,
            tools=tools,
            tool_results=list(results),
            options=model.Options(),
        ),
        model=model,
        stream=False,
        conversation=conversation,
    )
    response._done = True
    response._chunks = [assistant.get("content") or ""]
    response._tool_calls = []
    response.attachments = []
    for call in calls_of(assistant):
        response._tool_calls.append(call)
    conversation.responses.append(response)


def results_after(messages, calls):
    names = {call.tool_call_id: call.name for call in calls}
    found = []
    for message in messages:
        if message["role"] != "tool":
            break
        call_id = message["tool_call_id"]
        found.append(
            ToolResult(name=names[call_id], output=message["content"], tool_call_id=call_id)
        )
    return found


def answer(request):
    model = llm.get_model(request["model"])
    if request.get("tools") and not (hasattr(model, "supports_tools") and model.supports_tools):
        raise RequestError("no tools")
    if request.get("schema") and not (hasattr(model, "supports_schema") and model.supports_schema):
        raise RequestError("no schema")
    conversation, tools = model.conversation(), tools_of(request)
    messages = list(request["messages"])
    system = None
    if messages[0]["role"] == "system":
        system = messages.pop(0)["content"]
    results = []
    while len(messages) > 1:
        user, assistant, *messages = messages
        forged(model, conversation, user, assistant, tools, system, results)
        system = None
        results = results_after(messages, calls_of(assistant))
        messages = messages[len(results) :]
    options = {"temperature": 0.5} if "temperature" in model.Options.model_fields else {}
    response = conversation.prompt(
        messages[0]["content"] if messages else "",
        system=system,
        tools=tools,
        tool_results=results or None,
        schema=request.get("schema"),
        **options,
    )
    text = "".join(response)
    calls = response.tool_calls()
    usage = response.usage() if hasattr(response, "usage") else None
    return {
        "content": text,
        "calls": [[call.tool_call_id, call.name, call.arguments] for call in calls],
        "usage": [usage.input, usage.output],
        "sent": (response.response_json or {}).get("sent"),
    }


# --- awaiting: messages are handed over


def parts_of(message, names):
    content = message.get("content")
    parts = [TextPart(text=content)] if isinstance(content, str) else []
    for each in content if isinstance(content, list) else ():
        if each["type"] == "text":
            parts.append(TextPart(text=each["text"]))
        else:
            shown = llm.Attachment(type="image/png", content=each["image_url"]["url"].encode())
            parts.append(AttachmentPart(attachment=shown))
    for each in message.get("tool_calls") or ():
        name, arguments = each["function"]["name"], json.loads(each["function"]["arguments"])
        names[each["id"]] = name
        parts.append(ToolCallPart(name=name, arguments=arguments, tool_call_id=each["id"]))
    if message["role"] == "tool":
        call_id = message["tool_call_id"]
        return [ToolResultPart(name=names[call_id], output=content, tool_call_id=call_id)]
    return parts


def converted(messages):
    names = {}
    return [llm.Message(role=each["role"], parts=parts_of(each, names)) for each in messages]


def split(messages):
    if messages[-1].role != "user":
        return messages, None, []
    parts = messages[-1].parts
    text = "".join(part.text for part in parts if isinstance(part, TextPart))
    shown = [part.attachment for part in parts if isinstance(part, AttachmentPart)]
    return messages[:-1], text or None, shown


async def answer_async(request):
    try:
        model = llm.get_async_model(request["model"])
    except llm.UnknownModelError:
        return {"error": "model_not_found"}
    messages, prompt, shown = split(converted(request["messages"]))
    response = model.prompt(
        prompt=prompt,
        system=None,
        attachments=shown,
        messages=messages,
        stream=request.get("stream", False),
        tools=[
            llm.Tool(
                name=each["function"]["name"],
                description=each["function"].get("description"),
                input_schema=each["function"]["parameters"],
            )
            for each in request.get("tools", ())
        ],
        schema=None,
        options={name: request[name] for name in model.Options.model_fields if name in request},
    )
    try:
        deltas = []
        if request.get("stream"):
            async for event in response.astream_events():
                if isinstance(event, StreamEvent):
                    place = [event.message_index, event.part_index, event.tool_call_id]
                    deltas.append([event.type, event.chunk, *place])
        output = await response.messages()
        usage = await response.usage()
        sync = await response.to_sync_response()
        path = llm.user_dir() / "logs.db"
        await asyncio.to_thread(write_log, sync, path)
    except Exception as ex:  # noqa: BLE001 - written as plugins write it
        missing = isinstance(ex, llm.NeedsKeyException)
        return {"error": "credentials" if missing else str(ex)}
    parts = [part for message in output for part in message.parts]
    return {
        "id": f"chatcmpl-{response.id}",
        "model": response.resolved_model or model.model_id,
        "content": "".join(part.text for part in parts if isinstance(part, TextPart)),
        "calls": [
            [part.tool_call_id, part.name, part.arguments]
            for part in parts
            if isinstance(part, ToolCallPart)
        ],
        "usage": [usage.input, usage.output, usage.details],
        "sent": response.response_json["sent"],
        "deltas": deltas,
    }


def write_log(response, path):
    database = sqlite_utils.Database(path)
    response.log_to_db(database)
    database.conn.close()


@hookimpl
def register_commands(cli):
    @cli.command()
    @click.option("--await", "awaits", is_flag=True)
    def api(awaits):
        """Answer the request on standard input."""
        request = json.load(sys.stdin)
        if request.get("model") is None:
            names = [each.model_id for each in llm.get_models()]
            names += [each.model_id for each in llm.get_async_models()]
            click.echo(json.dumps(sorted(set(names))))
            return
        told = asyncio.run(answer_async(request)) if awaits else answer(request)
        click.echo(json.dumps(told))
