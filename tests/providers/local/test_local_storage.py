"""Where the weights are kept, and the lock around them."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event

import pytest

from llm.providers.local.storage import FetchCancelled, lock, weights_dir


def test_the_cache_directory_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """`LLM_CACHE_PATH` comes first, then `XDG_CACHE_HOME`; a relative one of those is ignored."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    assert weights_dir() == Path("/xdg/llm/models")
    monkeypatch.setenv("LLM_CACHE_PATH", "/chosen")
    assert weights_dir() == Path("/chosen/models")
    monkeypatch.delenv("LLM_CACHE_PATH")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert weights_dir().is_absolute()


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", ".cache/llm/models"),
        ("darwin", "Library/Caches/llm/models"),
        ("win32", "AppData/Local/llm/Cache/models"),
    ],
)
def test_each_platform_has_a_place_of_its_own(
    monkeypatch: pytest.MonkeyPatch, platform: str, expected: str
) -> None:
    """Without a choice the weights are where the platform keeps caches."""
    for name in ("LLM_CACHE_PATH", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    assert weights_dir() == Path.home() / expected


def test_the_lock_is_waited_for_and_let_go(tmp_path: Path) -> None:
    """Who finds it held is told once and may give up; then it is free again."""
    waited: list[bool] = []
    cancel = Event()

    def give_up() -> None:
        waited.append(True)
        cancel.set()

    with lock(tmp_path / "lock", Event(), on_wait=lambda: None):  # noqa: SIM117 - one holds it
        with pytest.raises(FetchCancelled), lock(tmp_path / "lock", cancel, on_wait=give_up):
            pass
    assert waited == [True]
    with lock(tmp_path / "lock", Event(), on_wait=give_up):
        pass
    assert waited == [True]
