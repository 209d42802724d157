"""Rows of a CSV file, as text for a prompt: `llm -f csv:people.csv`."""

import csv
from pathlib import Path
from typing import Any

import llm


def load(path: str) -> llm.Fragment:
    """The rows of the CSV file PATH, one a line, with the name of each column."""
    try:
        with Path(path).open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    lines = ["; ".join(f"{name}: {value}" for name, value in row.items()) for row in rows]
    return llm.Fragment("\n".join(lines), source=f"csv:{path}")


@llm.hookimpl
def register_fragment_loaders(register: Any) -> None:
    register("csv", load)
