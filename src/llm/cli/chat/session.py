"""ChatSession: one chat as it stands - its model, what was said, what goes with the next message.

What is typed is `chat/loop.py`'s and `chat/commands.py`'s; here it is done.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llm.cli.asking.prompt_run import options_for, run_prompt
from llm.cli.chat.turns import Heard, Question, question_in, tokens_of, until_interrupt
from llm.cli.terminal import is_terminal
from llm.core.history import instructions_of, without_instructions
from llm.errors import ConversationNotSupported, InvalidInput
from llm.models.capabilities import check
from llm.models.observing import observed_by
from llm.resolving.fragments import Loaded

if TYPE_CHECKING:
    from llm.cli.asking.composing import Composer
    from llm.cli.asking.prompt_run import PromptRequest
    from llm.cli.chat.keeping import KeptChat
    from llm.cli.chat.loop import Said
    from llm.cli.showing.display import DisplaySettings
    from llm.models.response import BaseResponse
    from llm.parts import Message
    from llm.store.records import CallRecord
    from llm.usage import Usage

_REMEMBERED = 30
"""So many questions are known as they were typed; those before as they were sent."""


class ChatSession:
    """A chat with *model*.

    Args:
        model: who answers, until another is chosen.
        composer: the options of the command, which hold for each message; fragments and attachments
            go with the first.
        settings: how answers are shown.
        conversation: what is gone on with, if anything.
        resumed: the last call of that.
        usage: show with each answer how many tokens it took.
        look_up: gives the model of a name; raises LLMError.
        kept: the chat in the history, where one is kept.

    Attributes:
        model: who answers.
        conversation: what was said.
        pending: attachments that go with the next message.
        calls: every call of the chat, those included that were taken back.

    Raises ConversationNotSupported for a model that takes one prompt at a time.

    """

    def __init__(
        self,
        model: Any,
        composer: Composer,
        settings: DisplaySettings,
        *,
        conversation: Any = None,
        resumed: CallRecord | None = None,
        usage: bool = False,
        look_up: Callable[[str], Any] | None = None,
        kept: KeptChat | None = None,
    ) -> None:
        self.model = _conversing(model)
        self.conversation = conversation or model.conversation()
        self.pending: list[Any] = []
        self.calls: list[BaseResponse] = []
        self._composer = composer
        self._settings = settings
        self._usage = usage
        self._look_up = look_up or _registered
        self._kept = kept
        self._resumed = resumed
        self._own_model = model.model_id
        self._system: str | None = None
        self._asked: deque[Question] = deque(maxlen=_REMEMBERED)
        self._unanswered: Question | None = None
        self._replaced: Question | None = None
        """What the unanswered one was to stand in the place of."""
        self._sent = False
        self._here = None if resumed is None else resumed.id
        self._led_here = self._here  # or further: what it was sent begins with what is said here
        self._turn: list[BaseResponse] = []

    def check(self) -> None:
        """Raise what is wrong with the options of the command, before anybody types; ask nothing.

        What raises it is an LLMError.
        """
        request = self._composer.request(self.model, "", stream=self._settings.stream)
        check(self.model, request.ask(self.conversation).prompt)

    def say(self, said: Said) -> None:
        """Have a message answered, and show the answer.

        One whose answer fails is as if it had not been sent, but for `retry`; of one that is
        interrupted, what had arrived is kept.
        """
        loaded = said.loaded + Loaded([], self.pending)
        if not self._sent:
            request = self._composer.request(self.model, "", stream=False)
            loaded = Loaded(list(request.fragments), request.attachments) + loaded
        self.pending = []
        self._ask(Question(said.text, loaded, first=not self._sent))

    def retry(self) -> None:
        """Ask the last question again; the new answer stands beside the earlier one."""
        self._ask_instead(self.last_question())

    def ask_instead(self, text: str) -> None:
        """Ask *text* in the place of the last question, with all that went with that."""
        self._ask_instead(replace(self.last_question(), text=text))

    def undo(self) -> Question:
        """Take the last question and its answer back. The history keeps them, as a branch."""
        self._unanswered = None
        last = self.last_question()
        if self._kept and self._led_here:
            before = len(without_instructions(last.before))
            self._kept.go_back(self.conversation.id, self._led_here, before)
        self._go_back(last)
        if self._asked:
            self._asked.pop()
        self._sent = self._sent and not last.first
        return last

    def last_question(self) -> Question:
        """What was asked last. Raises InvalidInput when that is nothing."""
        if self._unanswered is not None:
            return self._unanswered
        if self._asked:
            return self._asked[-1]
        found = question_in(self.conversation.history(), self._resumed)
        if found is None:
            raise InvalidInput("Nothing has been asked yet")
        return found

    def _ask_instead(self, question: Question) -> None:
        """Ask *question* where the last one stands, or would if it had been answered."""
        failed = self._unanswered is not None
        self._ask(question, instead_of=self._replaced if failed else self.last_question())

    def _ask(self, question: Question, *, instead_of: Question | None = None) -> None:
        conversation, here = self.conversation, self._here
        had = len(conversation.responses)
        if instead_of is not None:
            self._go_back(instead_of)
        question = replace(question, before=self.conversation.history(), after=self._here)
        heard = Heard(self.conversation)
        try:
            with observed_by(heard):
                request = self._request(question)
                run_prompt(self.conversation, request, self._settings, usage=self._usage)
        except BaseException as error:
            self.calls += heard.calls
            if isinstance(error, KeyboardInterrupt) and self._keep_partial(heard.calls):
                self._note(question, heard.calls, replaces=instead_of is not None)
                raise
            # Half a chain, with calls that nobody answered, is nothing to go on from.
            del conversation.responses[had:]
            conversation.takes_tip = True  # the next answer does not follow what was kept of this
            self.conversation, self._here = conversation, here
            self._unanswered, self._replaced = question, instead_of
            raise
        self.calls += heard.calls
        self._note(question, heard.calls, replaces=instead_of is not None)
        self.conversation.takes_tip = False

    def _note(self, question: Question, calls: list[BaseResponse], *, replaces: bool) -> None:
        """*question* was answered by *calls*, and the chat goes on from there."""
        if replaces and self._asked:
            self._asked.pop()
        self._asked.append(question)
        self._unanswered = None
        self._sent = self._sent or question.first
        self._turn = calls
        self._here = calls[-1].id if calls else None
        self._led_here = self._here

    def _request(self, question: Question) -> PromptRequest:
        request = self._composer.request(self.model, question.text, stream=self._settings.stream)
        if question.as_sent:
            request = replace(request, text=question.text)
        if self._system is not None:
            request = replace(request, system=self._system or None, system_fragments=[])
        if self.model.model_id != self._own_model:
            # Options and keys that were given are those of the first model.
            options = options_for(self.model, {}, ())
            tools = [tool for tool in request.tools if takes_tool(self.model, tool)]
            request = replace(request, options=options, key=None, tools=tools)
        request.watch.names_calls = is_terminal(sys.stderr)
        loaded = question.loaded
        return replace(request, fragments=loaded.fragments, attachments=loaded.attachments)

    def _keep_partial(self, calls: Sequence[BaseResponse]) -> bool:
        """Go on from what had arrived of an answer that was interrupted; False for nothing."""
        history = until_interrupt(self.conversation.history(), calls)
        if history is None:
            return False
        self.conversation = self._conversation(history, takes_tip=True)
        return True

    def use_model(self, name: str) -> list[str]:
        """Let the model of this name answer from now on.

        Gives the names of the tools in use that it does not take. Raises LLMError, and nothing has
        changed, when there is no such model, or when it takes one prompt at a time.
        """
        self.model = _conversing(self._look_up(name))
        self.conversation = self._conversation(
            self.conversation.history(), takes_tip=self.conversation.takes_tip
        )
        return [name_of(tool) for tool in self.tools() if not takes_tool(self.model, tool)]

    def tools(self) -> list[Any]:
        """The tools that models are offered."""
        return self._composer.request(self.model, "", stream=False).tools

    def use_tools(self, specs: Sequence[str]) -> None:
        """Offer the tools that *specs* name, and no others, from now on. Raises InvalidInput."""
        self._composer.offer(specs, self.model)

    def instructions(self) -> str:
        """The instructions that the next message is answered under; `""` for none."""
        history = self.conversation.history()
        if self._system is not None:
            return self._system
        request = self._composer.request(self.model, "", stream=False)
        given = [*request.system_fragments, request.system or ""]
        return "\n\n".join(each for each in given if each) or instructions_of(history)

    def instruct(self, text: str) -> None:
        """Have what follows answered under these instructions; `""` for none."""
        self._system = text
        self.conversation = self._conversation(
            self.conversation.history(), takes_tip=self.conversation.takes_tip
        )

    def fork(self) -> tuple[str, bool]:
        """Go on in a new conversation; the one until here stays as it is.

        Gives its id, and whether the history knows it already, and not only from its first message
        on.
        """
        made = self._kept.fork(self._here) if self._kept and self._here else None
        name = self.conversation.name if made is None else made.name
        self.conversation = self._conversation(self.conversation.history())
        if made is None:
            from llm.ids import new_id

            self.conversation.id = new_id()
        else:
            self.conversation.id = made.id
        self.conversation.name = name
        return self.conversation.id, made is not None

    def usage(self) -> tuple[Usage, Usage]:
        """The tokens of the last turn, and of all calls of the chat."""
        return tokens_of(self._turn), tokens_of(self.calls)

    def _go_back(self, question: Question) -> None:
        """Go on from before *question*; what was said since is left to the history."""
        self.conversation = self._conversation(question.before, takes_tip=True)
        self._here = question.after

    def _conversation(self, messages: Sequence[Message], *, takes_tip: bool = False) -> Any:
        """The conversation with the present model, after *messages*."""
        kept = without_instructions(messages) if self._system == "" else messages
        return self.model.conversation_class(
            model=self.model,
            id=self.conversation.id,
            name=self.conversation.name,
            loaded_messages=list(kept),
            takes_tip=takes_tip,
        )


def _registered(name: str) -> Any:
    import llm

    return llm.get_model(name)


def _conversing(model: Any) -> Any:
    if not model.supports_conversation:
        raise ConversationNotSupported(f"{model} does not support conversations")
    return model


def takes_tool(model: Any, tool: Any) -> bool:
    """Whether *model* takes *tool*: an OfferedTool or a Toolbox."""
    from llm.models.capabilities import takes_server_side_tool
    from llm.tooling.server_side import ServerSideTool

    if isinstance(tool, ServerSideTool):
        return takes_server_side_tool(model, tool)
    return bool(model.supports_tools)


def name_of(tool: Any) -> str:
    """What users call *tool*."""
    return str(getattr(tool, "name", None) or type(tool).__name__)
