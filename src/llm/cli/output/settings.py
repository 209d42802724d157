"""Settings and project files as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.cli.output.tables import dicts_to_table_string
from llm.config.settings import BY_NAME, shown
from llm.text import truncate_string

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llm.config.project import ProjectFile
    from llm.config.showing import Row

_WIDTH = 60


def setting_lines(rows: Sequence[Row]) -> Iterator[str]:
    """A table of settings: the name, the value, where it is from; of a single one all of it."""
    width = None if len(rows) == 1 else _WIDTH
    cells = [
        {"setting": row.name, "value": _value(row, width), "from": _origin(row)} for row in rows
    ]
    for line in dicts_to_table_string(["setting", "value", "from"], cells):
        yield line.rstrip()
    if len(rows) == 1:
        yield f"\n{rows[0].help}"


def project_lines(project: ProjectFile) -> Iterator[str]:
    """What a project file would do, as the user is shown it before they trust it."""
    yield f"{shown(str(project.path))} sets"
    for name, value in project.file.table.items():
        needs = project.asks_trust(BY_NAME[name], value)
        yield f"  {name}{'' if needs else ' (heeded anyway)'}:"
        for item in value if isinstance(value, list) else [value]:
            for line in _readable(item):
                yield f"    {line}"
    files = project.files_with_code()
    if files:
        yield "These files may run code, and are trusted as they are now:"
        yield from (f"    {shown(path)}" for path in files)
    if project.stranger:
        yield f"Be careful: it {project.stranger}."


def _readable(item: object) -> list[str]:
    """An item of a project file, over several lines where it has some, and nothing hidden."""
    if not isinstance(item, str):
        return [shown(item)]
    return [line if line.replace("\t", "").isprintable() else shown(line)
            for line in item.split("\n")]  # fmt: skip


def _value(row: Row, width: int | None) -> str:
    said = row.default if row.value is None else shown(row.value)
    return said if width is None else truncate_string(said, width)


def _origin(row: Row) -> str:
    if row.variable:
        return f"the variable {row.variable}"
    if row.file is None:
        return "built in"
    return shown(row.file) + (f", line {row.line}" if row.line else "")
