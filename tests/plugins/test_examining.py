"""What `llm plugins doctor` looks at: shared names, and what packages need."""

from llm.models.described import OfferedModel
from llm.plugins.collisions import collisions
from llm.plugins.index.entries import Entry, OfferedCommand


def entry(name, *, built_in=False, **offers):
    """A plugin that offers this."""
    return Entry(name, "1", name, name, built_in=built_in, **offers)


def model(name, *aliases):
    """A model with these names."""
    return OfferedModel(name, name, aliases)


def test_whose_a_name_is():
    """An id goes before an alias, else the last has a model or command, and the first a tool."""
    found = collisions(
        [
            entry("ours", built_in=True, tools=("clock",)),
            entry(
                "a", models=(model("x"),), tools=("clock", "t"), commands=(OfferedCommand("c", ""),)
            ),
            entry(
                "b", models=(model("y", "x"),), tools=("t",), commands=(OfferedCommand("c", ""),)
            ),
            entry("d", tools=("t",)),
        ]
    )
    assert [each.said for each in found["a"]] == [
        "b has a model called x, too; this one has the name",
        "ours has a tool called clock, too; this one goes by clock_1",
        "b, d have a tool called t, too; this one has the name",
        "b has a command called c, too; the one of b has the name",
    ]
    assert [each.said.partition("; ")[2] for each in found["b"]] == [
        "the one of a has the name",
        "this one goes by t_1",
        "this one has the name",
    ]
    assert [each.meant for each in found["a"]] == [False, True, False, False]


def test_what_is_needed_in_the_end(site):
    """Through other packages, and through the extras that are asked for; not what is optional."""
    site.install("llm-plugin", "")
    site.install("between", "", points={})
    needs = {
        "llm_plugin": ["between[more]", "pluggy>=1", "never-asked; extra == 'unwanted'"],
        "between": ["not-there>=3", "not-there-either; extra == 'more'", "pluggy==0.1"],
    }
    for module, lines in needs.items():
        with (site.path / f"{module}-1.0.dist-info" / "METADATA").open("a") as file:
            file.writelines(f"Requires-Dist: {line}\n" for line in lines)
    done = site.run("""
        from llm.plugins.requirements import unmet
        for each in unmet("llm-plugin"):
            print(each.in_words("llm-plugin", {}))
        """)
    first, second, third = done.stdout.splitlines()
    assert first == (
        "it needs between, which needs not-there>=3, and it is not installed:"
        " llm install 'not-there>=3'"
    )
    assert second.startswith("it needs between, which needs not-there-either, and it is not")
    assert third.startswith("it needs between, which needs pluggy==0.1, and 1.")
