"""What plugins offer: models, tools, loaders and vector indexes, collected through their hooks.

Each function asks the plugins anew, so that every caller gets instances of its own: all of them,
which are loaded for it, or `only` those with these names in the host. Which of them have to be
asked for one name is the affair of `called.py`.
"""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable

    from llm.hookspecs import FragmentLoader, TemplateLoader
    from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
    from llm.models.kinds import AsyncModel, Model
    from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases
    from llm.plugins.host import PluginHost
    from llm.tooling.tool import Tool
    from llm.tooling.toolbox import Toolbox


def registered_models(only: Collection[str] | None = None) -> list[ModelWithAliases]:
    """The models of plugins, in the order in which they are called."""
    from llm.models.registered import ModelWithAliases

    found: list[ModelWithAliases] = []
    known: set[type] = set()

    def register(
        model: Model,
        async_model: AsyncModel | None = None,
        aliases: Iterable[str] | None = None,
    ) -> None:
        _check("register_models", model, async_model, known)
        found.append(ModelWithAliases(model, async_model, _names(aliases)))

    _call("register_models", only, register=register, model_aliases=found)
    return found


def registered_embedding_models(
    only: Collection[str] | None = None,
) -> list[EmbeddingModelWithAliases]:
    """The embedding models of plugins, in the order in which they are called."""
    from llm.models.registered import EmbeddingModelWithAliases

    found: list[EmbeddingModelWithAliases] = []
    known: set[type] = set()

    def register(
        model: EmbeddingModel,
        aliases: Iterable[str] | None = None,
        *,
        async_model: AsyncEmbeddingModel | None = None,
    ) -> None:
        _check("register_embedding_models", model, async_model, known)
        found.append(EmbeddingModelWithAliases(model, _names(aliases), async_model))

    _call("register_embedding_models", only, register=register)
    return found


def get_tools() -> dict[str, Tool | type[Toolbox]]:
    """The tools and toolbox classes of every plugin, by name.

    Each says in its `plugin` which one registered it. Where a name is taken, `_1`, `_2`, … is
    added, and the tool goes by that name.
    """
    return registered_tools()


def registered_tools(
    only: Collection[str] | None = None, asked: list[str] | None = None
) -> dict[str, Tool | type[Toolbox]]:
    """`get_tools()` of plugins; *asked* is given the names without what was added to them."""
    found: dict[str, Tool | type[Toolbox]] = {}

    def arguments(plugin: str) -> dict[str, Any]:
        def register(
            tool: Tool | type[Toolbox] | Callable[..., Any], name: str | None = None
        ) -> None:
            offered, wanted = _named(tool, name, found)
            offered.plugin = plugin
            found[str(offered.name)] = offered
            if asked is not None:
                asked.append(wanted)

        return {"register": register}

    _host().call_each("register_tools", arguments, only=only)
    return found


def get_template_loaders() -> dict[str, TemplateLoader]:
    """The functions that load a template, by the prefix that asks for them."""
    return registered_loaders("register_template_loaders")


def get_fragment_loaders() -> dict[str, FragmentLoader]:
    """The functions that load fragments and attachments, by the prefix that asks for them."""
    return registered_loaders("register_fragment_loaders")


def registered_loaders(
    hook: str, only: Collection[str] | None = None, asked: list[str] | None = None
) -> dict[str, Any]:
    """What plugins register in *hook* by a name; *asked* as for `registered_tools`."""
    found: dict[str, Any] = {}

    def register(prefix: str, loader: Callable[[str], Any]) -> None:
        found[free_name(prefix, found)] = loader
        if asked is not None:
            asked.append(prefix)

    _host().call_each(hook, lambda _plugin: {"register": register}, only=only)
    return found


def registered(
    hook: str, only: Collection[str] | None = None, asked: list[str] | None = None
) -> dict[str, Any]:
    """What plugins register in *hook* by a name: tools, loaders or vector indexes."""
    if hook == "register_tools":
        return dict(registered_tools(only, asked))
    return registered_loaders(hook, only, asked)


def free_name(wanted: str, taken: Container[str]) -> str:
    """*wanted*, with `_1`, `_2`, … where that is taken."""
    name, number = wanted, 0
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def _host() -> PluginHost:
    """The host, which those who only ask for names do without."""
    from llm.plugins.host import pm

    return pm


def _call(hook: str, only: Collection[str] | None, **arguments: Any) -> None:
    if only is None:
        _host().call(hook, **arguments)
    else:
        _host().call_each(hook, lambda _plugin: arguments, only=only)


def _named(
    tool: Tool | type[Toolbox] | Callable[..., Any], name: str | None, taken: Container[str]
) -> tuple[Tool | type[Toolbox], str]:
    """What was registered, by a name of its own, and the name that it asked for."""
    from llm.tooling.tool import Tool
    from llm.tooling.toolbox import Toolbox

    name = None if name is None else str(name)
    if inspect.isclass(tool):
        if not issubclass(tool, Toolbox):
            raise TypeError(
                f"register() takes functions, llm.Tool and subclasses of llm.Toolbox,"
                f" and the class {tool.__name__} is none"
            )
        wanted = name or tool.__name__
        tool.name = free_name(wanted, taken)
        return tool, wanted
    if not isinstance(tool, Tool):
        if not callable(tool):
            raise TypeError(
                f"register() takes functions, llm.Tool and subclasses of llm.Toolbox,"
                f" and was given {type(tool).__name__!r} itself"
            )
        tool = Tool.function(tool, name=name)
    wanted = name or tool.name
    if (given := free_name(wanted, taken)) != tool.name:
        # The plugin may register the very same tool again.
        tool = copy.copy(tool)
        tool.name = given
    return tool, wanted


def _names(aliases: Iterable[str] | None) -> list[str]:
    """The names among *aliases*: nobody can ask for what is no text."""
    if isinstance(aliases, str):
        return [aliases]
    return [alias for alias in aliases or () if isinstance(alias, str)]


_METHODS = {"register_models": ("execute", "prompt"), "register_embedding_models": ("embed_batch",)}
_OTHER = {
    "register_models": ("register_embedding_models", "an embedding model"),
    "register_embedding_models": ("register_models", "a chat model"),
}


def _check(hook: str, model: object, async_model: object, known: set[type]) -> None:
    """Raise TypeError where *model*, or its twin for async code, is nothing for this *hook*.

    *known* are classes that were found to be right: of one there may be thousands of models.
    """
    for each in (model, async_model):
        if type(each) not in known:
            _check_kind(hook, each)
            known.add(type(each))
    if not isinstance(getattr(model, "model_id", None), str):
        raise TypeError(f"register() was given {type(model).__name__!r}, which has no model_id")


def _check_kind(hook: str, model: object) -> None:
    if isinstance(model, type):
        name = model.__name__
        raise TypeError(f"register() was given the class {name}, not a model: make it {name}()")
    kind, (other, other_kind) = type(model), _OTHER[hook]
    if _has_any(kind, _METHODS[other]) and not _has_any(kind, _METHODS[hook]):
        raise TypeError(
            f"register() was given {kind.__name__}(), {other_kind}: offer it in {other}"
        )


def _has_any(kind: type, names: Iterable[str]) -> bool:
    """Whether a class has one of these methods, by which models are told apart unloaded."""
    return any(hasattr(kind, name) for name in names)
