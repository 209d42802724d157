"""Hooks: every shape of `register(...)`, and plugins that act on what others registered."""

KEYS = {"OLD_API_KEY": "old", "NEW_API_KEY": "new"}


def test_every_shape_of_register(host):
    """Each plugin's way to call `register` offers what it says, under the names it says."""
    host.install("compat_offers", "compat_old", "compat_new")
    offered = host.ask(
        """
        ours = lambda names: sorted(name for name in names if not name.startswith("llm_"))
        aliases = llm.get_embedding_model_aliases()
        print(json.dumps({
            "models": [name for name in ("op", "n1", "new/two") if name in llm.get_model_aliases()],
            "async": sorted(llm.get_async_model_aliases().keys() & {"op", "n1", "new/two"}),
            "vectors": sorted(
                name for name, model in aliases.items() if type(model).__module__ != "llm"
                and not type(model).__module__.startswith("llm.")
            ),
            "tools": ours(llm.get_tools()),
            "fragments": ours(llm.get_fragment_loaders()),
            "templates": ours(llm.get_template_loaders()),
        }))
        """
    )
    assert offered == {
        "models": ["op", "n1", "new/two"],
        "async": ["n1", "new/two"],
        "vectors": ["keyed-vectors", "more-vectors", "mv", "old-keyed-vectors", "vectors"],
        "tools": ["Box", "Named", "around", "made", "other", "plain"],
        "fragments": ["compat", "compats"],
        "templates": ["compat"],
    }


def test_offers_work(host):
    """What was registered does what it should: loaders load, tools run, vectors come."""
    host.install("compat_offers")
    results = host.ask(
        """
        fragments, templates = llm.get_fragment_loaders(), llm.get_template_loaders()
        one, many = fragments["compat"]("x"), fragments["compats"]("y")
        template = templates["compat"]("t")
        tools = llm.get_tools()
        print(json.dumps([
            [one, one.source], [type(each).__name__ for each in many],
            template.evaluate("hi"), tools["around"].implementation("here"),
            tools["made"].implementation(), tools["Box"]().look("there"), tools["plain"].plugin,
            llm.get_embedding_model("vectors").embed("abc"),
            list(llm.get_embedding_model("mv").embed_multi(["a", "bb", "ccc"])),
            llm.get_embedding_model("keyed-vectors").embed("x", key="four"),
            llm.get_embedding_model("old-keyed-vectors").embed("x", key="sixsix"),
        ]))
        """
    )
    assert results == [
        ["text of x", "compat:x"], ["Fragment", "Attachment"],
        ["Say hi", "Brief"], "here", "made", "seen there", "compat_offers",
        [3.0, 1.0], [[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]], [4.0], [6.0],
    ]  # fmt: skip


def test_models_made_async_by_another_plugin(host):
    """A `trylast` plugin changes entries in place; those models then answer with `await`."""
    host.install("compat_last", "compat_old", "compat_new")
    for name in ("old/plain", "old/completion"):
        done = host.llm("hi", "-m", name, "--async", **KEYS)
        assert done.stdout == host.llm("hi", "-m", name, **KEYS).stdout != ""
    assert host.ask("print(json.dumps(str(llm.get_async_model('op'))))") == "In a thread: old/plain"
    listed = host.llm("models", "--async", "-m", "op", "-m", "n1").stdout.splitlines()
    assert listed == [
        "AsyncNew (async): new/one (aliases: n1)",
        "In a thread: old/plain (aliases: op)",
    ]


def test_hooks_called_from_outside(host):
    """`llm.pm.hook.register_models(register=…)` needs no `model_aliases`, and loads plugins."""
    host.install("compat_last", "compat_old", "compat_offers")
    found = host.ask(
        """
        llm.load_plugins()
        found = []
        def register(model, async_model=None, aliases=None):
            found.append(model.model_id)
        llm.pm.hook.register_models(register=register)
        llm.pm.hook.register_embedding_models(register=lambda model, aliases=None:
            found.append(model.model_id))
        print(json.dumps(found))
        """
    )
    assert {"old/plain", "old/vision", "vectors", "keyed-vectors"} <= set(found)


def test_patched_look_ups_are_used(host):
    """A function that a plugin puts in the place of `llm.get_models_with_aliases` is asked."""
    host.install("compat_patching", "compat_old", "compat_offers")
    assert host.llm("hi", "-m", "old/plain-patched", **KEYS).stdout == "heard 1\n"
    assert "old/plain-patched" in host.llm("models").stdout
    names = host.ask(
        """
        llm.load_plugins()
        print(json.dumps([
            llm.get_model("old/plain-patched").model_id,
            [each.model_id for each in llm.get_models() if each.model_id == "old/plain"],
            llm.get_embedding_model("vectors-patched").model_id,
            llm.resolve_alias_options("x"),
        ]))
        """
    )
    assert names == ["old/plain", ["old/plain"], "vectors", {}]


def test_plugins_are_described_as_installed(host):
    """`llm.get_plugins()`, read by a plugin that installs others, has names, hooks and versions."""
    host.install("compat_old", "compat_offers")
    listed = host.ask("print(json.dumps(sorted(llm.get_plugins(), key=lambda p: p['name'])))")
    assert [(each["name"], each["version"]) for each in listed] == [
        ("compat-offers", "1.5"),
        ("compat-old", "1.5"),
    ]
    assert sorted(listed[1]["hooks"]) == ["register_models"]


def test_plugins_can_be_looked_at_before_they_are_loaded(host):
    """`llm.plugins.pm` has the plugins as soon as somebody looks, as plugins' own tests do."""
    host.install("compat_old")
    names = host.ask(
        """
        from llm.plugins import pm
        print(json.dumps([plugin.__name__ for plugin in pm.get_plugins()]))
        """
    )
    assert "compat_old" in names


def test_keys_in_every_shape(host):
    """`llm.get_key` is called in six ways; a stored key goes before one in the environment."""
    program = """
        import os
        (llm.user_dir() / "keys.json").write_text('{"work": "stored"}')
        print(json.dumps([
            llm.get_key("", "work", "WORK_KEY"), llm.get_key("given", "work", "WORK_KEY"),
            llm.get_key(explicit_key=None, key_alias="none", env_var="WORK_KEY"),
            llm.get_key(input="work", alias="none", env="WORK_KEY"),
            llm.get_key(None, "none", env_var="WORK_KEY"), llm.get_key(None, "work"),
            llm.get_key(key_alias="none", env_var="NO_KEY"), llm.get_key("work", "none"),
        ]))
        """
    assert host.ask(program, WORK_KEY="env") == [
        "stored", "given", "env", "stored", "env", "stored", None, "stored"
    ]  # fmt: skip
