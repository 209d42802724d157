"""What is said to who asks for something that an installed plugin has, and that is not there.

The plugin is disabled, left out by `LLM_LOAD_PLUGINS`, or failed. What it has is known from the
index; where that says nothing of it, it may have what is called as it is itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from llm.plugins.discovery import Candidate, find_plugins, normalised
from llm.plugins.index.entries import HOOKS, ONE, Kind
from llm.plugins.loading import host_in_use

if TYPE_CHECKING:
    from llm.plugins.index.stored import Stored


def with_absent_plugins(message: str, kinds: Iterable[Kind], names: Iterable[str]) -> str:
    """*message*, about *names* of those *kinds* that nobody has, with who would have them.

    Where no installed plugin would, it is those that an upgrade may have lost.
    """
    from llm.plugins.frozen import added, with_lost_plugins

    wanted: list[Kind] = [*kinds]
    found = [said for name in names for kind in wanted if (said := said_of_absent(kind, name))]
    return added(message, "; ".join(found)) if found else with_lost_plugins(message)


def said_of_absent(kind: Kind, name: str) -> str | None:
    """Which installed plugin has what is called *name*, and why it is not there; None for none."""
    from llm.plugins.index.current import kept
    from llm.plugins.index.formerly import offer, offers

    stored = kept()
    what = f"the {ONE[kind].partition(' ')[2]} {name}"
    for one, why in _absent(stored, kind):
        had = offers(stored, one.registered_as) if stored else ()
        if offer(kind, name) in had:
            return f"{one.distribution} has {what}, and {why}"
        if not had and normalised(one.distribution).removeprefix("llm-") == normalised(name):
            return f"{one.distribution} may have {what}, and {why}"
    return None


def _absent(stored: Stored | None, kind: Kind) -> Iterator[tuple[Candidate, str]]:
    """The installed plugins that offer nothing of a *kind*, or not all, and why."""
    from llm.plugins.wanted import chosen_of, disabled_plugins

    candidates = find_plugins().candidates if stored is None else stored.candidates
    disabled = disabled_plugins()
    wanted = {one.registered_as for one in chosen_of(candidates)}
    for one in candidates:
        if normalised(one.distribution) in disabled:
            yield one, f"is disabled: llm plugins enable {one.distribution}"
        elif one.registered_as not in wanted:
            yield one, "LLM_LOAD_PLUGINS leaves it out"
        else:
            is_loaded, errors = _outcome(stored, one)
            errors = [each for each in errors if not is_loaded or each.startswith(HOOKS[kind])]
            if errors:
                yield one, f"{'failed in' if is_loaded else 'was skipped:'} {errors[0]}"


def _outcome(stored: Stored | None, one: Candidate) -> tuple[bool, Iterable[str]]:
    """Whether the plugin is loaded, or would be, and what failed in it."""
    if stored is not None:
        entry = stored.entries.get(one.registered_as)
        return (entry.state == "loaded", entry.errors) if entry else (True, ())
    host = host_in_use()
    known = host.known_as(one) if host is not None else None
    return (known.registered_as is not None, known.errors) if known else (True, ())
