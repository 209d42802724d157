"""What is wrong with plugins: each is loaded anew, in a process of its own, and looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

from llm.errors import LLMError
from llm.plugins.collisions import collisions
from llm.plugins.discovery import BUILT_IN, Candidate, find_plugins, normalised
from llm.plugins.index.entries import HOOKS
from llm.plugins.missing import said_of_missing
from llm.plugins.requirements import needs, unmet

if TYPE_CHECKING:
    from llm.plugins.index.entries import Entry

_INCIDENTAL = ("milliseconds", "found_at", "dependencies", "printed", "printed_in", "limit")


class Examined(NamedTuple):
    """A plugin, looked at.

    Attributes:
        candidate: the plugin.
        entry: what was found out; None for one that the user wants to be left out.
        problems: what is wrong, each in one line.
        remarks: what is worth knowing, each in one line.

    """

    candidate: Candidate
    entry: Entry | None
    problems: tuple[str, ...]
    remarks: tuple[str, ...]


class Examination(NamedTuple):
    """What was found.

    Attributes:
        plugins: those that were looked at, in the order in which they are called.
        damaged: what is said of packages whose plugins cannot even be known.

    """

    plugins: list[Examined]
    damaged: tuple[str, ...]


def examine(
    names: Sequence[str] = (), progress: Callable[[int, int], None] = lambda _done, _of: None
) -> Examination:
    """Find out anew how the plugins of the packages *names* are, or all; the index knows it then.

    Those that are disabled are not loaded. *progress* is told how many are done, and of how many.
    Raises InvalidInput for a name that no plugin has, and LLMError where no process can be started.
    """
    from llm.plugins.index.current import known
    from llm.plugins.installed import package_called, said_without_plugin
    from llm.plugins.wanted import chosen_of

    candidates, damaged = find_plugins()
    bare = {name: said for name in names if (said := said_without_plugin(name))}
    named = {normalised(package_called(name)) for name in names if name not in bare}
    damaged = (*bare.values(), *damaged)
    wanted = {one.registered_as for one in chosen_of(candidates)}
    chosen = [
        one
        for one in candidates
        if (normalised(one.distribution) in named if names else _is_listed(one, wanted))
    ]
    loaded = [one for one in chosen if one.registered_as in wanted]
    found_before = known()
    before = found_before[1] if found_before else {}
    entries = {each.registered_as: each for each in _found_out(loaded, bool(names), progress)}
    shared = collisions([*entries.values()])
    packages = list(dict.fromkeys(one.distribution for one in candidates))
    examined = []
    for one in chosen:
        entry, names_shared = entries.get(one.registered_as), shared.get(one.registered_as, [])
        if entry is None:
            why = "disabled" if _is_disabled(one) else "left out by LLM_LOAD_PLUGINS"
            examined.append(Examined(one, None, (), (why,)))
            continue
        problems = [*failures(entry), *_unmet(one, packages), *_missing(one, entry)]
        problems += [each.said for each in names_shared if not each.meant]
        remarks = [*_remarks(entry, before), *(each.said for each in names_shared if each.meant)]
        examined.append(Examined(one, entry, tuple(problems), tuple(remarks)))
    return Examination(examined, damaged)


def every_entry() -> Sequence[Entry]:
    """What is known of every plugin that the user wants, in the order in which they are called.

    It is found out where there is no index. Raises LLMError where no process can be started.
    """
    from llm.plugins.index.current import known

    found = known()
    return _without_index(lambda _name: None) if found is None else [*found[1].values()]


def _is_disabled(candidate: Candidate) -> bool:
    from llm.plugins.wanted import disabled_plugins

    return normalised(candidate.distribution) in disabled_plugins()


def _is_listed(candidate: Candidate, wanted: Collection[str]) -> bool:
    """Whether something is said of it where nobody names it."""
    return candidate.registered_as in wanted or _is_disabled(candidate)


def _found_out(
    chosen: Sequence[Candidate], is_named: bool, progress: Callable[[int, int], None]
) -> Sequence[Entry]:
    """The entries of all plugins, those that were *chosen* found out anew."""
    from llm.plugins.index.current import renewed

    names = [one.registered_as for one in chosen]
    seen: set[str] = set()

    def begins(name: str) -> None:
        seen.add(name)
        progress(len(seen) - 1, max(len(names), len(seen)))

    index = renewed(names if is_named else None, begins)
    return _without_index(begins) if index is None else index.entries


def _without_index(begins: Callable[[str], object]) -> Sequence[Entry]:
    """The entries of all plugins, found out where the index is turned off."""
    from llm.plugins.index.building import CannotStart, Order, find_out
    from llm.plugins.index.renewing import described_built_in
    from llm.plugins.wanted import chosen_of, plugin_timeout

    wanted = chosen_of(find_plugins().candidates)
    every = [one.registered_as for one in wanted]
    try:
        found = find_out(Order(wanted, every, {}, {}, plugin_timeout()), begins)
    except CannotStart as error:
        raise LLMError(f"Plugins cannot be looked at: {error}") from error
    return [*map(described_built_in, BUILT_IN), *(found[name] for name in every)]


def failures(entry: Entry) -> Iterator[str]:
    """What failed as it was loaded, and where; what it defines that was meant to be a hook."""
    from llm.plugins.places import with_place

    for error, place in zip(entry.errors, chain(entry.places, repeat("")), strict=False):
        said = with_place(error, place)
        yield said if entry.state == "loaded" else f"it was skipped: {said}"
    yield from entry.mistakes


def _unmet(candidate: Candidate, packages: Sequence[str]) -> Iterator[str]:
    """What the metadata of its package says that it needs, and that is not here."""
    for each in unmet(candidate.distribution):
        others = {
            other: said
            for other in packages
            if each.version
            and other != candidate.distribution
            and (said := needs(other, each.package))
        }
        yield each.in_words(candidate.distribution, others)


def _missing(candidate: Candidate, entry: Entry) -> Iterator[str]:
    """The modules that it imports when it is used, and that are not here."""
    from llm.plugins.imports import missing_imports
    from llm.plugins.index.sources import own_files

    if entry.state == "loaded":
        own = set(own_files(candidate, whole=True))
        for module in missing_imports(sorted(own.intersection(entry.dependencies.files))):
            yield said_of_missing(ModuleNotFoundError(name=module))


def _remarks(entry: Entry, before: Mapping[str, Entry]) -> Iterator[str]:
    """What is worth knowing of a plugin."""
    if entry.printed:
        yield f"it prints while it is loaded: {entry.printed}"
    if entry.touched_commands:
        yield f"it changes commands: {', '.join(entry.touched_commands)}"
    if entry.touched_library:
        stages = ", ".join(entry.touched_library)
        yield f"it changes llm, or what is around it ({stages}): loaded for all that may see it"
    if entry.changes_models:
        yield "it may change the models of others, and is loaded with them"
    if entry.wraps:
        yield f"it stands around all others in {', '.join(entry.wraps)}: all are always loaded"
    if entry.dynamic:
        kinds = [kind.replace("_", " ") for kind, hook in HOOKS.items() if hook in entry.dynamic]
        yield f"it asks a server or a program which {', '.join(kinds)} it has"
    old = before.get(entry.registered_as)
    if old is not None and not entry.dynamic and _lasting(old) != _lasting(entry):
        yield "what was known of it had changed unnoticed; it is up to date now"


def _lasting(entry: Entry) -> Entry:
    """What of an entry is the same each time that it is found out."""
    return entry._replace(**{name: entry._field_defaults[name] for name in _INCIDENTAL})
