"""The models that a server answers with: which there are, and the one that a client names."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from llm.config.keys import has_key
from llm.errors import ConfigError, UnknownModelError
from llm.models.naming import unknown_model
from llm.models.registry import get_async_model, get_model, known_models
from llm.server.asking.asked import Failure, Refused
from llm.server.asking.failures import failure_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llm.models.described import OfferedModel
    from llm.server.guarding.access import Client

_FRESH = 5.0
"""For how many seconds a name means what it meant: somebody may change aliases meanwhile."""
_KEPT = 256


class Models:
    """The models of one server. Its methods may import plugins: they belong into a thread.

    Args:
        names: the only models that it serves, the first of them the default; none for all.

    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = tuple(names)
        self._found: dict[str, tuple[float, Any]] = {}

    def cached(self, name: str) -> Any:
        """The model called *name* that was looked up just now; None where it was not."""
        until, model = self._found.get(name, (0.0, None))
        return model if time.monotonic() < until else None

    def called(self, name: str) -> Any:
        """The model called *name*, the async one where there is one; "" is the default.

        Raises UnknownModelError for one that there is not, or that the server does not serve.
        """
        wanted = name or (self._names[0] if self._names else None)
        model = _model(wanted)
        if self._names and not self._serves(model):
            raise unknown_model(name, self._names)
        if len(self._found) >= _KEPT:
            self._found.clear()
        self._found[name] = time.monotonic() + _FRESH, model
        return model

    def offered(self) -> list[OfferedModel]:
        """What is known of every model that is served."""
        known = known_models()
        if not self._names:
            return known
        return [each for each in known if not set(self._names).isdisjoint(each.names)]

    def _serves(self, model: Any) -> bool:
        return any(_same(model, name) for name in self._names)


def _same(model: Any, name: str) -> bool:
    try:
        return bool(_model(name).model_id == model.model_id)
    except UnknownModelError:
        return False


def _model(name: str | None) -> Any:
    try:
        return get_async_model(name)
    except UnknownModelError:
        return get_model(name)  # which says best what is wrong with the name


def lacking_keys(offered: Iterable[OfferedModel]) -> set[str]:
    """The ids of those of *offered* that cannot answer, as there is no key for them.

    That is the business of the server's owner, and of no other client.
    """
    return {
        each.model_id
        for each in offered
        if each.needs_key is not None and not _has_key(each.needs_key, each.key_env_vars)
    }


def _has_key(name: str, env_vars: Iterable[str]) -> bool:
    try:
        return has_key(name, env_vars)
    except ConfigError:  # whoever asks the model is told
        return False


def names_of(model: Any, wanted: str) -> tuple[str, ...]:
    """The names by which *model* may be allowed to a client that *wanted* it by that one."""
    return (wanted, model.model_id) if wanted else (model.model_id,)


def require(client: Client, model: Any, wanted: str) -> None:
    """Raise Refused where *client* may not use *model*, as for one that there is not."""
    if not client.may_use(*names_of(model, wanted)):
        raise no_such_model(wanted)


def refused_for(client: Client, wanted: str, error: Exception) -> Refused:
    """What *client* is told where the model that it *wanted* cannot be had, because of *error*.

    One that it may not use is like one that there is not, and no other model's name is told.
    """
    return Refused(failure_of(error)) if client.may_use(wanted) else no_such_model(wanted)


def no_such_model(name: str) -> Refused:
    """What is raised for a name that no model of the server has."""
    return Refused(Failure(404, "not_found", f"Unknown model: {name}", "model", "model_not_found"))
