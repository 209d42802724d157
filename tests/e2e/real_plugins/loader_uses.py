"""Plugins of fragments and templates: what they load is played by the gateway and by git."""

from __future__ import annotations

import subprocess

from tests.e2e.real_plugins.gateway import Asked, Reply
from tests.e2e.real_plugins.ground import Ground
from tests.e2e.real_plugins.uses import use

GITHUB = {
    "/repos/someone/kennel/issues/1": {
        "title": "Rex is loose",
        "user": {"login": "someone"},
        "body": "He jumped over the fence.",
    },
    "/repos/someone/kennel/pulls/2": {
        "title": "A higher fence",
        "user": {"login": "other"},
        "body": "Two metres.",
    },
    "/repos/someone/kennel/issues/1/comments?per_page=100": [
        {"user": {"login": "other"}, "body": "He is back."}
    ],
    "/repos/someone/kennel/pulls/2/comments?per_page=100": [],
}
DIFF = "--- a/fence\n+++ b/fence\n-1m\n+2m\n"
PATTERN = "# IDENTITY\n\nYou summarise what you are given.\n"


def github(asked: Asked) -> Reply:
    """The API of GitHub, with one issue and one pull request."""
    if asked.path.endswith(".diff"):
        return Reply(DIFF, content_type="text/plain")
    if asked.path in GITHUB:
        return Reply(GITHUB[asked.path])
    return Reply({"message": "Not Found"}, 404)


@use("llm-fragments-github", "`github:` clones with git; the files are asked about")
def repository(ground: Ground) -> None:
    source = ground.directory / "someone" / "kennel.git"
    source.mkdir(parents=True)
    (source / "dogs.txt").write_text("Rex, Luna")
    (source / "photo.png").write_bytes(b"\x89PNG\xff")
    (source / "docs").mkdir()
    (source / "docs" / "fence.md").write_text("The fence is one metre high.")
    commit = ["-c", "user.name=someone", "-c", "user.email=s@example.com", "commit", "-qm", "all"]
    for arguments in (["init", "-q"], ["add", "."], commit):
        subprocess.run(["git", *arguments], cwd=source, env=ground.environment, check=True)
    # git itself takes what is asked of GitHub from this directory.
    ground.environment.update(
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0=f"url.file://{ground.directory}/.insteadOf",
        GIT_CONFIG_VALUE_0="https://github.com/",
    )
    said = ground.llm("-m", "echo", "-f", "github:someone/kennel", "Which dogs?").json
    assert "Rex, Luna" in said["prompt"]
    assert "one metre high" in said["prompt"]
    assert said["prompt"].endswith("Which dogs?")
    sources = {row["source"] for row in ground.llm("fragments", "list", "--json").json}
    assert sources == {"someone/kennel/dogs.txt", "someone/kennel/docs/fence.md"}


@use("llm-fragments-github", "`issue:` and `pr:` ask the API of GitHub, played here")
def issues(ground: Ground) -> None:
    ground.plays("api.github.com", github)
    said = ground.llm("-m", "echo", "-f", "issue:someone/kennel/1", "").json["prompt"]
    assert "# Rex is loose" in said
    assert "He is back." in said
    said = ground.llm("-m", "echo", "-f", "pr:someone/kennel/2", "Is it good?").json["prompt"]
    assert "# A higher fence" in said
    assert DIFF.strip() in said
    unknown = ground.llm("-m", "echo", "-f", "issue:someone/kennel/3", "", fails=True)
    assert "[404]" in unknown.stderr
    assert len(unknown.stderr.splitlines()) == 1


@use("llm-templates-fabric", "a pattern as a template, from the repository played here")
def fabric(ground: Ground) -> None:
    ground.plays(
        "raw.githubusercontent.com",
        lambda asked: (
            Reply(PATTERN, content_type="text/plain")
            if asked.path.endswith("/summarize/system.md")
            else Reply("404: Not Found", 404, "text/plain")
        ),
    )
    assert "fabric:" in ground.llm("templates", "loaders").stdout
    said = ground.llm("-m", "echo", "-t", "fabric:summarize", stdin="A long text").json
    assert said["system"].strip() == PATTERN.strip()
    assert said["prompt"] == "A long text"
    unknown = ground.llm("-m", "echo", "-t", "fabric:nobody", "x", fails=True)
    assert "Template 'nobody' not found" in unknown.stderr
