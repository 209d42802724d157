"""`--id-file`: the id of a call in a file, for a script that goes on from there."""

from __future__ import annotations

import os
from pathlib import Path

from llm.cli.terminal import remark
from llm.config.files import replaced
from llm.errors import ConfigError, InvalidInput


def check_id_file(path: str, *, is_kept: bool, is_one: bool) -> None:
    """Raise InvalidInput where no id of use can be put into the file *path* later.

    The call must be kept in the history, and must be one.
    """
    if not is_kept:
        raise InvalidInput(
            "--id-file is for going on from the answer, which is not logged: leave it out,"
            " or give --log"
        )
    if not is_one:
        raise InvalidInput("--id-file holds the id of one answer: leave --also out")
    directory = os.path.dirname(os.path.realpath(path))
    if os.path.isdir(path):
        raise InvalidInput(f"{path} is a directory: --id-file wants the name of a file")
    if not os.path.isdir(directory):
        raise InvalidInput(f"There is no directory {directory} for --id-file")
    if not os.access(directory, os.W_OK):
        raise InvalidInput(f"Nothing can be written to {directory}: choose another --id-file")


def note_id(path: str, call: str) -> None:
    """Let the line *call* be the content of *path*, in one step; say so where that fails."""
    try:
        with replaced(Path(path)) as file:
            file.write(f"{call}\n".encode())
    except ConfigError as error:
        remark(f"Warning: the id {call} could not be written to {path}: {error}")
