"""How often clients may ask, how many tokens they may use, and how many calls may run."""

import pytest

from llm.parts import assistant, user
from llm.server.asking.asked import Refused
from llm.server.guarding.access import Client
from llm.server.guarding.budgets import Budgets
from llm.server.guarding.tokens import add_token
from llm.usage import Usage
from tests.server.guarding.asgi import asking, bearer


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused(budgets, client) -> float | None:
    """After how many seconds *client* may ask, where it may not now."""
    try:
        budgets.ask(client)
    except Refused as error:
        return error.failure.retry_after if error.failure.status == 429 else 0.0
    return None


def test_requests_in_a_minute():
    """So many at once; then one whenever its share of the minute is over."""
    clock = Clock()
    budgets = Budgets(clock=clock)
    client = Client("a", "a", requests_per_minute=3)
    assert [refused(budgets, client) for _ in range(4)] == [None, None, None, 20.0]
    clock.now += 19
    assert refused(budgets, client) == pytest.approx(1)
    clock.now += 1.001
    assert refused(budgets, client) is None
    assert refused(budgets, client) is not None
    clock.now += 3600
    assert [refused(budgets, client) is None for _ in range(4)] == [True, True, True, False]


def test_others_are_not_concerned():
    """What one client has used up, another one has still."""
    budgets = Budgets(clock=Clock())
    one, other = (Client(name, name, requests_per_minute=1) for name in "ab")
    assert [refused(budgets, each) is None for each in (one, one, other)] == [True, False, True]
    assert all(refused(budgets, Client("c")) is None for _ in range(100))


def test_tokens_in_a_minute():
    """A call that uses too many is not cut off; the next one waits until they are there again."""
    clock = Clock()
    budgets = Budgets(clock=clock)
    client = Client("a", "a", tokens_per_minute=60)
    assert refused(budgets, client) is None
    budgets.spend(client, 179)
    assert refused(budgets, client) == pytest.approx(120)
    clock.now += 121
    assert refused(budgets, client) is None
    budgets.spend(Client("b", "b"), 10**9)


def test_calls_at_once():
    """One too many is refused; when one has ended there is room again."""
    budgets = Budgets(2)
    client = Client("a", "a")
    budgets.begin(client)
    budgets.begin(client)
    with pytest.raises(Refused) as one_too_many:
        budgets.begin(client)
    assert one_too_many.value.failure.status == 429
    budgets.begin(Client("b", "b"))
    budgets.end(client)
    budgets.begin(client)
    single = Client("c", "c", calls_at_once=1)
    budgets.begin(single)
    with pytest.raises(Refused):
        budgets.begin(single)


def test_the_gate_counts():
    """Requests beyond what a token allows are answered 429, with the time to wait; not reads."""
    token = add_token("alice", requests=2)
    ask = asking()
    assert [ask(**bearer(token)).status for _ in range(3)] == [200, 200, 429]
    answer = ask(**bearer(token))
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert token not in str(answer)
    assert ask("GET", **bearer(token)).status == 200


def test_a_call_that_says_nothing_of_its_tokens():
    """They are estimated: a model that does not count, or a call cut off, is no way around."""
    budgets = Budgets(clock=Clock())
    client = Client("a", "a", tokens_per_minute=60)
    said = [user("x" * 400)]
    budgets.spend_call(client, Usage(), said, [assistant("y" * 400)])
    assert refused(budgets, client) == pytest.approx(141)
    other = Client("b", "b", tokens_per_minute=60)
    budgets.spend_call(other, Usage(input=30, output=29), said, said)
    assert refused(budgets, other) is None
