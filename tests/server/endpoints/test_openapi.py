"""The OpenAPI document: it is served, it is whole, and has every address that there is."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest

from llm.server.app import _routes
from llm.server.protocols.openapi.document import document
from llm.testing import ScriptedModel


def test_the_document_has_every_route_and_no_other():
    """Each method at each path of the application is in the document, and nothing else."""
    routes: list[Any] = _routes()
    paths = document()["paths"]
    served = {
        (method, re.sub(r":\w+}", "}", route.path))
        for route in routes
        for method in route.methods - {"HEAD"}
    }
    written = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert written == served


def test_it_is_served_to_who_may_ask_for_models(serving):
    """`GET /openapi.json` gives the document; where tokens are needed, to who shows one."""
    one = serving(ScriptedModel([], model_id="one"), tokens=("a-token-for-this-run",))
    answer = one.get("/openapi.json", token="a-token-for-this-run")
    assert answer.json() == json.loads(json.dumps(document()))
    assert answer.headers["content-type"] == "application/json"
    assert one.get("/openapi.json", token="").status_code == 401


@pytest.mark.parametrize("tokens", [(), ("a-token-for-this-run",)])
def test_who_may_ask_is_as_it_says(serving, tokens):
    """What needs no token, what needs one where the server has any, and what always does."""
    one = serving(ScriptedModel([], model_id="one"), models=("one",), tokens=tokens)
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            answer = one.http.request(method, path.replace("{", "").replace("}", ""))
            needs = operation["security"]
            refused = bool(needs) and (bool(tokens) or {} not in needs)
            assert (answer.status_code == 401) == refused, (method, path, answer.text)


def test_every_name_in_it_is_there_and_used():
    """No reference leads nowhere, no schema is there for nothing, no two operations share an id."""
    whole = document()
    referred = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(whole)))
    assert referred == set(whole["components"]["schemas"])
    ids = [each["operationId"] for methods in whole["paths"].values() for each in methods.values()]
    assert len(ids) == len(set(ids))


def test_a_server_starts_without_it():
    """The document is loaded when somebody asks for it."""
    code = (
        "import sys, llm.server.app as app; app._routes();"
        "print([name for name in sys.modules if 'protocols.openapi.' in name])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
