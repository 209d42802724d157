"""Media types: naming one from a file or its bytes, and the extension that belongs to one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

# Names that `puremagic` gives and no provider takes. Its newer releases take any text for plain
# text, which says nothing of what it is.
_USUAL_NAMES = {"audio/wave": "audio/wav", "audio/x-wav": "audio/wav", "text/plain": ""}
# Extensions that the standard library does not know, or not by the name people use.
_EXTENSIONS = {
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
}


def mimetype_from_string(content: bytes) -> str | None:
    """The media type of *content*, judged by its first bytes; `None` for plain text."""
    import puremagic

    return _sniffed(puremagic.from_string, content)


def mimetype_from_path(path: str | Path) -> str | None:
    """The media type of the file at *path*: judged by its content, else by its name.

    `None` where neither says anything: plain text without an extension, and an empty file.
    """
    import mimetypes

    import puremagic

    found = _sniffed(puremagic.from_file, str(path))
    return found or (mimetypes.guess_type(path)[0] if Path(path).stat().st_size else None)


def _sniffed(sniff: Callable[..., str], what: bytes | str) -> str | None:
    from puremagic import PureError

    try:
        found = sniff(what, mime=True)
    except (PureError, ValueError):
        return None
    return _USUAL_NAMES.get(found, found) or None


def extension_for(media_type: str | None) -> str:
    """The usual file extension of *media_type*, with its dot; `.bin` when there is none."""
    import mimetypes

    bare = (media_type or "").partition(";")[0].strip().lower()
    return _EXTENSIONS.get(bare) or mimetypes.guess_extension(bare) or ".bin"
