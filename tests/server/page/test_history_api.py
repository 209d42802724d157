"""The history below /api/: what it tells, and to whom."""

from __future__ import annotations

from collections.abc import Callable

from llm.attachments import Attachment
from llm.parts import assistant, user
from llm.server.guarding.tokens import add_token
from tests.server.conftest import Serving
from tests.server.page.told import Told, picture

Serve = Callable[..., Serving]


def test_conversations_come_newest_first_and_in_pieces(serving: Serve, everything: Told) -> None:
    """The list begins with what was used last, and says whether there is more."""
    one = serving()
    first = one.get("/api/conversations?limit=2").json()
    rest = one.get("/api/conversations?limit=50&skip=2").json()
    assert first["more"] is True
    assert rest["more"] is False
    ids = [each["id"] for each in first["conversations"] + rest["conversations"]]
    assert ids == [
        everything.conversations[name]
        for name in ("children", "weather", "picture", "broken", "haiku")
    ]
    newest = first["conversations"][0]
    assert (newest["calls"], newest["model"]) == (4, "atlas-small")


def test_a_conversation_is_told_as_a_tree(serving: Serve, everything: Told) -> None:
    """Each call says after which it comes, what was said, what came back, and how it went."""
    ids = everything.ids
    found = serving().get(f"/api/conversations/{everything.conversations['children']}").json()
    calls = {call["id"]: call for call in found["calls"]}
    after = {call["id"]: call["after"] for call in found["calls"]}
    assert after == {
        ids["weekend-short"]: None,
        ids["weekend"]: None,
        ids["rain"]: ids["weekend"],
        ids["children"]: ids["weekend"],
    }
    assert [id_ for id_, call in calls.items() if call["is_tip"]] == [ids["children"]]
    weekend = calls[ids["weekend"]]
    assert [part["type"] for part in weekend["output"][0]["parts"]] == ["reasoning", "text"]
    assert weekend["usage"] == {"input": 17, "output": 243, "reasoning": 21}
    assert weekend["cost"] == 0.0041
    assert calls[ids["children"]]["said"] == [
        {"role": "user", "parts": [{"type": "text", "text": "And with two small children?"}]}
    ]


def test_search_shows_where_it_was_said(serving: Serve, everything: Told) -> None:
    """A hit names call and conversation, and marks the words in a piece of what was said."""
    one = serving()
    (hit,) = one.get("/api/search?q=Gulbenkian").json()["hits"]
    assert hit["id"] == everything.ids["rain"]
    assert hit["conversation"] == everything.conversations["rain"]
    assert [text for text, found in hit["excerpt"] if found] == ["Gulbenkian"]
    assert one.get("/api/search?q=").json() == {"hits": []}
    assert one.get("/api/search?q=nothingsaysthis").json() == {"hits": []}


def test_bytes_of_attachments_can_do_nothing(serving: Serve, told: Told) -> None:
    """Pictures come as what they are; what a browser could run is only handed over."""
    page = Attachment("text/html", content=b"<script>alert(1)</script>")
    drawing = Attachment("image/svg+xml", content=b"<svg onload='alert(1)'/>")
    png = Attachment("image/png", content=picture())
    told.call("all", [user("See", page, drawing, png)], [assistant("Seen.")])
    one = serving()
    call = one.get(f"/api/calls/{told.ids['all']}").json()
    types = []
    for part in call["said"][0]["parts"][1:]:
        answer = one.get(part["attachment"]["bytes"])
        types.append(answer.headers["content-type"])
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["content-disposition"] == "attachment"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert types == ["application/octet-stream"] * 2 + ["image/png"]
    assert answer.content == picture()


def test_no_file_and_no_address_is_read_for_an_attachment(
    serving: Serve, told: Told, tmp_path
) -> None:
    """Only bytes that the history keeps are given out: no other file, and nothing is fetched."""
    file = tmp_path / "note.png"
    file.write_bytes(picture(4, 4))
    far = Attachment("image/png", url="http://127.0.0.1:9/x.png")
    told.call("both", [user("See", Attachment(path=str(file)), far)], [assistant("Seen.")])
    file.write_bytes(b"changed since")
    one = serving()
    _, kept, linked = one.get(f"/api/calls/{told.ids['both']}").json()["said"][0]["parts"]
    assert kept["attachment"]["name"] == "note.png"
    assert one.get(kept["attachment"]["bytes"]).content == picture(4, 4)
    assert linked["attachment"]["bytes"] is None
    assert linked["attachment"]["url"] == "http://127.0.0.1:9/x.png"
    wrong = f"/api/calls/{told.ids['both']}/attachments/{far.id()}"
    assert one.get(wrong).status_code == 404


