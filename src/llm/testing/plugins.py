"""Plugins and models that are there for a block: as if they were installed, and without isolation.

What a plugin raises in a hook costs its users one line. A test is to fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, cast

from llm.hookspecs import hookimpl

if TYPE_CHECKING:
    import pluggy

    from llm.cli.lazy_commands import LazyCommands
    from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
    from llm.models.kinds import AsyncModel, Model


@contextmanager
def loaded(plugin: Any, name: str | None = None) -> Iterator[Any]:
    """Within the block *plugin* is loaded, and its commands are among those of `llm`.

    It gives the plugin. One that is installed, and so loaded already, stays as it is.

    Args:
        plugin: what implements hooks: a module, an object, or a class that can be made without
            arguments.
        name: what `llm plugins` and tools call it; else the name of the module or of the class.

    Raises ValueError for a plugin that implements no hook, or one that there is not, and for the
    name of another; whatever its `register_commands` raises; and at the end of the block
    AssertionError when another of its hooks failed meanwhile, with the line that its users would
    see.
    """
    from llm.plugins.host import pm

    one: Any = plugin() if isinstance(plugin, type) else plugin
    with ExitStack() as stack:
        pm.load()
        if not pm.is_registered(one):
            _register(stack, one, name or _name_of(one))
        errors = _errors_of(pm.get_name(one))
        earlier = [*errors]
        errors.clear()  # what failed before is said again when it fails again
        try:
            yield one
        finally:
            said = [*errors]
            errors[:] = dict.fromkeys([*earlier, *said])
    if said:
        raise AssertionError(f"{_name_of(one)} failed in {'; '.join(said)}")


@contextmanager
def offered(
    model: Model | EmbeddingModel,
    async_model: AsyncModel | AsyncEmbeddingModel | None = None,
    aliases: Iterable[str] = (),
) -> Iterator[None]:
    """Within the block a plugin offers *model*, and *async_model* to async code, by these names.

    Every look-up gives the same instance, so that a test can see what its `prompts` were.

        model = ScriptedModel([["4"]])
        with offered(model):
            assert llm.get_model("scripted").prompt("2 + 2?").text() == "4"
    """
    from llm.plugins.host import pm
    from llm.plugins.offers import free_name

    wanted = f"offered:{model.model_id}"
    name = free_name(wanted, {name for name, _ in pm.list_name_plugin()})
    # Within another block for the same name this one has it, which goes to who comes last.
    last = name != wanted
    with loaded(_offering(model, async_model, list(aliases), last), name):
        yield


def _register(stack: ExitStack, plugin: Any, name: str) -> None:
    """Register *plugin* and its commands until *stack* ends."""
    from llm.plugins.host import pm

    if pm.has_plugin(name):
        raise ValueError(f"A plugin called {name} is loaded already: give this one another name")
    if hasattr(plugin, "register_commands"):
        _keep_commands(stack)  # first: those of other plugins are registered for it
    known = [*pm.known]
    stack.callback(pm.known.__setitem__, slice(None), known)
    pm.register(plugin, name)
    stack.callback(pm.unregister, name=name)
    hooks = pm.get_hookcallers(plugin) or []
    unknown = [each.name for each in hooks if not each.has_spec()]
    if unknown or not hooks:
        raise ValueError(_wrong_hooks(name, unknown))
    for caller in hooks:
        if caller.name == "register_commands":
            impl = next(each for each in caller.get_hookimpls() if each.plugin is plugin)
            _add_commands(impl)


def _keep_commands(stack: ExitStack) -> None:
    """Let all commands be there, and them and their group be as they are now when *stack* ends."""
    from llm.cli.root import cli

    commands = cast("LazyCommands", cli.commands)
    list(commands)
    stack.callback(commands.put_back, commands.copied())
    kept = {name: [*each] if isinstance(each, list) else each for name, each in vars(cli).items()}

    def put_back() -> None:
        vars(cli).clear()
        vars(cli).update(kept)

    stack.callback(put_back)


def _add_commands(register: pluggy.HookImpl) -> None:
    from llm.cli.root import cli

    register.function(*({"cli": cli}[each] for each in register.argnames))


def _wrong_hooks(name: str, unknown: list[str]) -> str:
    """What to say of a plugin with the hooks *unknown*, or with none at all."""
    from llm.plugins.misnamed import hook_names, no_hook

    if not unknown:
        listed = ", ".join(hook_names())
        return f"{name} implements no hook of llm: mark one with @llm.hookimpl ({listed})"
    return no_hook(unknown[0])


def _errors_of(name: str | None) -> list[str]:
    """What failed in the plugin of that name, as the host keeps it."""
    from llm.plugins.host import Plugin, pm

    known = next((one for one in pm.known if one.registered_as == name), None)
    if known is None:
        known = Plugin(str(name), None, False, name, [])
        pm.known.append(known)
    return known.errors


def _name_of(plugin: Any) -> str:
    return str(getattr(plugin, "__name__", type(plugin).__name__))


def _offering(model: Any, async_model: Any, aliases: list[str], last: bool) -> object:
    from llm.models.embedding import EmbeddingModel

    class Models:
        @hookimpl(trylast=last)
        def register_models(self, register: Callable[..., None]) -> None:
            register(model, async_model, aliases=aliases)

    class EmbeddingModels:
        @hookimpl(trylast=last)
        def register_embedding_models(self, register: Callable[..., None]) -> None:
            register(model, aliases=aliases, async_model=async_model)

    return EmbeddingModels() if isinstance(model, EmbeddingModel) else Models()
