"""§2.10 of the contract: attachments, fragments and templates."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from pydantic import ValidationError

import llm
from llm import Attachment, Fragment, Template
from llm.resolving.templates import load_template
from llm.testing import loaded
from tests.local_server import LocalServer, QuietHandler

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


class Redirects(QuietHandler):
    """`/3` redirects three times; then comes the content, or a template."""

    def do_HEAD(self):
        self._answer()

    def do_GET(self):
        self._answer()

    def _answer(self):
        left = int(self.path[1:])
        self.send_response(302 if left else 200)
        if left:
            self.send_header("location", f"/{left - 1}")
        else:
            self.send_header("content-type", "image/png; charset=x")
        body = b"" if left or self.command == "HEAD" else b"prompt: of a URL\nfunctions: 'x = 1'"
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def url():
    server = LocalServer(Redirects)
    with server.running():
        yield server.url


def test_ids(tmp_path):
    """§2.10 Attachment.id: SHA-256 of the bytes, or of `{"url": …}` in JSON."""
    (tmp_path / "a.png").write_bytes(PNG)
    expected = hashlib.sha256(PNG).hexdigest()
    assert Attachment(content=PNG).id() == expected
    assert Attachment(path=str(tmp_path / "a.png")).id() == expected
    named = json.dumps({"url": "http://x/y"}).encode()
    assert Attachment(url="http://x/y").id() == hashlib.sha256(named).hexdigest()


def test_types(tmp_path, url):
    """§2.10 resolve_type: the type; else sniffing the path; HEAD of the URL; sniffing bytes."""
    (tmp_path / "a").write_bytes(PNG)
    assert Attachment(type="text/x", content=PNG).resolve_type() == "text/x"
    assert Attachment(path=str(tmp_path / "a")).resolve_type() == "image/png"
    assert Attachment(content=PNG).resolve_type() == "image/png"
    assert Attachment(url=f"{url}/3").resolve_type() == "image/png"
    with pytest.raises(llm.LLMError, match="redirects more than 3 times"):
        Attachment(url=f"{url}/4").resolve_type()


def test_bytes(tmp_path, url):
    """§2.10 content_bytes, base64_content: of content, path and URL."""
    (tmp_path / "a").write_bytes(PNG)
    for attachment in (Attachment(content=PNG), Attachment(path=str(tmp_path / "a"))):
        assert attachment.content_bytes() == PNG
        assert base64.b64decode(attachment.base64_content()) == PNG
    assert (Attachment(url=f"{url}/0").content_bytes() or b"").startswith(b"prompt")


def test_fragments():
    """§2.10 Fragment: a str with a source and an id, the SHA-256 of its text."""
    fragment = Fragment("words", "notes.txt")
    assert isinstance(fragment, str)
    assert (fragment, fragment.source) == ("words", "notes.txt")
    assert fragment.id() == hashlib.sha256(b"words").hexdigest()
    assert Fragment("words").source == ""


EVERYTHING = {
    "name": "t",
    "prompt": "p",
    "system": "s",
    "attachments": ["a.png"],
    "attachment_types": [{"type": "image/png", "value": "b"}],
    "model": "m",
    "defaults": {"x": 1},
    "options": {"seed": 2},
    "extract": True,
    "extract_last": False,
    "schema_object": {"type": "object"},
    "fragments": ["f"],
    "system_fragments": ["g"],
    "tools": ["T"],
    "functions": "def f(): pass",
}


def test_template_fields():
    """§2.10 Template: these keys, all optional but `name`; others are forbidden."""
    assert Template(**EVERYTHING).model_dump() == EVERYTHING
    bare = Template(name="t")
    assert {getattr(bare, key) for key in EVERYTHING if key != "name"} == {None}
    with pytest.raises(ValidationError):
        Template(name="t", colour="red")
    with pytest.raises(ValidationError):
        Template()


@pytest.mark.parametrize(
    ("template", "given", "params", "evaluated"),
    [
        ({"prompt": "Say $input to $who"}, "hi", {"who": "Zoë"}, ("Say hi to Zoë", None)),
        ({"prompt": "${input}s cost $$5"}, "it", None, ("its cost $5", None)),
        ({"prompt": "Hi $a", "defaults": {"a": "x"}}, "", None, ("Hi x", None)),
        ({"prompt": "Hi $a", "defaults": {"a": "x"}}, "", {"a": "y"}, ("Hi y", None)),
        ({"prompt": "Sum up:"}, "text", None, ("Sum up:", None)),
        ({"system": "Be $how"}, "text", {"how": "brief"}, ("text", "Be brief")),
        ({"prompt": "p $input", "system": "s $input"}, "x", None, ("p x", "s x")),
    ],
)
def test_evaluate(template, given, params, evaluated):
    """§2.10 evaluate: (prompt, system) with `$var` and `${var}` replaced; `$$` is literal."""
    assert Template(name="t", **template).evaluate(given, params) == evaluated


def test_vars():
    """§2.10 vars, MissingVariables: which there are, and which have no value."""
    template = Template(name="t", prompt="$a ${b} $$c $input", system="$d")
    assert template.vars() == {"a", "b", "input", "d"}
    with pytest.raises(Template.MissingVariables, match="b"):
        template.evaluate("x", {"a": "1", "d": "2"})


def test_trust(user_path, tmp_path, url):
    """§2.10 `_functions_is_trusted`: private, and set for local files alone."""

    def load(_):
        return Template(name="p", functions="x = 1")

    class Loader:
        @llm.hookimpl
        def register_template_loaders(self, register):
            register("mine", load)

    (user_path / "templates").mkdir(parents=True)
    (user_path / "templates" / "own.yaml").write_text("functions: 'x = 1'")
    (tmp_path / "other.yaml").write_text("functions: 'x = 1'")
    with loaded(Loader):
        trusted = [
            load_template(name)._functions_is_trusted
            for name in ("own", str(tmp_path / "other.yaml"), "mine:p", f"{url}/0")
        ]
    assert trusted == [True, True, False, False]
    assert Template(name="t", functions="x = 1")._functions_is_trusted is False
