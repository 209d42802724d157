"""Models and tools that are there for one test, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import llm
from llm.testing import AsyncScriptedModel, ScriptedModel


class Options(llm.Options):
    temperature: float | None = None
    seed: int | None = None


@contextmanager
def installed(
    models: dict[str, Any], tools: Callable[[Any], object] | None = None
) -> Iterator[Any]:
    """A plugin with these models, each answering as its script says, and these tools.

    A model is a script, or the attributes of a scripted model beside its `script`. Gives the models
    of both worlds by their ids, the async ones with `-async`.
    """
    from llm.plugins.host import pm

    pm.load()
    made: dict[str, Any] = {}
    pairs = []
    for name, given in models.items():
        attributes = dict(given) if isinstance(given, dict) else {"script": given}
        script = list(attributes.pop("script", ()))
        attributes = {"Options": Options, "model_id": name} | attributes
        server_side = attributes.pop("supported_server_side_tools", ())
        pair = tuple(
            type(cls.__name__, (cls,), {"supported_server_side_tools": server_side})(
                script, **attributes
            )
            for cls in (ScriptedModel, AsyncScriptedModel)
        )
        made[name], made[f"{name}-async"] = pair
        pairs.append(pair)

    class Plugin:
        @llm.hookimpl
        def register_models(self, register):
            for model, async_model in pairs:
                register(model, async_model)

        @llm.hookimpl
        def register_tools(self, register):
            if tools is not None:
                tools(register)

    known = list(pm.known)
    registered = pm.register(Plugin(), "installed-models")
    try:
        yield made
    finally:
        pm.unregister(name=registered)
        pm.known[:] = known
