"""What the metadata of installed packages says: their versions, and where they came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import invalidate_caches
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path
from typing import Any, NamedTuple

from llm.errors import InvalidInput


class Origin(NamedTuple):
    """Where a package came from that no index has.

    Attributes:
        place: its URL, with the version in front of which it was; the path of one on this machine.
        editable: it is used from where it is.

    """

    place: str
    editable: bool


def installed_version(name: str) -> str | None:
    """The version of the package *name*; None when it is not installed."""
    with suppress(PackageNotFoundError):
        return distribution(name).version
    return None


def package_called(name: str) -> str:
    """The installed package with plugins that *name* is another spelling of; none is loaded.

    Raises InvalidInput, with the name that may be meant, for none.
    """
    from llm.plugins.discovery import BUILT_IN, find_plugins, normalised

    known = {normalised(each.distribution): each.distribution for each in find_plugins().candidates}
    key = normalised(name)
    if key in known:
        return known[key]
    if name in BUILT_IN:
        raise InvalidInput(f"{name} is a part of llm, and not installed by itself")
    from difflib import get_close_matches

    if said := said_without_plugin(name):
        raise InvalidInput(said)
    near = [f"llm-{key}"] if f"llm-{key}" in known else get_close_matches(key, sorted(known), n=1)
    listed = ", ".join(known[each] for each in sorted(known)) or "none"
    hint = f". Did you mean {known[near[0]]}?" if near else f": there are {listed}"
    raise InvalidInput(f"No plugin called {name} is installed{hint}")


def said_without_plugin(name: str) -> str | None:
    """What to say of a package *name* that is installed and has no plugin; None for any other.

    One that a plugin is called after, with `llm-` before it, is not what somebody means.
    """
    from llm.plugins.discovery import GROUP, find_plugins, normalised

    try:
        package = distribution(name).name
    except (PackageNotFoundError, ValueError):
        return None
    known = {normalised(each.distribution) for each in find_plugins().candidates}
    key = normalised(package)
    if key == "llm" or not known.isdisjoint((key, f"llm-{key}")):
        return None
    word = key.removeprefix("llm-").replace("-", "_")
    return (
        f"{package} is installed, but has no entry point of the group {GROUP}: name its module"
        f" below [project.entry-points.{GROUP}] in its pyproject.toml, as in"
        f' {word} = "{key.replace("-", "_")}", and install it again'
    )


def without_plugin(places: Iterable[str]) -> Iterator[str]:
    """What to say of each of the projects at *places* that was just installed, and has no plugin.

    A place is a path or a URL; extras may be asked for behind it.
    """
    invalidate_caches()
    for place in places:
        package = package_from(place) or package_from(place.partition("[")[0])
        if package and (said := said_without_plugin(package)):
            yield said


def origin_of(name: str) -> Origin | None:
    """Where the installed package *name* came from; None for one from an index."""
    return _origin(distribution(name))


def package_from(place: str) -> str | None:
    """The name of an installed package that came from *place*, a path or a URL; None for none."""
    wanted = as_url(place)
    for each in distributions():
        origin = _origin(each)
        if origin is not None and as_url(origin.place) == wanted:
            return each.name
    return None


def as_url(place: str) -> str:
    """*place*, a path or a URL, as a URL without the part after `#`."""
    url = place if "://" in place else Path(place).expanduser().resolve().as_uri()
    return url.partition("#")[0].rstrip("/")


def as_path(url: str) -> Path | None:
    """The path that a `file:` URL stands for; None for any other."""
    if not url.startswith("file:"):
        return None
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    return Path(url2pathname(urlsplit(url).path))


def _origin(package: Distribution) -> Origin | None:
    """What installers write beside the metadata of a package (PEP 610)."""
    try:
        said: dict[str, Any] = json.loads(package.read_text("direct_url.json") or "{}")
        url, directory = str(said["url"]), said.get("dir_info", {})
        source = said.get("vcs_info")
        if source:
            url = f"{source['vcs']}+{url}@{source['commit_id']}"
        if said.get("subdirectory"):
            url = f"{url}#subdirectory={said['subdirectory']}"
        return Origin(url, bool(directory.get("editable")))
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        return None
