"""What plugins offer: models, tools, loaders and commands, collected through their hooks.

Each function asks every plugin anew, so that every caller gets instances of its own.
"""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any

from llm.plugins.host import pm

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from llm.hookspecs import FragmentLoader, IndexFactory, TemplateLoader
    from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
    from llm.models.kinds import AsyncModel, Model
    from llm.models.registry import EmbeddingModelWithAliases, ModelWithAliases
    from llm.tooling.tool import Tool
    from llm.tooling.toolbox import Toolbox


def registered_models() -> list[ModelWithAliases]:
    """The models of every plugin, in the order in which they are called."""
    from llm.models.registry import ModelWithAliases

    found: list[ModelWithAliases] = []

    def register(
        model: Model,
        async_model: AsyncModel | None = None,
        aliases: Iterable[str] | None = None,
    ) -> None:
        _check_id(model)
        found.append(ModelWithAliases(model, async_model, _names(aliases)))

    pm.call("register_models", register=register, model_aliases=found)
    return found


def registered_embedding_models() -> list[EmbeddingModelWithAliases]:
    """The embedding models of every plugin, in the order in which they are called."""
    from llm.models.registry import EmbeddingModelWithAliases

    found: list[EmbeddingModelWithAliases] = []

    def register(
        model: EmbeddingModel,
        aliases: Iterable[str] | None = None,
        *,
        async_model: AsyncEmbeddingModel | None = None,
    ) -> None:
        _check_id(model)
        found.append(EmbeddingModelWithAliases(model, _names(aliases), async_model))

    pm.call("register_embedding_models", register=register)
    return found


def get_tools() -> dict[str, Tool | type[Toolbox]]:
    """The tools and toolbox classes of every plugin, by name.

    Each says in its `plugin` which one registered it. Where a name is taken, `_1`, `_2`, … is
    added, and the tool goes by that name.
    """
    found: dict[str, Tool | type[Toolbox]] = {}

    def arguments(plugin: str) -> dict[str, Any]:
        def register(
            tool: Tool | type[Toolbox] | Callable[..., Any], name: str | None = None
        ) -> None:
            offered = _named(tool, name, found)
            offered.plugin = plugin
            found[str(offered.name)] = offered

        return {"register": register}

    pm.call_each("register_tools", arguments)
    return found


def get_template_loaders() -> dict[str, TemplateLoader]:
    """The functions that load a template, by the prefix that asks for them."""
    return _loaders("register_template_loaders")


def get_fragment_loaders() -> dict[str, FragmentLoader]:
    """The functions that load fragments and attachments, by the prefix that asks for them."""
    return _loaders("register_fragment_loaders")


def get_vector_indexes() -> dict[str, IndexFactory]:
    """What makes engines that find what is near, by the name that asks for them."""
    return _loaders("register_vector_indexes")


def _loaders(hook: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def register(prefix: str, loader: Callable[[str], Any]) -> None:
        found[_free(prefix, found)] = loader

    pm.call_each(hook, lambda _plugin: {"register": register})
    return found


def _named(
    tool: Tool | type[Toolbox] | Callable[..., Any], name: str | None, taken: Container[str]
) -> Tool | type[Toolbox]:
    """What was registered, as a tool or a toolbox class that goes by a name of its own."""
    from llm.tooling.tool import Tool
    from llm.tooling.toolbox import Toolbox

    if inspect.isclass(tool):
        if not issubclass(tool, Toolbox):
            raise TypeError(
                f"register() takes functions, llm.Tool and subclasses of llm.Toolbox,"
                f" and the class {tool.__name__} is none"
            )
        tool.name = _free(name or tool.__name__, taken)
        return tool
    if not isinstance(tool, Tool):
        if not callable(tool):
            raise TypeError(
                f"register() takes functions, llm.Tool and subclasses of llm.Toolbox,"
                f" and was given {type(tool).__name__!r} itself"
            )
        tool = Tool.function(tool, name=name)
    wanted = _free(name or tool.name, taken)
    if wanted != tool.name:
        # The plugin may register the very same tool again.
        tool = copy.copy(tool)
        tool.name = wanted
    return tool


def _free(wanted: str, taken: Container[str]) -> str:
    """*wanted*, with `_1`, `_2`, … where that is taken."""
    name, number = wanted, 0
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def _names(aliases: Iterable[str] | None) -> list[str]:
    return [aliases] if isinstance(aliases, str) else list(aliases or ())


def _check_id(model: object) -> None:
    if not isinstance(getattr(model, "model_id", None), str):
        raise TypeError(f"register() was given {type(model).__name__!r}, which has no model_id")
