"""Real llama.cpp servers, asked which models they have and what they can do."""

from llm.providers.openai.endpoints import add_endpoint, ask_endpoint, endpoint_rows


def test_a_real_server_tells_what_it_can_do(chat_server):
    """Its model goes by its own name, has tools and no eyes, and a known length."""
    [entry] = ask_endpoint(chat_server.base)
    assert entry["model_id"] == "smollm2"
    assert entry["supports_tools"] is True
    assert entry["vision"] is False
    assert entry["context_length"] == 4096
    add_endpoint("here", chat_server.base, [entry])
    [row] = endpoint_rows()
    assert (row.model_id, row.model_name) == ("here/smollm2", "smollm2")
    assert row.api_base in (chat_server.base, chat_server.url)


def test_a_real_server_that_wants_a_key_gets_the_one_that_is_given(keyed_server):
    """Its own list is open to all; what else it tells is not."""
    [entry] = ask_endpoint(keyed_server.url, key="right")
    assert entry["context_length"] == 512
