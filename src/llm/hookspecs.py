"""The seven hooks of a plugin: what each is for, and what it is handed.

A plugin is a module that implements any of them and is named by an entry point of the group
`llm`:

    import llm

    @llm.hookimpl
    def register_models(register):
        register(MyModel(), aliases=("mine",))

An implementation may leave out the parameters that it does not use. One that raises costs what
it did not get to register, one line on standard error, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pluggy import HookimplMarker, HookspecMarker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Protocol, TypeAlias

    import click

    from llm.attachments import Attachment
    from llm.fragments import Fragment
    from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
    from llm.models.kinds import AsyncModel, Model
    from llm.models.registered import ModelWithAliases
    from llm.tooling.tool import Tool
    from llm.tooling.toolbox import Toolbox

    class RegisterModel(Protocol):
        """What `register_models` is given."""

        def __call__(
            self,
            model: Model,
            async_model: AsyncModel | None = None,
            aliases: Iterable[str] | None = None,
        ) -> None:
            """Offer a model."""

    class RegisterEmbeddingModel(Protocol):
        """What `register_embedding_models` is given."""

        def __call__(
            self,
            model: EmbeddingModel,
            aliases: Iterable[str] | None = None,
            *,
            async_model: AsyncEmbeddingModel | None = None,
        ) -> None:
            """Offer an embedding model."""

    class RegisterTool(Protocol):
        """What `register_tools` is given."""

        def __call__(
            self, tool: Tool | type[Toolbox] | Callable[..., Any], name: str | None = None
        ) -> None:
            """Offer a tool, or a toolbox class."""

    TemplateLoader: TypeAlias = Callable[[str], Any]
    IndexFactory: TypeAlias = Callable[[], Any]
    FragmentLoader: TypeAlias = Callable[[str], Fragment | Attachment | list[Fragment | Attachment]]

hookspec = HookspecMarker("llm")
hookimpl = HookimplMarker("llm")


@hookspec
def register_commands(cli: click.Group) -> None:
    """Add commands to the command line.

    Args:
        cli: the group behind `llm`; the commands of this package are in it already, and may
            be replaced.

    """


@hookspec
def register_models(register: RegisterModel, model_aliases: list[ModelWithAliases]) -> None:
    """Offer models. Called when one of them is looked up, or when all are listed.

    Every caller gets an instance of its own: a copy of one that was registered, where that holds
    nothing but data, and else one that is registered for it.

    Args:
        register: `register(model, async_model=None, aliases=None)` offers a model, the same
            for `async` code, and short names for both. An id or alias that an earlier plugin
            offered now means this model.
        model_aliases: what has been offered so far. A plugin that adds to the models of others
            changes the entries of this list in place; it asks with
            `@llm.hookimpl(trylast=True)` to be called after the others.

    """


@hookspec
def register_embedding_models(register: RegisterEmbeddingModel) -> None:
    """Offer models that turn text or bytes into vectors.

    Args:
        register: `register(model, aliases=None, *, async_model=None)` offers a model, short
            names for it, and the same for `async` code. A model may bring the latter itself, as
            its `async_model`, and then has it in the hands of plugins that call this hook too.

    """


@hookspec
def register_tools(register: RegisterTool) -> None:
    """Offer tools that models may call.

    Args:
        register: `register(tool, name=None)` offers a function, an `llm.Tool`, or a subclass
            of `llm.Toolbox`: the class, not an instance. Where the name is taken, `_1`, `_2`,
            … is added.

    """


@hookspec
def register_template_loaders(register: Callable[[str, TemplateLoader], None]) -> None:
    """Offer templates by name: `llm -t prefix:name`.

    Args:
        register: `register(prefix, loader)`, where `loader(name)` gives an `llm.Template` or
            raises ValueError. Where the prefix is taken, `_1`, `_2`, … is added.

    """


@hookspec
def register_fragment_loaders(register: Callable[[str, FragmentLoader], None]) -> None:
    """Offer long texts, or attachments, by name: `llm -f prefix:name`.

    Args:
        register: `register(prefix, loader)`, where `loader(name)` gives an `llm.Fragment`, an
            `llm.Attachment`, or a list of them, or raises ValueError. Where the prefix is
            taken, `_1`, `_2`, … is added.

    """


@hookspec
def register_vector_indexes(register: Callable[[str, IndexFactory], None]) -> None:
    """Offer ways to find what is near in large collections: `llm similar --index name`.

    Args:
        register: `register(name, factory)`, where `factory()` gives an engine as described in
            `llm.embeddings.search.engines`: a class that needs nothing will do. Where the name is
            taken, `_1`, `_2`, … is added.

    """
