"""A plugin that asks a server, a program or a database what it offers is asked again."""

import json
import shutil
import socket

from llm.plugins.index.freshness import FAILED_AGAIN

HOOK = """
import os, socket, sqlite3, subprocess, sys
import llm
{}
@llm.hookimpl
def register_tools(register):
    {}
"""
KEPT = "(llm.user_dir() / 'kept.json').exists() and (llm.user_dir() / 'kept.json').read_text()"
ASKING = {
    "server": ("", "socket.socket(socket.AF_UNIX).connect_ex('/nowhere')", ["register_tools"]),
    "name": ("", "socket.getaddrinfo('192.0.2.1', 80)", ["register_tools"]),
    "program": ("", "subprocess.run([sys.executable, '-c', ''])", ["register_tools"]),
    "database": ("", "sqlite3.connect(llm.user_dir() / 'x.db').close()", ["register_tools"]),
    "memory": ("", "sqlite3.connect(':memory:').close()", []),
    "import": ("subprocess.run([sys.executable, '-c', ''])", "pass", ["import"]),
    "nothing": ("", "pass", []),
    "cache": ("import urllib.request", KEPT, ["register_tools"]),
    "file": ("", KEPT, []),
}


def test_who_is_dynamic(indexed):
    """The hooks in which a plugin asks somebody are known, or reads what it may have fetched."""
    indexed.user.mkdir()
    (indexed.user / "kept.json").write_text("{}")
    for name, (top, hook, _) in ASKING.items():
        indexed.install(f"llm-{name}", HOOK.format(top, hook))
    entries = indexed.entries("register_tools")
    assert [each["errors"] for each in entries.values()] == [[]] * len(ASKING)
    found = {name.removeprefix("llm_"): each["dynamic"] for name, each in entries.items()}
    assert found == {name: wanted for name, (_, _, wanted) in ASKING.items()}


def test_a_failure_that_may_pass(indexed):
    """What failed is found out again after a while, as it asked a server or for another reason."""
    hook = "socket.socket(socket.AF_UNIX).connect('/nowhere')"
    indexed.install("llm-asks", HOOK.format("", hook))
    indexed.install("llm-fails", HOOK.format("", "1 / 0"))
    assert "FileNotFoundError" in indexed.entry("llm_asks", "register_tools")["errors"][0]
    indexed.imported()
    indexed.entries("register_tools")
    assert indexed.imported() == []
    data = json.loads(indexed.file.read_text())
    for entry in data["entries"].values():
        entry["found_at"] -= FAILED_AGAIN + 1
    indexed.file.write_text(json.dumps(data))
    indexed.entries("register_tools")
    assert {"llm_asks child", "llm_fails child"} <= {*indexed.imported()}


def test_server_on_this_machine(indexed):
    """Where nobody listens on this machine a plugin has nothing to ask; who begins to, is asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    hook = f"socket.socket().connect_ex(('127.0.0.1', {port})) == 0 and register(len)"
    indexed.install("llm-asks", HOOK.format("", hook))
    entry = indexed.entry("llm_asks", "register_tools")
    assert (entry["tools"], entry["dynamic"]) == ([], [])
    indexed.imported()
    with socket.create_server(("127.0.0.1", port)):
        entry = indexed.entry("llm_asks", "register_tools")
    assert indexed.imported() == ["llm_asks child"]
    assert (entry["tools"], entry["dynamic"]) == (["len"], ["register_tools"])


def test_programs_that_are_looked_for(indexed, tmp_path):
    """A plugin that offers something where a program is installed follows that."""
    programs = tmp_path / "programs"
    programs.mkdir()
    hook = "shutil.which('some-program', path=" + repr(str(programs)) + ") and register(len)"
    indexed.install("llm-which", HOOK.format("import shutil", hook))
    assert indexed.entry("llm_which", "register_tools")["tools"] == []
    shutil.copy(shutil.which("true") or "/bin/true", programs / "some-program")
    assert indexed.entry("llm_which", "register_tools")["tools"] == ["len"]
