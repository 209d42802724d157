"""The conversion of weights, on a model of two numbers; the real one is made in tests/e2e."""

from __future__ import annotations

import json
import struct
from threading import Event
from typing import Any

import pytest

from llm.providers.local import minilm
from llm.providers.local.storage import FetchCancelled

CONFIG = {
    "max_position_embeddings": 8,
    "hidden_size": 2,
    "intermediate_size": 4,
    "num_hidden_layers": 1,
    "num_attention_heads": 1,
    "layer_norm_eps": 1e-12,
}
WORDS = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hell", "##o"]
TENSORS: dict[str, list[Any]] = {
    "embeddings.word_embeddings.weight": [[0.1 * row, -row] for row in range(8)],
    "embeddings.position_embeddings.weight": [[0.1, 1e-9]] * 8,
    "embeddings.LayerNorm.bias": [0.1, 2.0],
    "encoder.layer.0.attention.self.query.weight": [[0.1, 65504.0], [1 / 3, 6e-8]],
    "pooler.dense.weight": [[1.0, 2.0], [3.0, 4.0]],
}
KINDS = {4: "<I", 5: "<i", 6: "<f", 7: "<?"}


@pytest.fixture
def directory(tmp_path):
    """A directory as a package holds it, with a tiny model."""
    head: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    numbers = b""
    for name, values in TENSORS.items():
        flat = [n for each in values for n in (each if isinstance(each, list) else [each])]
        shape = [len(values), *([len(values[0])] if isinstance(values[0], list) else [])]
        packed = struct.pack(f"<{len(flat)}f", *flat)
        offsets = [len(numbers), len(numbers) + len(packed)]
        head[name] = {"dtype": "F32", "shape": shape, "data_offsets": offsets}
        numbers += packed
    written = json.dumps(head).encode()
    weights = struct.pack("<Q", len(written)) + written + numbers
    (tmp_path / "model.safetensors").write_bytes(weights)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    return tmp_path


class Reader:
    """Reads GGUF, to look at what was written."""

    def __init__(self, data):
        self.data, self.at = data, 0
        assert self.data[:4] == b"GGUF"
        self.at = 4
        (version, tensors, values) = self.take("<IQQ")
        assert version == 3
        self.values = {}
        for _ in range(values):
            name = self.text()
            self.values[name] = self.value(self.one("<I"))
        self.tensors = {}
        for _ in range(tensors):
            name = self.text()
            shape = self.take(f"<{self.one('<I')}Q")
            self.tensors[name] = (shape, *self.take("<IQ"))
        self.start = self.at + -self.at % 32

    def take(self, form):
        found = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return found

    def one(self, form):
        return self.take(form)[0]

    def text(self):
        length = self.one("<Q")
        return self.take(f"<{length}s")[0].decode()

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind == 9:
            inner, count = self.take("<IQ")
            return [self.value(inner) for _ in range(count)]
        return self.one(KINDS[kind])

    def numbers(self, name):
        shape, kind, offset = self.tensors[name]
        assert offset % 32 == 0
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        form = f"<{count}{'e' if kind else 'f'}"
        return struct.unpack_from(form, self.data, self.start + offset)


def converted(directory):
    """What the conversion makes of *directory*."""
    minilm.convert(directory, directory / "made.gguf", Event())
    return (directory / "made.gguf").read_bytes()


def test_what_the_runtime_reads_is_in_the_file(directory):
    """Architecture, sizes and vocabulary; the beginnings of words are marked."""
    values = Reader(converted(directory)).values
    assert values["general.architecture"] == "bert"
    assert values["bert.context_length"] == 8
    assert values["bert.pooling_type"] == 1
    assert values["bert.attention.causal"] is False
    assert values["bert.attention.layer_norm_epsilon"] == pytest.approx(1e-12)
    assert values["tokenizer.ggml.tokens"][-3:] == ["[MASK]", "▁hell", "o"]
    assert values["tokenizer.ggml.token_type"] == [3, 5, 3, 3, 3, 3, 1, 1]
    assert values["tokenizer.ggml.bos_token_id"] == WORDS.index("[CLS]")
    assert values["tokenizer.ggml.seperator_token_id"] == WORDS.index("[SEP]")


def test_numbers_are_rounded_where_they_are_multiplied(directory):
    """Matrices become 16-bit numbers, the nearest; what is added keeps its 32 bits."""
    made = Reader(converted(directory))
    assert set(made.tensors) == {
        "token_embd.weight",
        "position_embd.weight",
        "token_embd_norm.bias",
        "blk.0.attn_q.weight",
    }
    assert made.tensors["token_embd.weight"][0] == (2, 8)
    near = struct.unpack("<4e", struct.pack("<4e", 0.1, 65504.0, 1 / 3, 6e-8))
    assert made.numbers("blk.0.attn_q.weight") == near
    assert made.numbers("position_embd.weight")[:2] == pytest.approx((0.1, 1e-9), rel=1e-6)
    assert made.numbers("token_embd_norm.bias") == pytest.approx((0.1, 2.0), rel=1e-6)


def test_it_does_not_matter_how_many_are_converted_at_once(directory, monkeypatch):
    """The file is the same to the last byte, each time."""
    whole = converted(directory)
    assert converted(directory) == whole
    monkeypatch.setattr(minilm, "_NUMBERS_AT_ONCE", 3)
    assert converted(directory) == whole


def test_it_can_be_cancelled(directory):
    """Between any two pieces."""
    cancel = Event()
    cancel.set()
    with pytest.raises(FetchCancelled):
        minilm.convert(directory, directory / "made.gguf", cancel)


def test_other_numbers_are_refused(directory):
    """A file of a kind that is not what was published is not taken for it."""
    path = directory / "model.safetensors"
    path.write_bytes(path.read_bytes().replace(b'"F32"', b'"F64"', 1))
    with pytest.raises(ValueError, match="is of type F64"):
        converted(directory)
