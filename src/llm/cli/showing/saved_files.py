"""FileSaver: images, sounds and files of an answer -> files that did not exist before."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from llm.cli.terminal import remark
from llm.errors import InvalidInput, LLMError

if TYPE_CHECKING:
    from llm.attachments import Attachment


class FileSaver:
    """Saves the attachments of responses in *directory*, named after response and part.

    The rest of an answer is worth having when one of its files cannot be saved, so that failure
    is kept for `raise_failure`.
    """

    def __init__(self, directory: str) -> None:
        self._directory = Path(directory)
        self._response_id = ""
        self._failure: InvalidInput | None = None
        self.saved = 0

    def begin(self, response_id: str) -> None:
        """What follows belongs to this response."""
        self._response_id = response_id

    def save(self, attachment: Attachment, part_index: int | None) -> None:
        """Save one attachment and say on standard error where it is."""
        try:
            content = attachment.content_bytes()
            if content is None:
                raise InvalidInput("it has no content")
            path = self._write(content, self._stem(part_index), _extension(attachment))
        except (OSError, LLMError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            told = f"A file of the answer could not be saved in {self._directory}: {reason}"
            self._failure = self._failure or InvalidInput(
                f"{told} - it is at {attachment.url}" if attachment.url else told
            )
        else:
            self.saved += 1
            remark(str(path))

    def raise_failure(self) -> None:
        """Raise InvalidInput for the first attachment that could not be saved, if any."""
        if self._failure is not None:
            raise self._failure

    def _stem(self, part_index: int | None) -> str:
        return f"{self._response_id}-{self.saved if part_index is None else part_index}"

    def _write(self, content: bytes, stem: str, extension: str) -> Path:
        """Write *content* to the first free name, and nothing to a name where that fails."""
        attempt = 0
        while True:
            again = f"-{attempt}" if attempt else ""
            path = self._directory / f"{stem}{again}{extension}"
            try:
                file = path.open("xb")
            except FileExistsError:
                attempt += 1
                continue
            try:
                with file:
                    file.write(content)
            except BaseException:
                with suppress(OSError):
                    path.unlink()
                raise
            return path


def _extension(attachment: Attachment) -> str:
    from llm.mime import extension_for

    return extension_for(attachment.resolve_type())
