"""Every shape in which plugins call `register(...)`, in every hook."""

# mypy: ignore-errors
# (plugins are written without a type checker)

import llm


class Vectors(llm.EmbeddingModel):
    batch_size = 2

    def __init__(self, model_id):
        self.model_id = model_id

    def embed_batch(self, texts):
        return [[float(len(text)), 1.0] for text in texts]


class KeyedVectors(llm.EmbeddingModel):
    model_id = "keyed-vectors"
    needs_key = "vectors"
    key_env_var = "VECTORS_API_KEY"
    supports_text = True
    supports_binary = True

    def embed_batch(self, items, *, key=None):
        for _ in items:
            yield [float(len(self.get_key(key)))]


class OldKeyedVectors(llm.EmbeddingModel):
    model_id = "old-keyed-vectors"
    needs_key = "vectors"
    key_env_var = "VECTORS_API_KEY"

    def embed_batch(self, items):
        key = self.get_key()
        return ([float(len(key))] for _ in items)


class Box(llm.Toolbox):
    def look(self, where: str) -> str:
        """Look somewhere."""
        return f"seen {where}"


class Methods:
    def look_around(self, place: str) -> str:
        """Look around."""
        return place


def plain(value: int) -> int:
    """Plain function."""
    return value


@llm.hookimpl
def register_embedding_models(register):
    register(Vectors("vectors"))
    register(Vectors("more-vectors"), aliases=("mv",))
    register(KeyedVectors())
    register(OldKeyedVectors())


@llm.hookimpl
def register_tools(register):
    register(Box)
    register(Box, "Named")
    register(plain)
    register(plain, name="other")
    register(Methods().look_around, "around")
    register(llm.Tool(name="made", description="Made by hand", implementation=lambda: "made"))


def load_fragment(argument: str) -> llm.Fragment:
    return llm.Fragment(f"text of {argument}", source=f"compat:{argument}")


def load_fragments(argument: str) -> list[llm.Fragment]:
    return [llm.Fragment(argument, "first"), llm.Attachment(content=b"x", type="image/png")]


@llm.hookimpl
def register_fragment_loaders(register):
    register("compat", load_fragment)
    register("compats", load_fragments)


def load_template(template_path: str) -> llm.Template:
    return llm.Template(name=template_path, prompt="Say $input", system="Brief")


@llm.hookimpl
def register_template_loaders(register):
    register("compat", load_template)
