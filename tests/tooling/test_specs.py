"""Reading `Name(argument=1)`."""

import pytest

from llm.errors import InvalidInput
from llm.utils import instantiate_from_spec


class Box:
    def __init__(self, *args, **kwargs):
        self.given = (args, kwargs)


@pytest.mark.parametrize(
    ("spec", "given"),
    [
        ("Box", ((), {})),
        (" Box ( ) ", ((), {})),
        ("Box(1)", ((1,), {})),
        ('Box("a, b)", [1, 2])', (("a, b)", [1, 2]), {})),
        ('Box( x = 1 , y = {"z": null} )', ((), {"x": 1, "y": {"z": None}})),
        ('Box("s", x=true)', (("s",), {"x": True})),
        ('Box({"x": [1]})', ((), {"x": [1]})),
    ],
)
def test_a_spec_configures_a_class(spec, given):
    """Arguments are JSON, by position or by name; an object alone names them."""
    assert instantiate_from_spec({"Box": Box}, spec).given == given


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("", "Invalid spec"),
        ("Box(1", "Invalid spec"),
        ("Box.b", "Invalid spec"),
        ("Other", "Unknown class 'Other': there are Box"),
        ("Box(x=True)", "'True' is not valid JSON"),
        ("Box(os.system('x'))", "not valid JSON"),
        ("Box(1)(2)", "not expected"),
        ('Box(x=1, "s")', "needs a name"),
    ],
)
def test_what_is_no_spec_is_told(spec, told):
    """Nothing is run; the message says what was wrong."""
    with pytest.raises(InvalidInput, match=told):
        instantiate_from_spec({"Box": Box}, spec)
