"""Types of parameters that several commands take: errors in their values are errors of usage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from llm.errors import LLMError

if TYPE_CHECKING:
    from llm.attachments import Attachment


class AttachmentType(click.ParamType):
    """A path, a URL or `-` -> an Attachment whose type was found out."""

    name = "attachment"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Attachment:
        """Resolve *value*, unless another command did and hands the attachment on."""
        if not isinstance(value, str):
            resolved: Attachment = value
            return resolved
        from llm.resolving.attachments import resolve_attachment

        try:
            return resolve_attachment(value)
        except LLMError as error:
            self.fail(str(error), param, ctx)


def attachments_with_types(
    ctx: click.Context, param: click.Parameter, pairs: tuple[Any, ...]
) -> tuple[Attachment, ...]:
    """Callback of an option that takes an attachment and its media type, any number of times."""
    from llm.resolving.attachments import resolve_attachment_with_type

    try:
        return tuple(
            resolve_attachment_with_type(*pair) if isinstance(pair, tuple) else pair
            for pair in pairs
        )
    except LLMError as error:
        raise click.BadParameter(str(error), ctx, param) from error
