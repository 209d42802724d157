"""`extra-openai-models.yaml`: what an entry may say, and what a mistake costs."""

import os
import re
import textwrap
from pathlib import Path

import pytest

from llm.providers.openai import user_rows
from llm.providers.openai.catalogue import EmbeddingRow, ModelRow
from llm.providers.openai.extra_models import extra_models_path, extra_rows, parse
from llm.providers.openai.model_fields import FIELDS
from tests.test_architecture import loaded_by

DOCUMENTED = Path(__file__).parents[3] / "docs" / "openai.md"


def parsed(text):
    """The rows and warnings of *text*, a file named `x.yaml`."""
    return parse(textwrap.dedent(text), "x.yaml")


@pytest.fixture
def write(user_path, monkeypatch):
    """Write the user's file; nothing has been read or said yet in this test."""
    monkeypatch.setattr(user_rows, "_known", {})
    monkeypatch.setattr(user_rows, "_said", set())

    def written(text):
        user_path.mkdir(exist_ok=True)
        extra_models_path().write_bytes(text if isinstance(text, bytes) else text.encode())

    return written


def test_an_entry_needs_no_more_than_an_id():
    """What it does not say is as in the catalogue; the key is OpenAI's, as the server is."""
    assert parsed("- model_id: gpt-9") == ([ModelRow("gpt-9")], [])


def test_an_entry_may_set_every_field():
    """Each field of the catalogue can be set, and arrives."""
    rows, warnings = parsed("""
        - model_id: local/x
          model_name: x
          aliases: [lx, 4.1]
          api_base: http://localhost:8080/v1/
          api_type: azure
          api_version: 2024-02-01
          api_engine: deployed
          api_key_name: mine
          headers: {X-Team: 7}
          can_stream: false
          vision: true
          audio: true
          supports_schema: true
          supports_tools: true
          allows_system_prompt: false
          reasoning: true
          reasoning_summary: false
          verbosity: true
          service_tier: true
          image_detail_original: true
          context_length: 4096
          default_max_tokens: 100
          options: {temperature: 0.5, reasoning_effort: low}
          timeout: 30
          retries: 0
          responses: true
        """)
    assert warnings == []
    assert rows == [
        ModelRow(
            "local/x", "x", ("lx", "4.1"), "http://localhost:8080/v1", {"X-Team": "7"}, "mine",
            30.0, 0, api="responses", can_stream=False, vision=True, audio=True,
            supports_schema=True, supports_tools=True, allows_system_prompt=False, reasoning=True,
            reasoning_summary=False, verbosity=True, service_tier=True, image_detail_original=True,
            default_max_tokens=100, context_length=4096,
            options={"temperature": 0.5, "reasoning_effort": "low"},
            api_type="azure", api_version="2024-02-01", api_engine="deployed",
        )
    ]  # fmt: skip


def test_a_server_of_ones_own_gets_no_key_of_openai():
    """With an address of its own and no key named, a model has none."""
    rows, _ = parsed("""
        - {model_id: a, api_base: "http://localhost:1"}
        - {model_id: b, api_base: "http://localhost:1", api_key_name: openai}
        - {model_id: c, api_key_name: mine}
        """)
    assert [row.key_name for row in rows] == [None, "openai", "mine"]


def test_an_entry_says_which_api_it_is_for():
    """Chat Completions, where it says nothing; `false` says nothing."""
    rows, warnings = parsed("""
        - {model_id: a}
        - {model_id: b, responses: true, completion: false}
        - {model_id: c, completion: true, default_max_tokens: 9}
        - {model_id: d, embedding: true, dimensions: 64, batch_size: 8}
        """)
    assert warnings == []
    assert rows == [
        ModelRow("a"),
        ModelRow("b", api="responses"),
        ModelRow("c", api="completion", default_max_tokens=9),
        EmbeddingRow("d", dimensions=64, batch_size=8),
    ]


def test_entries_can_share_fields_by_an_anchor():
    """YAML's merge keys work."""
    rows, warnings = parsed("""
        - &base {model_id: a, api_base: "http://localhost:1", vision: true}
        - {<<: *base, model_id: b, vision: false}
        """)
    assert warnings == []
    assert [(row.model_id, row.api_base, row.vision) for row in rows] == [
        ("a", "http://localhost:1", True),
        ("b", "http://localhost:1", False),
    ]


