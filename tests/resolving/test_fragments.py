"""`-f` and `--sf`: what they may name, in which order."""

import os

import pytest

import llm
from llm import Attachment
from llm.config.paths import user_file
from llm.errors import FetchError, InvalidInput, LLMError
from llm.fragments import Fragment
from llm.resolving.fragments import Loaded, load_fragment, load_fragments, load_system_fragments
from llm.store.opening import open_store
from tests.scripted_server import ScriptedServer, answer, head

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A directory of its own for each test, without a history."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def plugin():
    """A plugin whose loaders give what one may give, and what one may not."""

    def fail(argument):
        raise ValueError("not\n today")

    class Plugin:
        @llm.hookimpl
        def register_fragment_loaders(self, register):
            register("doc", lambda name: Fragment(f"doc of {name}", f"doc:{name}"))
            register("text", lambda name: f"text of {name}")
            register("many", lambda name: [Fragment("a"), Attachment(content=PNG), Fragment("b")])
            register("number", lambda name: 5)
            register("fail", fail)

    llm.pm.register(Plugin(), name="fragment-loaders")
    yield
    llm.pm.unregister(name="fragment-loaders")


def known(alias, text, path=None):
    """Let *alias* mean *text* in a history."""
    store = open_store(path)
    store.fragments.set_alias(alias, Fragment(text, "somewhere"))
    store.close()


def one(name, **more):
    """The text and the source of the one fragment that *name* means."""
    (piece,) = load_fragment(name, **more)
    assert isinstance(piece, Fragment)
    return str(piece), piece.source


def test_file(here):
    """A file is read as text in UTF-8, and its source is where it really is."""
    (here / "notes.txt").write_bytes(b"\xef\xbb\xbfh\xc3\xa9\r\nllo\n")
    (here / "empty").write_bytes(b"")
    os.symlink("notes.txt", "link")
    read = ("hé\nllo\n", os.path.realpath("notes.txt"))
    assert one("notes.txt") == one("./notes.txt") == one(str(here / "notes.txt")) == read
    assert one("link") == read
    assert one("empty") == ("", os.path.realpath("empty"))
    assert not user_file("").exists()  # looking for an alias makes no history


def test_url():
    """A URL is fetched, by llm's name; redirects are followed; its encoding is the server's."""
    with ScriptedServer(
        head(302, Location="/there"),
        answer("h\u00e9".encode("latin-1"), content_type="text/plain; charset=ISO-8859-1"),
    ) as server:
        url = f"{server.url}/doc"
        assert one(url) == ("h\u00e9", url)
    asked = server.requests[-1][0].lower()
    assert asked.startswith("get /there ")
    assert f"user-agent: llm/{llm.version.__version__} (https://llm.datasette.io/)" in asked


def test_url_that_is_no_text():
    """What a server calls text is text; other bytes have to be it."""
    with ScriptedServer(
        answer(b"a\xff", content_type="text/html"), answer(PNG, content_type="image/png")
    ) as server:
        assert one(server.url)[0] == "a\ufffd"
        with pytest.raises(InvalidInput, match=f"{server.url} is not text in UTF-8"):
            one(server.url)


def test_missing_url():
    """A URL that gives no answer of use, or redirects too often, is an error of one line."""
    with ScriptedServer(answer({}, 404)) as server, pytest.raises(FetchError, match="answered 404"):
        one(server.url)
    with (
        ScriptedServer(head(302, Location="/again")) as server,
        pytest.raises(FetchError, match="redirects more than 3 times"),
    ):
        one(server.url)
    assert len(server.requests) == 4


def test_stdin(stdin):
    """`-` is standard input, as text in UTF-8."""
    stdin("\ufeffpiped \u00e9\r\n".encode())
    assert one("-") == ("piped \u00e9\n", "-")
    stdin(b"")
    assert one("-") == ("", "-")
    stdin(b"\x80")
    with pytest.raises(InvalidInput, match=r"Standard input is not text in UTF-8.* -a -$"):
        one("-")


