"""The files that every scenario finds in its current directory, and a server gives."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "binary.bin": b"\xff\xfe\x00binary",
    "broken.json": b'{"type": ',
    "broken.py": b"def (:\n",
    "by-path.yaml": b'prompt: "By path $input"\n',
    "editor.sh": b'#!/bin/sh\nprintf "prompt: edited \\$input\\n" > "$1"\n',
    "folder/inside.txt": b"x\n",
    "functions.py": (
        b'def double(number: int) -> int:\n    """Twice as much"""\n    return number * 2\n'
    ),
    "more.txt": b"more words\n",
    "paper.pdf": b"%PDF-1.4\n1 0 obj\n",
    "picture.png": b"\x89PNG\r\n\x1a\n0000",
    "schema.json": b'{"type": "object", "properties": {"name": {"type": "string"}}}\n',
    "words.txt": b"words of a file\n",
}
"""Their contents, by their paths."""


def furnish(directory: Path) -> None:
    """Make *directory*, with these files."""
    for path, content in FILES.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
