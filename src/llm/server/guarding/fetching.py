"""What a server fetches for its clients: nothing.

Whoever may send a URL could have the server ask for what only it can reach: other programs of the
machine, other machines of its network. A model that takes URLs is given them as they are.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from llm import ports
from llm.errors import UnsupportedInput

if TYPE_CHECKING:
    from collections.abc import Iterator

_USUAL = "image/jpeg"
"""The media type of a URL whose name tells none: what clients give as a URL is an image."""


@contextmanager
def fetching_nothing() -> Iterator[None]:
    """Within the block, attachments of this process that are URLs are not asked for."""
    before = ports.fetch.target, ports.content_type_of.target
    ports.fetch.fill(f"{__name__}:refuse_to_fetch")
    ports.content_type_of.fill(f"{__name__}:type_by_its_name")
    try:
        yield
    finally:
        for port, target in zip((ports.fetch, ports.content_type_of), before, strict=True):
            port.fill(target)


def refuse_to_fetch(url: str, **_limits: Any) -> NoReturn:
    """Raise UnsupportedInput: the model wants the bytes of *url*, and nobody fetches them."""
    raise UnsupportedInput(
        f"The model takes the bytes of a file, and this server fetches none: send {url[:200]}"
        " as a data URL, or in base64."
    )


def type_by_its_name(url: str, **_limits: Any) -> str:
    """The media type of what is at *url*, as its name tells."""
    import mimetypes

    return mimetypes.guess_type(url.partition("?")[0].partition("#")[0])[0] or _USUAL
