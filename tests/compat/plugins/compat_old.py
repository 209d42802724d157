"""A model of the generation that knows no messages: history is in `conversation.responses`.

It answers with what it would send, as JSON.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json

from pydantic import Field

import llm


class Old(llm.Model):
    needs_key = "old"
    key_env_var = "OLD_API_KEY"
    can_stream = True
    supports_tools = True

    class Options(llm.Options):
        """What can be set."""

        temperature: float | None = Field(description="How bold", ge=0, le=1, default=None)

    def __init__(self, model_id, vision=False):
        self.model_id = f"old/{model_id}"
        if vision:
            self.attachment_types = {"image/png"}

    def __str__(self):
        return f"Old: {self.model_id}"

    def build_messages(self, prompt, conversation):
        messages = []
        current_system = None
        if conversation is not None:
            for previous in conversation.responses:
                if previous.prompt.system and previous.prompt.system != current_system:
                    current_system = previous.prompt.system
                    messages.append(f"system {current_system}")
                messages += [f"result {each.output}" for each in previous.prompt.tool_results]
                if previous.prompt.prompt:
                    messages.append(f"user {previous.prompt.prompt}")
                messages += [f"image {each.resolve_type()}" for each in previous.attachments]
                if previous.text_or_raise():
                    messages.append(f"assistant {previous.text_or_raise()}")
                messages += [f"call {each.name}" for each in previous.tool_calls_or_raise()]
        if prompt.system and prompt.system != current_system:
            messages.append(f"system {prompt.system}")
        messages += [f"result {each.output}" for each in prompt.tool_results]
        if prompt.prompt:
            messages.append(f"user {prompt.prompt}")
        messages += [f"image {each.resolve_type()}" for each in prompt.attachments]
        return messages

    def execute(self, prompt, stream, response, conversation):
        key = self.get_key()
        messages = self.build_messages(prompt, conversation)
        body = {"model": self.model_id, "messages": messages, "stream": stream}
        body.update(prompt.options.dict(exclude_none=True))
        response._prompt_json = body
        if prompt.prompt == "use the tool":
            response.add_tool_call(llm.ToolCall(name="look", arguments={"where": "here"}))
            yield ""
            return
        yield "heard "
        yield str(len(messages))
        response.response_json = {"sent": body, "key": key}
        response.set_usage(input=len(messages), output=2)


class Completion(llm.Model):
    """A model that takes no conversation and says so when it is handed one with turns in it."""

    model_id = "old/completion"

    def execute(self, prompt, stream, response, conversation):
        if conversation and conversation.responses:
            raise llm.ModelError("This model does not support conversations")
        yield json.dumps({"prompt": prompt.prompt})


@llm.hookimpl
def register_models(register):
    register(Old("plain"), aliases=["op"])
    register(Old("vision", vision=True))
    register(Completion())
