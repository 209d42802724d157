"""Rules for tool calls: which of them decides, and what its patterns match."""

from __future__ import annotations

import os

import pytest

from llm.tooling.policy import Rule, as_taken, ruling


def action(rules, name="read", **arguments):
    """What *rules* say of a call."""
    rule = ruling(rules, name, arguments)
    return None if rule is None else rule.action


@pytest.mark.parametrize(
    ("actions", "decides"),
    [
        (["allow", "ask", "deny"], "deny"),
        (["deny", "allow"], "deny"),
        (["allow", "ask"], "ask"),
        (["allow", "allow"], "allow"),
        ([], None),
    ],
)
def test_order(actions, decides):
    """Of the rules that match, those that deny go first, then those that ask."""
    assert action([Rule("r*", each) for each in actions]) == decides


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [("read", True), ("r*", True), ("*", True), ("Read", False), ("rea", False), ("r?ad", True)],
)
def test_names(pattern, matches):
    """A pattern is about the whole name, and tells capital letters."""
    assert (action([Rule(pattern, "deny")]) == "deny") is matches


def test_arguments():
    """All patterns have to match; an argument that was not given matches none."""
    rules = [Rule("read", "allow", {"a": "x*", "b": "5"})]
    assert action(rules, a="xy", b=5) == "allow"
    assert action(rules, a="xy", b="5") == "allow"
    assert action(rules, a="xy", b=6) is None
    assert action(rules, a="xy") is None
    assert action([Rule("read", "ask", {"a": "[tf]*"})], a=True) == "ask"
    assert action([Rule("read", "ask", {"a": '{"x": *'})], a={"x": [1]}) == "ask"


def test_lists():
    """A list is allowed when all in it is, and denied when anything is."""
    allow, deny = Rule("read", "allow", {"a": "x*"}), Rule("read", "deny", {"a": "secret"})
    assert action([allow, deny], a=["x", "xy"]) == "allow"
    assert action([allow, deny], a=["x", "y"]) is None
    assert action([allow, deny], a=["x", ["secret"]]) == "deny"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home directory, and a project in it that is the current directory."""
    project = tmp_path / "home" / "project"
    project.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.chdir(project)
    return tmp_path / "home"


@pytest.mark.parametrize("pattern", ["~/project/*", "./*", "{home}/project/*", "../project/*"])
def test_paths_that_are_allowed(home, pattern):
    """However the pattern and the path are written, what is inside is allowed, and nothing else."""
    rules = [Rule("read", "allow", {"path": pattern.format(home=home)})]
    inside = ["a", "./a", "b/c", "~/project/a", f"{home}/project/x/../a"]
    outside = [
        "../a", "b/../../a", "~/project/../a", f"{home}/project/../a", "/etc/passwd", "~",
        "a\0b/../../../x", f"{home}/projects/a",
    ]  # fmt: skip
    assert {path: action(rules, path=path) for path in inside} == dict.fromkeys(inside, "allow")
    assert {path: action(rules, path=path) for path in outside} == dict.fromkeys(outside)


def test_directories_with_odd_names(home, monkeypatch):
    """What is a pattern elsewhere is none in the name of the directory that a pattern begins in."""
    (home / "[ab]*").mkdir()
    monkeypatch.chdir(home / "[ab]*")
    for rule, said in ((Rule("read", "allow", {"path": "./*.py"}), "allow"),
                       (Rule("read", "deny", {"path": "x/*"}), "deny")):  # fmt: skip
        assert action([rule], path="x/a.py") == said
        assert action([rule], path="../a/x/a.py") is None


@pytest.mark.parametrize("pattern", ["/*", "/etc/*", "/etc/passwd", "*/passwd", "/*/pass*"])
def test_patterns_from_the_root(home, pattern):
    """They are about every such path."""
    assert action([Rule("read", "deny", {"path": pattern})], path="/etc/passwd") == "deny"


def test_paths_that_are_denied(home):
    """A path may be written in any way."""
    rules = [Rule("read", "deny", {"path": "~/.ssh/*"})]
    for path in ("~/.ssh/id", "../.ssh/id", f"{home}/x/../.ssh/id", "../.SSH/id"):
        assert action(rules, path=path) == "deny"
    assert action(rules, path="~/.sshd/id") is None


def test_links(home):
    """What a link leads to is what counts for a rule that allows, and counts for others too."""
    (home / "secret").mkdir()
    os.symlink(home / "secret", home / "project" / "link")
    assert action([Rule("read", "allow", {"path": "./*"})], path="link/key") is None
    assert action([Rule("read", "deny", {"path": "~/secret/*"})], path="link/key") == "deny"
    os.symlink(home / "project", home / "short")
    assert action([Rule("read", "allow", {"path": "~/short/*"})], path="~/short/a") == "allow"


@pytest.mark.parametrize(
    ("pattern", "value", "allowed"),
    [
        ("*", "and/or, //", True),
        ("note*", "notes/a", True),
        ("note*", "notes/../../etc/passwd", False),
        ("https://x.org/a/*", "https://x.org/a/b", True),
        ("https://x.org/a/*", "https://x.org/a/../b", False),
        ("https://x.org/", "https://x.org/", True),
        ("git log*", "git log", True),
    ],
)
def test_text_that_looks_like_a_path(home, pattern, value, allowed):
    """`..` gets around no pattern."""
    rules = [Rule("read", "allow", {"text": pattern})]
    assert (action(rules, text=value) == "allow") is allowed


def test_defaults():
    """An argument that was left out has the value that the tool takes for it."""
    schema = {"properties": {"path": {"default": "/etc/x"}, "n": {}, "odd": True}}
    assert as_taken(schema, {"n": 1}) == {"path": "/etc/x", "n": 1}
    assert as_taken({}, {"n": 1}) == {"n": 1}
    assert as_taken({"properties": None}, {}) == {}


def test_what_the_tool_gets_counts():
    """A list or a number that the model wrote as a text is what the tool is given."""
    schema = {"properties": {"paths": {"type": "array"}, "n": {"type": "integer"}}}
    arguments = as_taken(schema, {"paths": '["/etc/x", "a"]', "n": "5"})
    assert arguments == {"paths": ["/etc/x", "a"], "n": 5}
    rule = Rule("read", "deny", {"paths": "/etc/*"})
    assert ruling([rule], "read", arguments) == rule
