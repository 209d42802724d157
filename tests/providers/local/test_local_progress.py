"""How the progress of a download is shown."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from llm import notices
from llm.providers.local import progress
from llm.providers.local.progress import Progress, bytes_under

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Terminal(io.StringIO):
    """Standard error on a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar is redrawn in place, is never over-full, and leaves a clean line."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    bar = Progress(total=2_000_000)
    bar.show(1_000_000)
    bar.show(9_000_000)
    bar.close()
    half, full, end = terminal.getvalue().split("\r")[1:]
    assert "#" * 15 + "-" * 15 in half
    assert " 50 %" in half
    assert "100 %  2.0 MB of 2.0 MB" in full
    assert end == "\x1b[K"


def test_elsewhere_a_line_comes_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log gets no bar: a line each few seconds, saying too when nothing has come yet."""
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    bar = Progress(total=2_000_000)
    bar.show(0)
    bar.show(1_000_000)
    bar.close()
    assert capsys.readouterr().err == "  waiting for the package index\n  1.0 MB of 2.0 MB\n"


def test_a_program_without_standard_error_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no standard error, nothing is shown and nothing breaks."""
    monkeypatch.setattr(sys, "stderr", None)
    notices.say("hello")
    bar = Progress(total=1)
    bar.show(1)
    bar.close()


def test_a_file_with_two_names_counts_once(tmp_path: Path) -> None:
    """What an installer links into place is not counted as having arrived again."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a").write_bytes(b"123")
    os.link(tmp_path / "deep" / "a", tmp_path / "b")
    (tmp_path / "c").write_bytes(b"45")
    assert bytes_under(tmp_path) == 5
