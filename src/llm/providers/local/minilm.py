"""all-MiniLM-L6-v2 as published, in safetensors, turned into GGUF with the standard library.

The same bytes come out on every machine; what they are is said in `packages`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO

from llm.lazy_dataclass import dataclass
from llm.providers.local.gguf import F16, F32, Tensor, Value, fill_up, write_head
from llm.providers.local.storage import FetchCancelled

NEEDED = ("model.safetensors", "config.json", "vocab.txt")

_NAMES = {
    "embeddings.word_embeddings": "token_embd",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.LayerNorm": "token_embd_norm",
}
_NAMES_IN_LAYER = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
# The runtime adds these to numbers of 32 bits and multiplies nothing by them.
_WHOLE = ("position_embd.weight", "token_types.weight")
# Not part of the vector of a text.
_UNUSED = ("pooler.", "embeddings.position_ids")

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_NORMAL, _CONTROL, _UNUSED_TOKEN = 1, 3, 5
_MEAN_POOLING, _MOSTLY_F16 = 1, 1
_NUMBERS_AT_ONCE = 65_536


@dataclass(frozen=True)
class _Source:
    """Where the numbers of a tensor are: bytes from *start* of the file, 32 bits each."""

    tensor: Tensor
    start: int


def convert(directory: Path, target: Path, cancel: Event) -> None:
    """Write the GGUF file *target* from the files `NEEDED` in *directory*.

    Raises `FetchCancelled` soon after *cancel* is set.
    """
    config = json.loads((directory / "config.json").read_text("utf-8"))
    words = (directory / "vocab.txt").read_text("utf-8").splitlines()
    values = {**_facts(config), **_vocabulary(words)}
    with (directory / "model.safetensors").open("rb") as given, target.open("wb") as made:
        sources = list(_sources(given))
        write_head(made, values, [source.tensor for source in sources])
        for source in sources:
            for numbers in _numbers(given, source):
                if cancel.is_set():
                    raise FetchCancelled
                made.write(numbers)
            fill_up(made)


def _facts(config: Mapping[str, Any]) -> dict[str, Value]:
    return {
        "general.architecture": "bert",
        "general.name": "all-MiniLM-L6-v2",
        "general.license": "apache-2.0",
        "general.file_type": _MOSTLY_F16,
        "bert.context_length": config["max_position_embeddings"],
        "bert.embedding_length": config["hidden_size"],
        "bert.feed_forward_length": config["intermediate_size"],
        "bert.block_count": config["num_hidden_layers"],
        "bert.attention.head_count": config["num_attention_heads"],
        "bert.attention.layer_norm_epsilon": config["layer_norm_eps"],
        "bert.attention.causal": False,
        "bert.pooling_type": _MEAN_POOLING,
    }


def _vocabulary(words: list[str]) -> dict[str, Value]:
    tokens = [_token(word) for word in words]
    return {
        "tokenizer.ggml.model": "bert",
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.token_type_count": 2,
        "tokenizer.ggml.tokens": [token for token, _ in tokens],
        "tokenizer.ggml.token_type": [kind for _, kind in tokens],
        "tokenizer.ggml.unknown_token_id": words.index("[UNK]"),
        # Spelt so by its readers.
        "tokenizer.ggml.seperator_token_id": words.index("[SEP]"),
        "tokenizer.ggml.padding_token_id": words.index("[PAD]"),
        "tokenizer.ggml.mask_token_id": words.index("[MASK]"),
        "tokenizer.ggml.bos_token_id": words.index("[CLS]"),
        "tokenizer.ggml.eos_token_id": words.index("[SEP]"),
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_eos_token": True,
    }


def _token(word: str) -> tuple[str, int]:
    """A line of the vocabulary as the runtime has it: marked is what begins a word."""
    if word in _SPECIAL:
        return word, _CONTROL
    if word.startswith("[unused"):
        return word, _UNUSED_TOKEN
    if word.startswith("##"):
        return word.removeprefix("##"), _NORMAL
    return f"\u2581{word}", _NORMAL


def _sources(given: BinaryIO) -> Iterator[_Source]:
    """The tensors that are used, in the order of the file."""
    (length,) = struct.unpack("<Q", given.read(8))
    head = json.loads(given.read(length))
    for name, facts in head.items():
        if name == "__metadata__" or name.startswith(_UNUSED):
            continue
        if facts["dtype"] != "F32":
            raise ValueError(f"{name} is of type {facts['dtype']}")
        shape, own = tuple(facts["shape"]), _name(name)
        is_matrix = len(shape) == 2 and own not in _WHOLE
        tensor = Tensor(own, shape, F16 if is_matrix else F32)
        yield _Source(tensor, 8 + length + facts["data_offsets"][0])


def _name(name: str) -> str:
    """What the runtime calls the tensor *name*."""
    stem, _, suffix = name.rpartition(".")
    if stem.startswith("encoder.layer."):
        number, _, rest = stem.removeprefix("encoder.layer.").partition(".")
        return f"blk.{number}.{_NAMES_IN_LAYER[rest]}.{suffix}"
    return f"{_NAMES[stem]}.{suffix}"


def _numbers(given: BinaryIO, source: _Source) -> Iterator[bytes]:
    """The numbers of a tensor as they are written, some at a time."""
    given.seek(source.start)
    left = source.tensor.count
    while left:
        count = min(left, _NUMBERS_AT_ONCE)
        numbers = given.read(4 * count)
        left -= count
        if source.tensor.kind == F16:
            numbers = struct.pack(f"<{count}e", *struct.unpack(f"<{count}f", numbers))
        yield numbers
