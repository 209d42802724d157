"""The built-in embedding model, for real: its vectors, in both worlds and beside the chat model."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

import llm
from llm.errors import ModelError, UnsupportedInput
from llm.providers.local.embedding import AsyncLocalEmbedding, LocalEmbedding
from llm.providers.local.embedding_call import LONGEST_START, _said
from llm.providers.local.engine import EMBEDDING
from llm.providers.local.runtime import made
from tests.e2e.fetched import until

if TYPE_CHECKING:
    from tests.conftest import World

pytestmark = pytest.mark.usefixtures("local_embeddings")


@pytest.fixture
def embed(api: World):
    """The vectors of some texts, in either world."""

    def embedded(*texts):
        if not api.awaits:
            return list(LocalEmbedding().embed_multi(texts))

        async def gathered():
            return [vector async for vector in AsyncLocalEmbedding().embed_multi(texts)]

        return api.wait(gathered())

    return embedded


def test_vectors_have_384_numbers_and_length_1(embed):
    """Whatever is embedded, an empty text and blanks too."""
    for vector in embed("hello", "", " \n", "日本語", "a\0b", "[SEP]"):
        assert len(vector) == 384
        assert all(type(number) is float for number in vector)
        assert math.isclose(math.fsum(number * number for number in vector), 1, abs_tol=1e-5)


def test_what_means_the_same_is_near(embed):
    """Other words for the same are nearer than anything else; upper case is no difference."""
    cat, feline, stocks, upper = embed(
        "A cat sat on the mat", "A feline rested on the rug", "Stocks fell", "a CAT sat on the Mat"
    )
    assert llm.cosine_similarity(cat, feline) > 0.5
    assert llm.cosine_similarity(cat, stocks) < 0.2
    assert upper == cat


def test_a_vector_does_not_depend_on_its_company(embed):
    """Alone, among others, and again: the same numbers to the last bit."""
    (alone,) = embed("hello")
    among = embed("something else", "hello", "word " * 300, "hello")
    assert among[1] == among[3] == alone


def test_both_worlds_have_the_same_vectors():
    """The async model is that of the look-up, and gives what the other one gives."""
    model = llm.get_async_embedding_model("minilm")
    assert asyncio.run(model.embed("hello")) == llm.get_embedding_model("minilm").embed("hello")


def test_a_long_text_is_cut_and_that_is_said_once(capfd):
    """The first 510 tokens count, as many words here; one line for all of them says so."""
    _said.clear()
    embed = LocalEmbedding().embed
    fits, *long = (embed("word " * count) for count in (510, 511, 3000, 100_000))
    assert long == [fits] * 3
    assert embed("word " * 509) != fits
    err = capfd.readouterr().err
    assert "all-minilm-l6-v2 sees the first 510 tokens of a text" in err
    assert err.count("\n") == 1


def test_texts_without_blanks_are_cut_too():
    """Characters that are words of their own, one word of many tokens, and nothing but blanks."""
    embed = LocalEmbedding().embed
    assert embed("日" * 510) == embed("日" * 4000)
    assert embed(" " * 50_000) == embed("")
    assert len(embed("qz" * LONGEST_START)) == 384


def test_half_characters_are_replaced(embed):
    """What stands for a byte that is no UTF-8, as in file names, is embedded as `?`."""
    assert embed("a \udcff b") == embed("a ? b")


def test_bytes_are_refused(embed):
    """In words, before the model is asked."""
    with pytest.raises(UnsupportedInput, match="all-minilm-l6-v2 embeds text"):
        embed(b"a")


def test_an_event_loop_goes_on():
    """Other tasks run while texts are embedded."""

    async def main():
        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                await asyncio.sleep(0.001)
                ticks += 1

        ticking = asyncio.create_task(tick())
        await AsyncLocalEmbedding().embed("warm")
        before = ticks
        vectors = AsyncLocalEmbedding().embed_multi(["word " * 100] * 8)
        assert len([vector async for vector in vectors]) == 8
        ticking.cancel()
        return ticks - before

    assert asyncio.run(main()) > 8


def test_who_stops_reading_stops_the_model():
    """The model is asked for one text at a time, and not for the rest."""
    reading = LocalEmbedding().embed_multi(["word " * 50] * 100_000)
    assert len(next(reading)) == 384
    reading.close()  # type: ignore[attr-defined]  # it is a generator
    until(lambda: not any(each.name == "llm-local" for each in threading.enumerate()))
    assert len(LocalEmbedding().embed("again")) == 384


def test_what_the_runtime_refuses_is_a_model_error():
    """Its own words in one line, and no traceback of its parser."""
    with pytest.raises(ModelError, match="The built-in embedding model cannot take this request"):
        list(made(EMBEDDING, lambda server, *_: server.handle_embeddings({"input": ["\ud800"]})))


def run(code, **env):
    """What a process prints that runs *code*; it has `LocalEmbedding` and may not fail."""
    begin = "from llm.providers.local.embedding import LocalEmbedding, AsyncLocalEmbedding\n"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", begin + code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, **env},
    )


@pytest.mark.usefixtures("weights")
def test_it_runs_beside_the_chat_model():
    """One process has both, asks them in turns and at once, and ends quietly."""
    done = run("""
