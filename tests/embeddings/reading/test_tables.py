"""Rows of CSV and TSV."""

from __future__ import annotations

import pytest

from llm.embeddings.reading import file_source
from llm.errors import InvalidInput
from tests.embeddings.reading.reading_of import piped, texts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id,title,body\n1,one,first\n2,two,\n", {"1": "one first", "2": "two "}),
        ("id\ttitle\n1\ttwo words\n", {"1": "two words"}),
        ("id;title\n1;a, b\n", {"1": "a, b"}),
        ("id|title\n1|a\n", {"1": "a"}),
        ("id,title\r\n1,a\r\n", {"1": "a"}),
        ("\ufeffid,title\n1,a\n", {"1": "a"}),
        ("id,title\n1,a", {"1": "a"}),
        ("name,id,title\nfirst,7,x\n", {"first": "7 x"}),
        ('id,title\n1,"a ""b"", c\nd"\n', {"1": 'a "b", c\nd'}),
        ('id,title\n1,he said "hi" twice\n', {"1": 'he said "hi" twice'}),
        ('id,title\n1,"he" said\n', {"1": "he said"}),
        ("id,title\n\n1,a\n\n", {"1": "a"}),
        ("id,title,body\n1,a\n", {"1": "a "}),
        ("id,title\n", {}),
        ("", {}),
    ],
)
def test_what_a_table_holds(text, found):
    """The first column is the id, the others are the content; what separates them is found out."""
    items, refused = piped(text)
    assert (texts(items), refused) == (found, [])


def test_explicit_formats():
    """A format that is named has its own separator, whatever stands in the first line."""
    assert texts(piped("a;b,title\n1,a\n", "csv")[0]) == {"1": "a"}
    items, _ = piped("id,x\ttitle\n1,2\ta\n", "tsv")
    assert texts(items) == {"1,2": "a"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x,a,b", "has 3 fields, and there are 2 columns"),
        ('x,"a', "is no row of a table: a quotation mark in it is never closed"),
        (
            "x,a\rb",
            "is no row of a table: a carriage return in it is no line end, which is LF or CR LF",
        ),
        (",a", "has no id, which is what comes first"),
        (b"x,caf\xe9", "is no UTF-8 text: name another encoding, as --encoding latin-1"),
    ],
)
def test_a_bad_row(line, said):
    """A bad row 10,000 is named with its line, and the rows before and after it are read."""
    good = [f"{number},text {number}".encode() for number in range(10_010)]
    bad = line if isinstance(line, bytes) else line.encode()
    data = b"\n".join([b"id,title", *good[:9_998], bad, *good[9_998:], b""])
    items, refused = piped(data)
    assert refused == [("line 10,000", said)]
    assert list(texts(items)) == [str(number) for number in range(10_010)]


def test_a_quotation_that_ends_elsewhere():
    """A quotation that is closed in a later row costs the rows that it touches, and no others."""
    items, refused = piped('id,title\n1,a\n2,"b\n3,"c"\n4,"d"\n5,e\n')
    assert [place for place, _ in refused] == ["line 3"]
    assert texts(items) == {"1": "a", "3": "c", "4": "d", "5": "e"}


def test_empty_content():
    """A row without content is left out, and named."""
    items, refused = piped("id,title\n1,\n2,b\n3, \n")
    assert texts(items) == {"2": "b"}
    assert refused == [("line 2", "has no content"), ("line 4", "has no content")]


def test_encodings():
    """Encodings are tried in their order, for each line."""
    items, refused = piped(b"id,t\n1,caf\xe9\n2,caf\xc3\xa9\n", encodings=("utf-8", "latin-1"))
    assert (texts(items), refused) == ({"1": "café", "2": "café"}, [])


def test_names_of_columns():
    """Names that cannot be read, and UTF-16, are errors that say where."""
    with pytest.raises(InvalidInput, match="line 1 of standard input: is no UTF-8 text"):
        piped(b"id,caf\xe9\n1,a\n")
    with pytest.raises(InvalidInput, match="UTF-16"):
        piped("id,title\n".encode("utf-16"))


def test_metadata():
    """Columns that are metadata are no content; what is written as a number is one."""
    text = "id,title,year,zip,share\n1,a,1990,00501,0.5\n"
    items, _ = piped(text, metadata=("year", "zip", "share"))
    assert items == [("1", "a", {"year": 1990, "zip": "00501", "share": 0.5})]
    with pytest.raises(InvalidInput, match="There is no column 'colour' in standard input: id, a"):
        piped("id,a\n", metadata=("colour",))


def test_prefix_and_prepend():
    """Ids and contents may have something put before them."""
    assert piped("id,t\n1,a\n", prefix="p/", prepend="say ")[0] == [("p/1", "say a", None)]


def test_read_when_needed(tmp_path):
    """Rows are read when they are taken, and what is left is estimated from what was read."""
    path = tmp_path / "rows.csv"
    path.write_text("id,t\n" + "1,a\n" * 1000)
    with file_source(path) as source:
        records = source.records()
        next(records)
        assert (source.share() or 1) < 0.01
        for _ in range(499):
            next(records)
        assert source.share() == pytest.approx(0.5, abs=0.01)
        assert len(list(records)) == 500
        assert source.share() == 1


def test_files_that_cannot_be_read(tmp_path):
    """A file that is not there, or a directory, is an error with its name."""
    with pytest.raises(InvalidInput, match=r"nothing.csv cannot be read: No such file"):
        file_source(tmp_path / "nothing.csv")
    with pytest.raises(InvalidInput, match="Is a directory"):
        file_source(tmp_path)


def test_long_fields():
    """A field may be as long as a book."""
    items, refused = piped(f"id,t\n1,{'x' * 1_000_000}\n")
    assert len(items[0][1]) == 1_000_000
    assert not refused