def test_a_conversation_is_renamed_and_deleted(serving: Serve, everything: Told) -> None:
    """The new title stays; what is deleted is in no list and is found by no search."""
    one = serving()
    where = f"/api/conversations/{everything.conversations['children']}"
    with one.client() as client:
        assert client.patch(where, json={"name": "  A weekend\nin Lisbon "}).status_code == 200
        assert client.get(where).json()["conversation"]["name"] == "A weekend in Lisbon"
        assert client.patch(where, json={"name": " "}).status_code == 400
        assert client.patch(where, json={"name": "x" * 1001}).status_code == 400
        assert client.request("DELETE", where, json={}).json()["calls"] == 4
        assert client.get(where).status_code == 404
        assert client.get("/api/search?q=Gulbenkian").json() == {"hits": []}
    with one.store() as store:
        assert len(store.conversations()) == 4


def test_what_is_searched_for_is_bounded(serving: Serve, everything: Told) -> None:
    """Each word is looked for in every text that is found: thousands of them took a minute."""
    one = serving()
    assert one.get(f"/api/search?q={'weekend ' * 125}").json()["hits"]
    answer = one.get(f"/api/search?q={'a ' * 501}").json()
    assert (answer["error"]["status"], answer["error"]["param"]) == (400, "q")


PLACES = (
    "/api/conversations", "/api/conversations/{conversation}", "/api/search?q=weekend",
    "/api/calls/{call}", "/api/calls/{call}/attachments/{attachment}", "/api/server",
)  # fmt: skip


def test_without_a_token_there_is_nothing(serving: Serve, everything: Told) -> None:
    """Everything that tells of the history answers 401 to who shows no token, or a wrong one."""
    one = serving()
    for place in PLACES:
        where = place.format(
            call=everything.ids["picture"],
            conversation=everything.conversations["picture"],
            attachment=Attachment(content=picture()).id(),
        )
        assert one.get(where).status_code == 200
        for token in ("", "llm-wrong"):
            answer = one.get(where, token=token)
            assert answer.status_code == 401
            assert answer.json()["error"]["kind"] == "unauthorized"


def test_a_token_sees_only_its_own(serving: Serve, told: Told) -> None:
    """What others asked is in no list, is found by no search, and is not there by its id."""
    told.call("theirs", [user("The secret plan")], [assistant("Hush.")], client="other")
    told.call("mine", [user("My own plan")], [assistant("Good.")], client="app")
    told.call("added", [user("My second plan")], [assistant("Fine.")], after="theirs", client="app")
    token = add_token("app")
    one = serving()

    def get(path: str):
        return one.get(path, token=token)

    listed = get("/api/conversations").json()["conversations"]
    assert [each["id"] for each in listed] == [told.conversations["mine"]]
    hits = get("/api/search?q=plan").json()["hits"]
    assert {hit["id"] for hit in hits} == {told.ids["mine"], told.ids["added"]}
    assert get(f"/api/calls/{told.ids['theirs']}").status_code == 404
    shared = get(f"/api/conversations/{told.conversations['theirs']}").json()
    assert [call["id"] for call in shared["calls"]] == [told.ids["added"]]
    assert "secret" not in str(shared)
    with one.client(headers={"authorization": f"Bearer {token}"}) as client:
        where = f"/api/conversations/{told.conversations['theirs']}"
        assert client.patch(where, json={"name": "Mine"}).status_code == 404
        assert client.request("DELETE", where, json={}).status_code == 404
    unknown = get("/api/conversations/01h00000000000000000000000")
    assert unknown.status_code == 404


def test_a_token_with_the_history_sees_all(serving: Serve, everything: Told) -> None:
    """Whoever was given the history reads what the terminal said."""
    token = add_token("archive", history=True)
    found = serving().get("/api/conversations", token=token).json()
    assert len(found["conversations"]) == 5


def test_without_a_history_it_says_so(serving: Serve, everything: Told) -> None:
    """A server that keeps nothing tells nothing, and the page is told why."""
    one = serving(keeps=False)
    answer = one.get("/api/conversations")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_history")
    assert one.get("/api/server").json()["keeps"] is False


def test_numbers_are_checked(serving: Serve) -> None:
    """What is no number, or too large a one, is refused in words."""
    one = serving()
    for query in ("limit=-1", "limit=x", "limit=1000", "skip=\u00b2", f"limit={'9' * 5000}"):
        for place in ("conversations", "search"):
            if query.startswith("skip") and place == "search":
                continue
            answer = one.get(f"/api/{place}?q=x&{query}")
            assert answer.status_code == 400
            assert "has to be a whole number" in answer.json()["error"]["message"]
