"""What an inner layer asks of an outer one.

A value may need a file fetched, a model its key, the registry what plugins registered.
The layers that answer lie further out (`ARCHITECTURE.md`), so the inner layer calls a port,
and `llm/__init__.py` says once which function stands behind it. That function's module is
imported at the first call.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing `typing` for its sake would cost more than this module
if TYPE_CHECKING:
    from typing import Any


class Port:
    """A function that someone further out provides."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self.target = ""

    def fill(self, target: str) -> None:
        """Let *target*, written `module:function`, answer this port from now on."""
        self.target = target

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function behind the port."""
        if not self.target:
            raise RuntimeError(f"Nothing has been set up to {self.purpose}.")
        from importlib import import_module

        module, _, name = self.target.partition(":")
        return getattr(import_module(module), name)(*args, **kwargs)


fetch = Port("read a URL")
content_type_of = Port("ask a URL for its media type")
get_key = Port("look up a key")
default_model = Port("name the default model")
user_aliases = Port("read the user's aliases")
save_responses = Port("write to the history")
stored_call = Port("read the history")
registered_models = Port("list the models of plugins")
registered_embedding_models = Port("list the embedding models of plugins")
models_called = Port("find models of plugins by name")
embedding_models_called = Port("find embedding models of plugins by name")
known_models = Port("say what is known of the models of plugins")
known_embedding_models = Port("say what is known of the embedding models of plugins")
commands_watch = Port("see what plugins do to the commands")
with_absent_plugins = Port("say which plugins have what is not there")
import_progress = Port("show how far the import of an old history has come")
