"""What is inside a paragraph of Markdown -> styled text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from llm.cli.output.markdown_blocks import parser

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_CODE, _LINK, _ADDRESS, _HTML = "cyan", "underline", "blue", "dim"
_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}
_BREAKS = {"<br>", "<br/>"}


def inline_text(node: SyntaxTreeNode, *, plain: bool) -> Text:
    """All that is in *node*; where it is to be *plain*, code keeps its marks.

    Ends of lines stay, as models mean them. Links are followed by their address.
    """
    text = Text()
    for child in node.children:
        text.append_text(_piece(child, plain=plain))
    return text


def _piece(node: SyntaxTreeNode, *, plain: bool) -> Text:
    if node.type == "link":
        return _link(inline_text(node, plain=plain), str(node.attrs.get("href", "")))
    if node.type == "image":
        said = inline_text(node, plain=plain) if node.children else Text(node.content)
        return Text.assemble("image: ", said, _address(str(node.attrs.get("src", ""))))
    if node.children or node.type in _STYLES:
        text = inline_text(node, plain=plain)
        text.stylize_before(_STYLES.get(node.type, ""))
        return text
    return _leaf(node, plain=plain)


def _leaf(node: SyntaxTreeNode, *, plain: bool) -> Text:
    if node.type in {"softbreak", "hardbreak"}:
        return Text("\n")
    if node.type == "code_inline":
        return Text(f"`{node.content}`" if plain else node.content, _CODE)
    if node.type == "html_inline":
        is_break = node.content.replace(" ", "").lower() in _BREAKS
        return Text("\n") if is_break else Text(node.content, _HTML)
    # \\( and \\[ are how models write mathematics.
    is_formula = node.type == "text_special" and node.content in "()[]"
    return Text(node.markup if is_formula else node.content)


def _link(text: Text, address: str) -> Text:
    text.stylize(_LINK)
    shown = {address, parser().normalizeLinkText(address), address.removeprefix("mailto:")}
    return text if text.plain in shown else text.append_text(_address(address))


def _address(address: str) -> Text:
    return Text.assemble(" (", (parser().normalizeLinkText(address), _ADDRESS), ")")
