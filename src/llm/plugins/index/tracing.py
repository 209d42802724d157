"""What a plugin looks at while it is imported and asked: files, variables, servers.

It is told by the interpreter's audit events and by the functions that look at files and variables,
which are replaced. Neither can be undone: this is for a process that has nothing else to do.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from llm.plugins.index.freshness import PORT, USER, seen, signature, stored_paths
from llm.plugins.index.sources import LIBRARY, OURS
from llm.plugins.index.variables import watch_variables

MOST = 300
"""How many files are noted of one plugin; one that looks at more is asked each time."""
_CODE = (".py", ".pyc", ".pyo", ".pyi", ".so", ".pyd", ".dll", ".dylib", ".pth", ".egg-link")
_NOWHERE = ("/dev/", "/proc/", "/sys/")
_ASKING = {
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "subprocess.Popen",
    "os.system",
    "os.posix_spawn",
    "os.exec",
    "os.fork",
}
_HERE = ("127.0.0.1", "::1", "localhost", b"localhost")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# How many paths, at the beginning of its arguments, an event has that puts a name somewhere.
_NAMING = {
    "os.mkdir": 1,
    "os.remove": 1,
    "os.rmdir": 1,
    "os.rename": 2,
    "os.link": 2,
    "os.symlink": 2,
}


class Trace:
    """What one plugin looked at.

    Attributes:
        files: the state of each file or directory when it was first looked at, by the path as the
            index keeps it.
        written: those that it wrote itself, and the directories whose names it changed.
        variables: the hash of each variable that was read for it.
        set_variables: those that it set or removed, other than by importing a library that did.
        dynamic: the stages at which it asked a server, started a program or opened a database.
        knocked: the servers on this machine that it asked, as `freshness.py` names them, each with
            the stages; where nobody answers, that is all there is to know of it.
        reading: the stages at which it read a file of the user.
        listing: the stages at which it listed a directory.

    """

    def __init__(self, module: str) -> None:
        self.top = module.partition(".")[0]
        self.stage = "import"
        self.files: dict[str, tuple[int, int] | None] = {}
        self.written: set[str] = set()
        self.variables: dict[str, str | None] = {}
        self.set_variables: set[str] = set()
        self.dynamic: dict[str, None] = {}
        self.knocked: dict[str, dict[str, None]] = {}
        self.reading: dict[str, None] = {}
        self.listing: dict[str, None] = {}

    def look(self, path: Any, *, lists: bool = False, reads: bool = False) -> None:
        """It looked at *path*; *lists* a directory, or *reads* a file."""
        for kept in _kept(path, "" if lists else self.top):
            name = f"{kept}/" if lists else kept
            if name not in self.files:
                if len(self.files) >= MOST:
                    self.dynamic[self.stage] = None
                    return
                self.files[name] = seen(name)
            if reads and _is_of_user(name):
                self.reading[self.stage] = None
            if lists:
                self.listing[self.stage] = None

    def ask(self, event: str, arguments: tuple[Any, ...]) -> None:
        """It asked somebody, as an audit *event* has it."""
        if event == "socket.getaddrinfo" and arguments[0] in _HERE:
            return
        address = arguments[1] if event == "socket.connect" else None
        if isinstance(address, tuple) and address[0] in _HERE:
            server = f"{PORT}{address[0]}:{address[1]}"
            self.knocked.setdefault(server, {})[self.stage] = None
        else:
            self.dynamic[self.stage] = None

    def write(self, path: Any) -> None:
        """It wrote, made or removed what is at *path*."""
        self.written.update(_kept(path, self.top))
        above = os.path.dirname(os.fsdecode(path)) or "."
        self.written.update(f"{kept}/" for kept in _kept(above, ""))


class Tracer:
    """What notes in a `Trace` what is looked at, for one plugin at a time."""

    def __init__(self) -> None:
        self.now: Trace | None = None
        self._noting = threading.local()

    def install(self) -> None:
        """Begin to listen, for the rest of the life of this process."""
        _directories()
        sys.addaudithook(self._audited)
        for name in ("stat", "lstat", "access"):
            _replace(os, name, self._looking)
        if sys.platform == "win32":
            for name in ("exists", "isfile", "isdir", "lexists"):
                _replace(os.path, name, self._looking)
        watch_variables(lambda: self.now)

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.now is None or getattr(self._noting, "on", False):
            return
        if event == "open":
            self._note(self._opened, *arguments)
        elif event in ("os.listdir", "os.scandir"):
            path = arguments[0]
            self._note(lambda trace: trace.look("." if path is None else path, lists=True))
        elif event in _NAMING:
            for path in arguments[: _NAMING[event]]:
                self._note(Trace.write, path)
        elif event in _ASKING or (event == "sqlite3.connect" and arguments[0] != ":memory:"):
            self.now.ask(event, arguments)

    @staticmethod
    def _opened(trace: Trace, path: Any, _mode: Any, flags: int) -> None:
        if flags & _WRITING:
            trace.write(path)
        else:
            trace.look(path, reads=True)

    def _looking(self, path: Any) -> None:
        if self.now is not None:
            self._note(lambda trace: trace.look(path))

    def _note(self, note: Callable[..., None], *arguments: Any) -> None:
        """Let *note* write to the trace, but not about what it looks at itself."""
        if self.now is None or getattr(self._noting, "on", False):
            return
        self._noting.on = True
        try:
            note(self.now, *arguments)
        except (OSError, TypeError, ValueError):
            pass  # a path that is none: a file that is open already, or the plugin will see
        finally:
            self._noting.on = False


def _replace(module: Any, name: str, look: Callable[[Any], None]) -> None:
    """Let *look* know what the function *name* of *module* is asked about."""
    function = getattr(module, name)

    @wraps(function)
    def looked(path: Any, *arguments: Any, **named: Any) -> Any:
        if not isinstance(path, int) and named.get("dir_fd") is None:
            look(path)
        return function(path, *arguments, **named)

    for supporting in (
        os.supports_dir_fd,
        os.supports_fd,
        os.supports_effective_ids,
        os.supports_follow_symlinks,
    ):
        if function in supporting:
            supporting.add(looked)
    setattr(module, name, looked)


def _is_of_user(kept: str) -> bool:
    """Whether the file may be one that it has put there itself."""
    is_kept = kept.startswith((USER, os.path.expanduser("~") + os.sep))
    return is_kept and kept != f"{USER}keys.json"


_places: list[str] = []
_searched: set[str] = set()


def _directories() -> list[str]:
    """Where code is that is not the plugin's: the standard library, and installed packages."""
    if not _places:
        words = os.path.join(sys.base_prefix, "share", "locale")
        places = (LIBRARY, OURS, words, *signature()[1])
        _places.extend(f"{place.rstrip(os.sep)}{os.sep}" for place in places)
        # Whoever imports anything looks for it there.
        _searched.update(os.path.abspath(place) for place in sys.path if place)
        if "" in sys.path:
            with suppress(OSError):
                _searched.add(os.getcwd())
    return _places


def _kept(path: Any, top: str) -> list[str]:
    """*path* as the index keeps it; nothing for code, and what belongs to the system.

    What installed packages have counts for the one called *top* only.
    """
    path = os.fspath(path)
    text = os.fsdecode(path)
    full = os.path.abspath(text)
    if full.endswith(_CODE) or full.startswith(_NOWHERE) or "__pycache__" in full:
        return []
    for place in _directories():
        is_own = bool(top) and full.startswith(f"{place}{top}{os.sep}")
        if f"{full}{os.sep}".startswith(place) and not is_own:
            return []
    return [] if full in _searched else stored_paths(full if os.path.isabs(text) else text)
