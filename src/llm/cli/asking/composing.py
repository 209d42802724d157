"""Composer: what was given on the command line, and in templates -> what a model is asked.

What is given on the command line goes before what a template says.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llm.cli.asking.prompt_input import joined, read_piped
from llm.cli.asking.prompt_run import PromptRequest, options_for
from llm.cli.configured import for_conversation
from llm.cli.output.names import escaped
from llm.cli.tool_calls.approval import Approval, ask_on_terminal, is_yes
from llm.cli.tool_calls.watch import ToolWatch
from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass
from llm.resolving.filling import fill, needs_input, settings_of, takes_input, wishes
from llm.resolving.fragments import load_fragments, load_system_fragments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llm.attachments import Attachment
    from llm.cli.tool_calls.approval import Ask
    from llm.fragments import Fragment
    from llm.resolving.fragments import Loaded
    from llm.resolving.template import Template
    from llm.store.records import ToolDefinition
    from llm.tooling.limits import Limits


@dataclass(frozen=True)
class Given:
    """The options that all commands share that ask a model, as click parsed them."""

    prompt: str | None = None
    system: str | None = None
    model_id: str | None = None
    queries: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    attachment_types: Sequence[Attachment] = ()
    fragments: Sequence[str] = ()
    system_fragments: Sequence[str] = ()
    options: Sequence[tuple[str, str]] = ()
    schema_input: dict[str, Any] | None = None
    schema_multi: dict[str, Any] | None = None
    template: Sequence[str] = ()
    param: Sequence[tuple[str, str]] = ()
    tools: Sequence[str] = ()
    python_tools: Sequence[str] = ()
    tools_debug: bool = False
    tools_approve: bool = False
    tool_timeout: float = 120
    tool_output_limit: int = 100_000
    chain_limit: int = 5
    key: str | None = None
    no_stream: bool = False
    render: str = "auto"
    hide_reasoning: bool = False
    database: str | None = None
    no_log: bool = False
    log: bool = False
    _continue: bool = False
    conversation_id: str | None = None
    start: str | None = None


class Composer:
    """Puts the options of a command and the templates that they name together.

    Making one loads the templates, and asks for consent to what one that is not the user's own
    wants to do.

    Args:
        given: the options.
        ask: how the user is asked something.
        own_schema_first: the schema of the options goes before that of a template.
        begins: whether a conversation begins, so that the user's settings for new ones hold.

    Attributes:
        settings: what the templates say beside their text.

    """

    def __init__(
        self,
        given: Given,
        *,
        ask: Ask = ask_on_terminal,
        own_schema_first: bool = False,
        begins: bool = True,
    ) -> None:
        self._configured = for_conversation(given, begins=begins)
        self._given = given = self._configured.given
        self._ask = ask
        self._own_schema_first = own_schema_first
        self._templates = self._loaded()
        self.settings = settings_of(self._templates)
        for template in self._templates:
            self._get_consent(template)
        self._tools: list[Any] | None = None
        self._offered: Sequence[ToolDefinition] = ()
        self._piped = ""
        self._brought: frozenset[str] = frozenset()
        self._approval = Approval(ask)

    @property
    def model_id(self) -> str | None:
        """The model that is asked for, if any is."""
        return self._given.model_id or self.settings.model

    def read_prompt(self) -> str | None:
        """Standard input and the argument; waits for the user where nothing else says enough.

        Fragments are read first, as `-f -` takes standard input.
        """
        given = self._given
        has_fragments = self.read_fragments()
        if self._templates:
            required = any(
                needs_input(template, has_fragments=has_fragments) for template in self._templates
            )
        else:
            required = not (
                has_fragments
                or given.attachments
                or given.attachment_types
                or given.schema_input
                or given.schema_multi
            )
        piped = read_piped(required=required and given.prompt is None)
        if self._templates and not takes_input(self._templates):
            self._piped = piped  # it goes before all that the templates make of the argument
            return given.prompt
        return joined(piped, given.prompt)

    def read_fragments(self) -> bool:
        """Read the fragments of options and templates, and say whether any are for the prompt.

        Raises LLMError for what cannot be read.
        """
        loaded, _ = self._fragments, self._system_fragments
        return bool(loaded)

    def load_fragments(self, names: Iterable[str]) -> Loaded:
        """The fragments and attachments that *names* mean; raises LLMError where one is none."""
        return load_fragments(names, database=self._given.database)

    def offer_again(self, offered: Sequence[ToolDefinition], model: Any) -> None:
        """Offer the tools that were *offered* earlier in a conversation, unless others are named.

        The user has not named them now, and is asked about each of their calls.
        """
        if self._given.tools or self._given.python_tools or self.settings.tools:
            return
        from llm.cli.asking.continuing import tools_again
        from llm.tooling.execution import offered_tools

        self._offered = offered
        self._tools = tools_again(offered, model)
        self._brought = frozenset(tool.name for tool in offered_tools(self._tools))

    def for_another(self, model: Any) -> Composer:
        """The same for another *model*, which gets tools of its own, as toolboxes have a state."""
        other = copy(self)
        other._tools = None
        if self._offered:
            other.offer_again(self._offered, model)
        return other

    def offer(self, names: Sequence[str], model: Any) -> None:
        """Offer *model* the tools of these *names* from now on, and no others.

        The user names them now. Raises InvalidInput where one is none, and nothing has changed.
        """
        from llm.resolving.tools import resolve_tools

        self._tools = list(resolve_tools(names, model))
        self._brought = frozenset()

    def request(self, model: Any, text: str | None, *, stream: bool) -> PromptRequest:
        """What *model* is asked when the user says *text*. Raises InvalidInput."""
        given = self._given
        system = None
        if self._templates:
            filled = fill(self._templates, text or "", dict(given.param))
            text, system = joined(self._piped, filled.text), filled.system
        tools = self._tools_for(model)
        approval = self._approval_for() if tools else None
        return PromptRequest(
            text=text,
            system=given.system or system or self._configured.system,
            fragments=self._fragments.fragments,
            system_fragments=self._system_fragments,
            attachments=[*self._attachments(), *self._fragments.attachments],
            options=options_for(model, self.settings.options, given.options),
            schema=self._schema(),
            tools=tools if approval is None else approval.offered(tools),
            watch=ToolWatch(shows=given.tools_debug, approval=approval),
            limits=self._limits() if tools else None,
            chain_limit=given.chain_limit,
            key=given.key,
            hide_reasoning=given.hide_reasoning,
            stream=stream and model.can_stream,
        )

    @cached_property
    def _fragments(self) -> Loaded:
        return self.load_fragments([*self.settings.fragments, *self._given.fragments])

    @cached_property
    def _system_fragments(self) -> list[Fragment]:
        names = [*self.settings.system_fragments, *self._given.system_fragments]
        return load_system_fragments(names, database=self._given.database)

    def _loaded(self) -> list[Template]:
        if not self._given.template:
            return []
        from llm.resolving.templates import load_template

        return [load_template(name) for name in self._given.template]

    def _get_consent(self, template: Template) -> None:
        """Ask about what *template* wants to do. Raises InvalidInput when it may not."""
        name = escaped(template.name)  # which a plugin may have from elsewhere
        for wish in wishes(template):
            answer = self._ask(f"The template {name} wants to {wish}. Allow? [y/N]: ")
            if not is_yes(answer):
                reason = "nobody can be asked" if answer is None else "you did not allow it"
                raise InvalidInput(
                    f"The template {name} wants to {wish}, and {reason};"
                    " a template file of your own may do that without asking"
                )

    def _schema(self) -> dict[str, Any] | None:
        own = self._given.schema_multi or self._given.schema_input
        of_template = self.settings.schema
        return (own or of_template) if self._own_schema_first else (of_template or own)

    def _attachments(self) -> list[Attachment]:
        from llm.resolving.attachments import resolve_attachment, resolve_attachment_with_type

        settings = self.settings
        return [
            *(resolve_attachment(value) for value in settings.attachments),
            *(resolve_attachment_with_type(*pair) for pair in settings.attachment_types),
            *self._given.attachments,
            *self._given.attachment_types,
        ]

    def _tools_for(self, model: Any) -> list[Any]:
        """The tools of templates and options; made once, as toolboxes have a state."""
        if self._tools is None:
            self._tools = self._made_tools(model)
        return self._tools

    def _approval_for(self) -> Approval:
        """Who decides about tool calls. Raises ConfigError when the rules cannot be read."""
        from llm.config.tool_policy import load_rules

        self._approval.rules = load_rules()
        self._approval.asks_all = self._given.tools_approve
        self._approval.brought = self._brought
        return self._approval

    def _limits(self) -> Limits:
        from llm.cli.tool_calls.alarm import AlarmWatch
        from llm.tooling.limits import Limits

        given = self._given
        # Without a limit it is watched as well: Ctrl-C ends what does not listen.
        seconds = given.tool_timeout or float("inf")
        return Limits(seconds, given.tool_output_limit or None, AlarmWatch())

    def _made_tools(self, model: Any) -> list[Any]:
        given, settings = self._given, self.settings
        if not (settings.tools or given.tools or given.python_tools or settings.functions):
            return []
        from llm.resolving.functions import functions_from, functions_in
        from llm.resolving.tools import resolve_tools
        from llm.tooling.execution import offered_tools

        of_templates: list[Any] = list(resolve_tools(settings.tools, model))
        foreign = {
            spec
            for template in self._templates
            if not template._functions_is_trusted
            for spec in template.tools or []
        }
        named = zip(settings.tools, list(of_templates), strict=True)
        brought = [tool for spec, tool in named if spec in foreign]
        for code, source in settings.functions:
            of_templates += functions_in(code, source)
        own: list[Any] = []
        if model.supports_tools or not self._configured.offers:
            own += resolve_tools(given.tools, model)
            for code in given.python_tools:
                own += functions_from(code)
        if self._configured.asks_about_tools:
            brought += own
        self._brought |= {tool.name for tool in offered_tools(brought)}
        return of_templates + own
