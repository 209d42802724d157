"""Images and files in an answer are saved."""

import pytest

PNG = b"\x89PNG\r\n\x1a\n"


def test_files_of_an_answer(scripted, tmp_path, world):
    """Each file is saved in the current directory and named on standard error."""
    result = scripted("-m", "paint", "hi", *world)
    assert (result.returncode, result.stdout) == (0, "before after\n")
    names = result.stderr.split()
    assert [(tmp_path / name).read_bytes() for name in names] == [PNG, PNG + b"2"]
    assert all(name.endswith(".png") for name in names)
    assert len(set(names)) == 2


def test_out_directory(scripted, tmp_path):
    """`--out` names another directory, which is made."""
    result = scripted("-m", "paint", "hi", "--out", "new/pictures")
    saved = sorted((tmp_path / "new" / "pictures").iterdir())
    assert sorted(result.stderr.split()) == [str(path.relative_to(tmp_path)) for path in saved]
    assert len(saved) == 2


@pytest.mark.parametrize("option", ["--no-stream", "-x"])
def test_files_without_streaming(scripted, option):
    """Files are saved however the text is shown."""
    result = scripted("-m", "paint", "hi", option)
    assert result.stdout == "before after\n"
    assert len(result.stderr.split()) == 2


def test_directory_that_cannot_be(scripted, tmp_path):
    """A directory that cannot be made is an error before the model is asked."""
    (tmp_path / "file").write_text("")
    result = scripted("-m", "endless", "hi", "--out", "file/inside")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Error: Not a directory: file/inside\n"


def test_saver_never_overwrites(tmp_path):
    """A name that is taken is left alone; the next free one is used."""
    from llm.attachments import Attachment
    from llm.cli.showing.saved_files import FileSaver

    taken = tmp_path / "r1-0.png"
    taken.write_text("mine")
    (tmp_path / "r1-0-1.png").symlink_to(tmp_path / "nowhere")
    saver = FileSaver(str(tmp_path))
    saver.begin("r1")
    saver.save(Attachment(type="image/png", content=PNG), 0)
    assert taken.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()
    assert (tmp_path / "r1-0-2.png").read_bytes() == PNG


def test_file_that_cannot_be_saved(tmp_path):
    """The failure is kept until the answer is shown, and says where the file still is."""
    from llm.attachments import Attachment
    from llm.cli.showing.saved_files import FileSaver
    from llm.errors import InvalidInput

    saver = FileSaver(str(tmp_path / "missing"))
    saver.save(Attachment(type="image/png", content=PNG), 0)
    with pytest.raises(InvalidInput, match=r"could not be saved in .*missing: No such file"):
        saver.raise_failure()