def test_plugin(plugin):
    """A prefix asks the plugin that has it, for one piece or several; text needs no wrapping."""
    assert one("doc:x:y") == ("doc of x:y", "doc:x:y")
    assert one("text:x") == ("text of x", "text:x")
    assert load_fragments(["many:x", "doc:1"]) == Loaded(
        [Fragment("a"), Fragment("b"), Fragment("doc of 1")], [Attachment(content=PNG)]
    )


def test_file_before_plugin(here, plugin):
    """A file of exactly that name goes before a prefix."""
    (here / "doc:x").write_text("file")
    assert one("doc:x")[0] == "file"


def test_system_fragments(here, plugin):
    """They are the same, but for attachments."""
    (here / "a").write_text("A")
    assert load_system_fragments(["a", "doc:1"]) == ["A", "doc of 1"]
    with pytest.raises(InvalidInput, match="many:x is an attachment, and a system prompt is text"):
        load_system_fragments(["a", "many:x"])


def test_alias_and_hash(here):
    """An alias and a whole hash go before a file, a file before the beginning of a hash."""
    known("notes", "from the history")
    hashed = Fragment("from the history").id()
    expected = ("from the history", "somewhere")
    assert one("notes") == one(hashed) == one(hashed[:6]) == expected
    for name in ("notes", hashed, hashed[:6]):
        (here / name).write_text("file")
    assert one("notes") == one(hashed) == expected
    assert one(hashed[:6])[0] == one("./notes")[0] == "file"


def test_other_history(here):
    """The history may be another file than the user's own."""
    known("there", "other", here / "other.db")
    assert one("there", database=here / "other.db") == ("other", "somewhere")
    with pytest.raises(InvalidInput, match="'there' not found"):
        one("there")
    with pytest.raises(InvalidInput, match="'there' not found"):
        one("there", database=here / "missing.db")
    assert not (here / "missing.db").exists()


def test_redacted_fragment():
    """What was redacted cannot be put into a prompt any more."""
    known("secret", "password")
    store = open_store()
    store.connection.execute("UPDATE blobs SET content = NULL, redacted = 'private'")
    store.close()
    with pytest.raises(InvalidInput, match=r"secret is not there any more: \[redacted: private\]"):
        one("secret")


def test_unusable_history(here, user_path):
    """A history that cannot be read is no reason not to read a file."""
    user_path.mkdir()
    (user_path / "logs.db").write_bytes(b"no database" * 100)
    (here / "README").write_text("read me")
    assert one("README")[0] == "read me"
    with pytest.raises(
        InvalidInput, match=r"'nope' is no file, and .* cannot be told: The history"
    ):
        one("nope")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nope", "Fragment 'nope' not found"),
        ("no/such.txt", "Fragment 'no/such.txt' not found"),
        ("", "Fragment '' not found"),
        ("directory", "directory is a directory, not a file"),
        ("picture", "picture is not text in UTF-8; .* go with -a picture"),
        ("zeros", "zeros is not text in UTF-8"),
        ("zz:x", "No plugin loads fragments that begin with zz: - there are doc:, fail:, many:"),
        ("fail:x", "Could not load fragment fail:x: not today"),
        ("number:x", "Could not load fragment number:x: its plugin gave neither text nor"),
        ("http://127.0.0.1:9/", "http://127.0.0.1:9/ cannot be read: "),
        ("http://", "cannot be read"),
        ("nul\0byte", "not found"),
    ],
)
def test_mistakes(here, plugin, name, message):
    """Every mistake is one line that names what was given."""
    (here / "directory").mkdir()
    (here / "picture").write_bytes(PNG + b"\xff")
    (here / "zeros").write_bytes(bytes(100))
    with pytest.raises(LLMError, match=message) as raised:
        load_fragment(name)
    assert "\n" not in str(raised.value)


def test_no_plugins_for_files(here, monkeypatch):
    """Plugins are asked for a prefix only."""
    import llm.plugins.offers

    (here / "a.txt").write_text("A")
    monkeypatch.delattr(llm.plugins.offers, "registered")
    assert one("a.txt")[0] == "A"
    with pytest.raises(ImportError):
        one("doc:x")
