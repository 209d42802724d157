"""Writing GGUF, the form in which llama.cpp reads models. See ggml's docs/gguf.md."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, TypeAlias

from llm.lazy_dataclass import dataclass

Value: TypeAlias = bool | int | float | str | list[str] | list[int]

_VERSION = 3
_ALIGNMENT = 32
_UINT32, _INT32, _FLOAT32, _BOOL, _STRING, _ARRAY = 4, 5, 6, 7, 8, 9
F32, F16 = 0, 1
BYTES_OF = {F32: 4, F16: 2}


@dataclass(frozen=True)
class Tensor:
    """What the head of a file says of one tensor.

    Attributes:
        name: what the architecture calls it.
        shape: its dimensions, the one that varies fastest last.
        kind: `F32` or `F16`.

    """

    name: str
    shape: tuple[int, ...]
    kind: int

    @property
    def count(self) -> int:
        """How many numbers it has."""
        count = 1
        for size in self.shape:
            count *= size
        return count

    @property
    def size(self) -> int:
        """Its size in bytes, without what fills it up."""
        return self.count * BYTES_OF[self.kind]


def write_head(file: BinaryIO, values: Mapping[str, Value], tensors: Sequence[Tensor]) -> None:
    """Write everything before the numbers; those of *tensors* follow, each with `fill_up`."""
    file.write(b"GGUF" + struct.pack("<IQQ", _VERSION, len(tensors), len(values)))
    file.writelines(_string(name) + _typed(value) for name, value in values.items())
    offset = 0
    for tensor in tensors:
        sizes = reversed(tensor.shape)
        file.write(_string(tensor.name) + struct.pack("<I", len(tensor.shape)))
        file.write(b"".join(struct.pack("<Q", size) for size in sizes))
        file.write(struct.pack("<IQ", tensor.kind, offset))
        offset += tensor.size + -tensor.size % _ALIGNMENT
    fill_up(file)


def fill_up(file: BinaryIO) -> None:
    """Write zeros to where the next tensor may begin."""
    file.write(bytes(-file.tell() % _ALIGNMENT))


def _string(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def _typed(value: Value) -> bytes:
    """*value* after the number of its type. Whole numbers are unsigned, in lists signed."""
    if isinstance(value, bool):
        return struct.pack("<I?", _BOOL, value)
    if isinstance(value, int):
        return struct.pack("<II", _UINT32, value)
    if isinstance(value, float):
        return struct.pack("<If", _FLOAT32, value)
    if isinstance(value, str):
        return struct.pack("<I", _STRING) + _string(value)
    kind = _STRING if isinstance(value[0], str) else _INT32
    return struct.pack("<IIQ", _ARRAY, kind, len(value)) + b"".join(_items(value))


def _items(values: Iterable[str | int]) -> Iterable[bytes]:
    for value in values:
        yield _string(value) if isinstance(value, str) else struct.pack("<i", value)
