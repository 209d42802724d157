"""What the metadata of installed packages says: their versions, and where they came from."""

from __future__ import annotations

import json
from contextlib import suppress
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

    near = [f"llm-{key}"] if f"llm-{key}" in known else get_close_matches(key, sorted(known), n=1)
    listed = ", ".join(known[each] for each in sorted(known)) or "none"
    hint = f". Did you mean {known[near[0]]}?" if near else f": there are {listed}"
    raise InvalidInput(f"No plugin called {name} is installed{hint}")


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
