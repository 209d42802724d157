"""How long it takes from the start of `llm 'hi'` until its request arrives, against 0.36."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.environments import Environment, both
from benchmarks.measuring import variables
from benchmarks.rows import Row, at_most, compared, telling
from benchmarks.running import alone
from benchmarks.server import Server, Shape, serving

ROUNDS = 11
LIMIT = at_most(1 / 2.5)

# How the model is known, and its name.
MODELS = {
    "extra-openai-models.yaml": "benchmark",
    "catalogue, Chat Completions": "gpt-4o-mini",
    "catalogue, Responses": "gpt-5-mini",
}

TELLING = "gpt-4o-mini"

EXTRA_MODELS = """
- model_id: benchmark
  model_name: benchmark
  api_base: {base}
"""


def arrival_times(
    environments: Sequence[Environment],
    model: str,
    rounds: int,
    certificate: Path | None = None,
) -> dict[str, list[float]]:
    """Seconds from the start of the process to the first byte of the request at the server.

    The *environments* take turns, *rounds* times each; one run of each goes before, which makes
    what each keeps in its own user directory, and is not counted. With a *certificate*, from
    `certified`, it goes through TLS.
    """
    times: dict[str, list[float]] = {each.name: [] for each in environments}
    with serving(certificate) as server, variables() as settings:
        home = Path(settings["LLM_USER_PATH"])
        base = server.base(Shape(words=3))
        settings |= {"OPENAI_BASE_URL": base, "OPENAI_API_KEY": "x"}
        if certificate:
            settings["SSL_CERT_FILE"] = str(_with_those_of_the_system(certificate))
        for each in environments:
            (home / each.name).mkdir(parents=True)
            extra = home / each.name / "extra-openai-models.yaml"
            extra.write_text(EXTRA_MODELS.format(base=base))
        for counted in [False, *[True] * rounds]:
            for each in environments:
                user = {"LLM_USER_PATH": str(home / each.name)}
                taken = _arrival_time(server, [each.llm, "-m", model, "hi"], settings | user)
                if counted:
                    times[each.name].append(taken)
    return times


def _arrival_time(server: Server, command: list[str], settings: dict[str, str]) -> float:
    began = time.monotonic()
    ran = subprocess.run(
        command, env=settings, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    assert ran.stdout.split() == [b"word"] * 3, ran.stdout
    return server.arrivals()[0] - began


def certified(directory: Path) -> Path:
    """A new certificate for 127.0.0.1 and its key, in one file in *directory*; openssl makes it."""
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    whole = directory / "server.pem"
    whole.write_text(key.read_text() + certificate.read_text())
    return whole


def _with_those_of_the_system(certificate: Path) -> Path:
    """What to trust: as many certificates as are read for a server out there, and *certificate*."""
    known = ssl.get_default_verify_paths().cafile
    bundle = certificate.with_name("trusted.pem")
    own = certificate.with_name("certificate.pem").read_text()
    bundle.write_text((Path(known).read_text() if known else "") + own)
    return bundle


def rows(rounds: int) -> Iterator[Row]:
    """The times and their ratio for each way in which a model is known, and over TLS."""
    for known, model in MODELS.items():
        row = _compared(known, model, rounds)
        yield telling(row) if model == TELLING else row
    if shutil.which("openssl"):
        with tempfile.TemporaryDirectory() as directory:
            certificate = certified(Path(directory))
            yield _compared("catalogue, over TLS", "gpt-4o-mini", rounds, certificate)
    else:
        print("Not compared over TLS: there is no openssl here to make a certificate.")
    print("What loads when: python -X importtime -m llm -m MODEL hi")


def _compared(known: str, model: str, rounds: int, certificate: Path | None = None) -> Row:
    ours, old = both()
    times = arrival_times([ours, old], model, rounds, certificate)
    what = f"`llm` until its request arrives: {known}"
    return compared(what, times[ours.name], "0.36", times[old.name], "ms", LIMIT, scale=1000)


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
