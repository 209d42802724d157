"""Toolboxes without the base's `__init__`, and history that plugins make up."""

KEYS = {"OLD_API_KEY": "old", "NEW_API_KEY": "new"}


def test_tools_added_without_the_base(host):
    """`add_tool(tool, pass_self=True)` in an `__init__` that calls no base's adds it as it is."""
    host.install("compat_toolboxes", "compat_new", "compat_loop")
    names, result, ran, config = host.ask(
        """
        from compat_loop import results
        box = llm.get_tools()["Dynamic"]("a,b,c")
        tools = {tool.name: tool for tool in box.tools() if tool.name.startswith("dynamic_")}
        ran = results(llm.get_model("n1"), ["dynamic_b"], [box])
        print(json.dumps([sorted(tools), tools["dynamic_a"].implementation(x=1), ran, box._config]))
        """,
        **KEYS,
    )
    assert names == ["dynamic_a", "dynamic_b", "dynamic_c"]
    assert result == "a {'x': 1}"
    assert ran == ["b {'where': 'dynamic_b'}"]
    assert config == {"names": "a,b,c"}


def test_toolbox_that_calls_its_base(host):
    """A closure that is added after `super().__init__()` is a tool like any other."""
    host.install("compat_toolboxes")
    tools = host.ask(
        """
        tools = {tool.name: tool for tool in llm.get_tools()["Skilled"]("dir").tools()}
        tool = tools["read_skill"]
        print(json.dumps([tool.implementation(name="x"), tool.input_schema["properties"]]))
        """
    )
    assert tools == ["dir/x", {"name": {"type": "string"}}]


def test_methods_share_a_state(host):
    """A toolbox goes by the name of its class, also where it sets `name`, and keeps its state."""
    host.install("compat_toolboxes")
    listed = host.ask(
        """
        box = llm.get_tools()["Stateful"](start=5)
        (up,) = box.tools()
        print(json.dumps([up.name, up.implementation(by=2), up.implementation(by=1), box._config]))
        """
    )
    assert listed == ["Stateful_up", 7, 8, {"start": 5}]


def test_made_up_history_feeds_the_next_prompt(host):
    """Responses that a plugin fills in by hand are history for models of both generations."""
    host.install("compat_loop", "compat_new", "compat_old")
    program = """
        from compat_loop import forged
        told = []
        for name in ("n1", "op"):
            model = llm.get_model(name)
            conversation = model.conversation()
            forged(model, conversation, "a", "b")
            call = {"name": "look", "arguments": {"where": "x"}, "tool_call_id": "1"}
            forged(model, conversation, "c", "d", [call])
            response = conversation.prompt("e")
            response.text()
            told.append(response.response_json["sent"]["messages"])
        print(json.dumps(told))
        """
    new, old = host.ask(program, **KEYS)
    assert new == [
        ["user", "a"],
        ["assistant", "b"],
        ["user", "c"],
        ["assistant", "d", ["look", {"where": "x"}, "1"]],
        ["user", "e"],
    ]
    assert old == ["user a", "assistant b", "user c", "assistant d", "call look", "user e"]


def test_private_parts_of_a_chain(host):
    """`chain._responses` and `response._tool_calls` say what happened in each round."""
    host.install("compat_loop", "compat_new")
    rounds = host.ask(
        """
        from compat_loop import loop
        def look(where: str): return where
        print(json.dumps(loop(llm.get_model("n1"), "use look look", [look])))
        """,
        **KEYS,
    )
    assert rounds == [["Well, yes", ["look", "look"]], ["Well, yes", []]]