@pytest.mark.parametrize(
    ("entry", "line", "said"),
    [
        ("- model_id: a\n  vision: maybe", 2, "vision should be true or false, not 'maybe'"),
        ("- model_id: a\n  timeout: -1", 2, "timeout should be a number of seconds above 0"),
        ("- model_id: a\n  retries: 1.5", 2, "retries should be a whole number, 0 or more"),
        ("- model_id: a\n  headers: [x]", 2, "headers should be a mapping of names to text"),
        ("- model_id: a\n  aliases: {x: y}", 2, "aliases should be a list of names"),
        ("- model_id: a\n  api_base: localhost:1", 2, "api_base should be an address"),
        ("- model_id: [a]", 1, "model_id should be text, not ['a']"),
        ("- model_id:\n  vision: true", 1, "it has no model_id"),
        ("- model_id: a\n  vision: !!python/name:os.system x", 2, "could not determine"),
        ("- model_id: a\n  timeout: 2024-13-45", 2, "month must be in"),
        ("- gpt-9", 1, "a model should be a mapping"),
        (
            "- model_id: a\n  options:\n    temperature: 9",
            2,
            "Invalid options: temperature: Input should be less",
        ),
        (
            "- model_id: a\n  options: {colour: red}",
            2,
            "Invalid options: colour: There is no such option (there are temperature, ",
        ),
        (
            "- model_id: a\n  completion: true\n  embedding: true",
            3,
            "completion and embedding exclude each other",
        ),
    ],
)
def test_a_wrong_entry_costs_itself_and_one_warning(entry, line, said):
    """The warning names the file and the line, and the entry beside it is kept."""
    rows, warnings = parsed(f"{entry}\n- model_id: other\n")
    assert [row.model_id for row in rows] == ["other"]
    assert len(warnings) == 1
    assert warnings[0].startswith(f"x.yaml, line {line}: {said}")
    assert warnings[0].endswith("; this model is left out.")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("- model_id: a\n  suports_tools: true", "'suports_tools'; did you mean supports_tools?"),
        ("- model_id: a\n  qqq: 1", "there is no field 'qqq'; it is ignored"),
        ("- model_id: a\n  dimensions: 3", "dimensions is only for a model with embedding: true"),
    ],
)
def test_a_field_without_meaning_is_named_and_the_entry_kept(entry, said):
    """One warning with the line, and the nearest field there is."""
    rows, [warning] = parsed(entry)
    assert rows == [ModelRow("a")]
    assert warning.startswith("x.yaml, line 2: ")
    assert said in warning


def test_an_embedding_model_has_no_tools():
    """What only models that write can do is ignored, with a warning."""
    rows, [warning] = parsed("- model_id: a\n  embedding: true\n  supports_tools: true")
    assert rows == [EmbeddingRow("a")]
    assert "line 3: supports_tools says nothing of an embedding model" in warning


def test_of_two_entries_for_a_model_the_later_one_holds():
    """A warning names both lines; an embedding model may have the id of another model."""
    rows, [warning] = parsed("""\
        - {model_id: a, vision: true}
        - {model_id: a, embedding: true}
        - {model_id: a, audio: true}
        """)
    assert rows == [EmbeddingRow("a"), ModelRow("a", audio=True)]
    assert warning == "x.yaml, line 3: 'a' is at line 1 already; this one holds."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- model_id: a\n  b: [", "x.yaml, line 3:"),
        ("- model_id: a\n\t- b", "x.yaml, line 2:"),
        ("model_id: a", "x.yaml, line 1: it should hold a list of models"),
        ("- model_id: a\n--- \n- b", "x.yaml, line 2:"),
        ("- model_id: *nowhere", "x.yaml, line 1:"),
        ("- a: \x00", "x.yaml is not YAML:"),
        ("[" * 3000, "x.yaml"),
    ],
)
def test_a_file_that_is_not_yaml_is_one_warning(text, said):
    """It names the line, and nothing is raised."""
    rows, [warning] = parse(text, "x.yaml")
    assert rows == []
    assert warning.startswith(said)
    assert "\n" not in warning


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "[]"])
def test_an_empty_file_is_no_mistake(text):
    """It has no models and needs no warning."""
    assert parse(text, "x.yaml") == ([], [])


def test_the_users_file_is_read_again_when_it_has_changed(write):
    """Until then a look-up gets the same rows."""
    assert extra_rows() == ()
    write("- model_id: a")
    first = extra_rows()
    assert first == (ModelRow("a"),)
    assert extra_rows() is first
    write("- model_id: a\n- model_id: b")
    assert [row.model_id for row in extra_rows()] == ["a", "b"]
    os.unlink(extra_models_path())
    assert extra_rows() == ()


def test_a_warning_is_said_once(write, capsys):
    """However often models are looked up, and even when the file is written anew."""
    write("- model_id: a\n- model_id: b\n  vision: 1\n")
    extra_rows()
    extra_rows()
    write("- model_id: c\n- model_id: b\n  vision: 1\n\n")
    assert [row.model_id for row in extra_rows()] == ["c"]
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith(f"{extra_models_path()}, line 3: vision should be")


def test_a_file_that_cannot_be_read_is_one_warning(write, capsys):
    """Here because it is not text."""
    write(b"- model_id: \xff")
    assert extra_rows() == ()
    [said] = capsys.readouterr().err.splitlines()
    assert f"{extra_models_path()} is not UTF-8 text" in said


def test_without_the_file_yaml_is_not_loaded(user_path):
    """Most people have none."""
    code = "from llm.providers.openai.extra_models import extra_rows; extra_rows()"
    assert "yaml" not in loaded_by(code)
    user_path.mkdir()
    extra_models_path().write_text("- model_id: a")
    assert "yaml" in loaded_by(code)


def test_the_documentation_names_every_field_and_its_example_works():
    """No field is left out or made up, and the example gives three models without a warning."""
    text = DOCUMENTED.read_text(encoding="utf-8")
    section = text.partition("## `extra-openai-models.yaml`")[2].partition("\n## ")[0]
    first_cells = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    named = set(re.findall(r"`(\w+)`", " ".join(first_cells))) | {"dimensions", "batch_size"}
    assert named == set(FIELDS)
    rows, warnings = parse(section.partition("```yaml\n")[2].partition("```")[0], "x.yaml")
    assert (len(rows), warnings) == (3, [])
