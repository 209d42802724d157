"""Toolboxes as plugins write them: most leave the base's `__init__` out."""

# mypy: ignore-errors
# (plugins are written without a type checker)

import llm


class Dynamic(llm.Toolbox):
    """Knows its tools when it is made, and adds them without `super().__init__()`."""

    def __init__(self, names: str | None = "a,b"):
        self.names = names.split(",")
        for name in self.names:
            self.add_tool(
                llm.Tool(
                    name=f"dynamic_{name}",
                    description="Dynamic",
                    input_schema={"type": "object", "properties": {"x": {"type": "integer"}}},
                    plugin="compat-toolboxes",
                    implementation=self.implementation(name),
                ),
                pass_self=True,
            )

    @staticmethod
    def implementation(name):
        def call(**arguments):
            return f"{name} {arguments}"

        return call


class Skilled(llm.Toolbox):
    """Calls `super().__init__()`, and adds a closure."""

    def __init__(self, path="skills"):
        super().__init__()
        self.path = path

        def read_skill(name: str) -> str:
            """Read a skill."""
            return f"{self.path}/{name}"

        self.add_tool(read_skill)


class Stateful(llm.Toolbox):
    name = "Counter"

    def __init__(self, start: int = 0):
        self._count = start

    def up(self, by: int = 1) -> int:
        """Count up."""
        self._count += by
        return self._count

    def _hidden(self):
        raise AssertionError


@llm.hookimpl
def register_tools(register):
    register(Dynamic)
    register(Skilled)
    register(Stateful)
