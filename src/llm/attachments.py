"""Attachment: an image, a sound or a file that goes with a message, by path, URL or bytes."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from llm import ports
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from llm.serialization import AttachmentDict


@dataclass
class Attachment:
    """Something to see, hear or read beside the text of a message.

    One of *path*, *url* and *content* says where its bytes are.

    Attributes:
        type: media type, such as `image/png`; found out when it is needed and was not given.
        path: a file on this machine.
        url: where the bytes can be fetched; many providers take the URL itself.
        content: the bytes.
        kept: the bytes as the history keeps them, for what comes from there: the file may have
            changed since, or be gone.

    """

    type: str | None = None
    path: str | None = None
    url: str | None = None
    content: bytes | None = None
    _id: str | None = field(default=None, compare=False)
    _type_found: str | None = field(default=None, compare=False, init=False)
    kept: bytes | None = field(default=None, compare=False, init=False, repr=False)

    def id(self) -> str:
        """SHA-256 of the bytes - of `{"url": …}` in JSON for a URL - as hexadecimal digits."""
        if self._id is None:
            import hashlib
            import json

            if self.content is None and self.path is None and self.url:
                named = json.dumps({"url": self.url}).encode()
            else:
                named = self.content_bytes() or b""
            self._id = hashlib.sha256(named).hexdigest()
        return self._id

    def resolve_type(self) -> str | None:
        """The media type: as given, else judged by the bytes, else as the URL's server says.

        Raises `ValueError` for an attachment of nothing, `OSError` for a file that cannot be read
        and `FetchError` for a URL that cannot.
        """
        if self.type:
            return self.type
        if self._type_found is None:  # every round of a chain asks again
            self._type_found = self._find_type()
        return self._type_found

    def _find_type(self) -> str | None:
        from llm.mime import mimetype_from_path, mimetype_from_string

        if self.kept is not None:
            return mimetype_from_string(self.kept)
        if self.path:
            with Path(self.path).open("rb"):  # a file that is not there has no unknown type
                return mimetype_from_path(self.path)
        if self.url and self.content is None:
            return cast("str | None", ports.content_type_of(self.url))
        if self.content is not None:
            return mimetype_from_string(self.content)
        raise ValueError("An attachment needs a path, a URL or content to have a type.")

    def content_bytes(self) -> bytes | None:
        """The bytes, read from the path or fetched from the URL where need be."""
        if self.content is not None:
            return self.content
        if self.kept is not None:
            return self.kept
        if self.path:
            return Path(self.path).read_bytes()
        if self.url:
            return cast("bytes", ports.fetch(self.url).content)
        return None

    def base64_content(self) -> str:
        """The bytes in base64, as most providers take them."""
        import base64

        return base64.b64encode(self.content_bytes() or b"").decode("ascii")

    def to_dict(self) -> AttachmentDict:
        """The JSON form: whichever of `type`, `url`, `path` and `content` (base64) are known."""
        import base64

        known = {"type": self.type, "url": self.url, "path": self.path}
        data = {name: value for name, value in known.items() if value}
        if self.content is not None:
            data["content"] = base64.b64encode(self.content).decode("ascii")
        return cast("AttachmentDict", data)

    @classmethod
    def from_dict(cls, data: AttachmentDict) -> Attachment:
        """The attachment that `to_dict` described."""
        import base64

        content = data.get("content")
        return cls(
            type=data.get("type"),
            path=data.get("path"),
            url=data.get("url"),
            content=base64.b64decode(content) if content is not None else None,
        )

    def __repr__(self) -> str:
        said = [f'type="{self.type}"'] if self.type else []
        said += [
            f'{name}="{value}"' for name, value in (("path", self.path), ("url", self.url)) if value
        ]
        said += [f"content={len(self.content)} bytes"] if self.content is not None else []
        return f"<Attachment: {' '.join(said)}>"
