"""The path by which plugins know `Template`."""

from llm.resolving.template import AttachmentType, Template

__all__ = ["AttachmentType", "Template"]