import threading
from llm.providers.local.model import LocalChat
model, answers = LocalEmbedding(), []
alone = model.embed("hello")
def chat():
    answers.append("Paris" in LocalChat().prompt("What is the capital of France?").text())
thread = threading.Thread(target=chat)
thread.start()
print(all(vector == alone for vector in model.embed_multi(["hello"] * 30)))
thread.join()
chat()
print(answers, model.embed("hello") == alone)
""")
    assert done.stdout == "True\n[True, True] True\n"
    assert done.stderr == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform does not fork")
@pytest.mark.usefixtures("weights")
def test_a_fork_costs_only_the_model_that_was_at_work():
    """A child is told of that one, and may use the other."""
    done = run("""
import os, warnings
from llm.errors import ModelUnavailable
from llm.providers.local.model import LocalChat
warnings.simplefilter("ignore")
LocalEmbedding().embed("hello")
child = os.fork()
if not child:
    try:
        LocalEmbedding().embed("hello")
    except ModelUnavailable as error:
        print(error, flush=True)
    answer = LocalChat().prompt("What is the capital of France?").text()
    print("Paris" in answer, flush=True)
    os._exit(0)
print(os.waitpid(child, 0)[1], len(LocalEmbedding().embed("hello")))
""")
    told, *rest = done.stdout.splitlines()
    assert told.startswith("The built-in embedding model was at work in the process")
    assert "'spawn'" in told
    assert rest == ["True", "0 384"]


@pytest.mark.parametrize("how", ["sync", "async"])
def test_an_interrupt_ends_the_process_at_once(how):
    """Ctrl-C gets through between two texts, and nothing but it is reported."""
    code = (
        "for v in LocalEmbedding().embed_multi(['word ' * 200] * 10_000, 2): print(1, flush=True)"
    )
    if how == "async":
        code = """
import asyncio
async def main():
    async for v in AsyncLocalEmbedding().embed_multi(['word ' * 200] * 10_000, 2):
        print(1, flush=True)
asyncio.run(main())
"""
    begin = "from llm.providers.local.embedding import LocalEmbedding, AsyncLocalEmbedding\n"
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", begin + code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGINT
    assert err.strip().endswith("KeyboardInterrupt")
    assert "FATAL" not in err


def test_without_its_package_the_error_says_what_to_install(bare_python, sources):
    """One line names the model, the extra, and where to look for others."""
    code = """
from llm.errors import ModelUnavailable
from llm.providers.local.embedding_call import vectors
try:
    list(vectors(["a"]))
except ModelUnavailable as error:
    print(error)
"""
    env = {**os.environ, "PYTHONPATH": sources}
    done = subprocess.run(
        [bare_python, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("The built-in embedding model all-minilm-l6-v2 needs a package")
    assert "llm install 'llm[local]'" in done.stdout
    assert "llm embed-models" in done.stdout
    assert done.stdout.count("\n") == 1
