"""The tools that OpenAI runs itself, for the models of its Responses API.

`llm tools` shows the first line of each class's docstring. Any other tool of theirs can be given
as `ServerSideTool(spec={…})`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, TypedDict, Unpack

from llm.tooling.server_side import ServerSideTool

MOST_DOMAINS = 100


class SearchSettings(TypedDict, total=False):
    """The further arguments of `WebSearch`, which explains them."""

    return_token_budget: Literal["default", "unlimited"] | None
    search_content_types: list[Literal["text", "image"]] | None
    image_settings: dict[str, Any] | None
    include_sources: bool
    include_results: bool


class ImageSettings(TypedDict, total=False):
    """The arguments of `ImageGeneration`, which explains them."""

    model: str | None
    size: str | None
    quality: str | None
    background: str | None
    output_format: str | None
    output_compression: int | None
    action: str | None
    input_fidelity: str | None
    input_image_mask: dict[str, str] | None
    moderation: str | None
    partial_images: int | None


class WebSearch(ServerSideTool):
    """Search the web, with OpenAI's own search.

    Args:
        allowed_domains: search only these, at most 100, such as `["example.com"]`.
        blocked_domains: leave these out, at most 100.
        user_location: where the user roughly is: `city`, `region`, `country`, `timezone`.
        search_context_size: how much of what is found the model reads.
        external_web_access: False to search only what OpenAI has stored.
        return_token_budget: `unlimited` for results of any length.
        search_content_types: what to look for.
        image_settings: for images: `max_results`, `caption`.
        include_sources: keep the address of everything that was looked at.
        include_results: keep the results themselves, images among them.

    """

    name = "web_search"

    def __init__(
        self,
        allowed_domains: list[str] | None = None,
        blocked_domains: list[str] | None = None,
        user_location: dict[str, Any] | None = None,
        search_context_size: Literal["low", "medium", "high"] | None = None,
        external_web_access: bool | None = None,
        **more: Unpack[SearchSettings],
    ) -> None:
        super().__init__()
        _check_names(type(self), more, SearchSettings)
        self.allowed_domains = _domains("allowed_domains", allowed_domains)
        self.blocked_domains = _domains("blocked_domains", blocked_domains)
        self.user_location = _location(user_location)
        self.search_context_size = search_context_size
        self.external_web_access = external_web_access
        self.return_token_budget = more.get("return_token_budget")
        self.search_content_types = more.get("search_content_types")
        self.image_settings = more.get("image_settings")
        self.include_sources = more.get("include_sources", False)
        self.include_results = more.get("include_results", False)
        self._check()

    def _check(self) -> None:
        _check_one_of("search_context_size", self.search_context_size, ("low", "medium", "high"))
        _check_one_of("return_token_budget", self.return_token_budget, ("default", "unlimited"))
        for name in ("external_web_access", "include_sources", "include_results"):
            _check_flag(name, getattr(self, name))
        if self.search_content_types is not None:
            _check_list("search_content_types", self.search_content_types)
            for kind in self.search_content_types:
                _check_one_of("search_content_types", kind, ("text", "image"))
        if self.image_settings is not None:
            _check_mapping("image_settings", self.image_settings)
            _check_number("image_settings: max_results", self.image_settings.get("max_results"), 1)
            _check_flag("image_settings: caption", self.image_settings.get("caption"))

    def tool_spec(self, model: Any) -> dict[str, Any]:  # noqa: ARG002 - the base class's
        """What OpenAI is sent."""
        filters = _given(self, "allowed_domains", "blocked_domains")
        settings = _given(
            self,
            "user_location",
            "search_context_size",
            "external_web_access",
            "return_token_budget",
            "search_content_types",
            "image_settings",
        )
        return {"type": "web_search", **({"filters": filters} if filters else {}), **settings}

    def prepare_request(self, model: Any, kwargs: dict[str, Any]) -> None:  # noqa: ARG002 - the base class's
        """Ask for sources and results, which are left out otherwise."""
        if self.include_sources:
            add_includes(kwargs, "web_search_call.action.sources")
        if self.include_results:
            add_includes(kwargs, "web_search_call.results")


class CodeInterpreter(ServerSideTool):
    """Run Python code in a container of OpenAI's.

    Args:
        container: id of a container that is there already, such as `cntr_…`; otherwise there will
            be a new one, as the other arguments say.
        memory_limit: memory of the new container.
        file_ids: files at OpenAI that the code may read.

    """

    name = "code_interpreter"

    def __init__(
        self,
        container: str | None = None,
        memory_limit: Literal["1g", "4g", "16g", "64g"] | None = None,
        file_ids: list[str] | None = None,
    ) -> None:
        super().__init__()
        if container is not None and not (isinstance(container, str) and container):
            raise ValueError("container must be the id of a container, such as 'cntr_123'")
        _check_one_of("memory_limit", memory_limit, ("1g", "4g", "16g", "64g"))
        if file_ids is not None:
            _check_list("file_ids", file_ids)
        if container is not None and (memory_limit is not None or file_ids is not None):
            raise ValueError(
                "memory_limit and file_ids are for a new container: leave them out, or container"
            )
        self.container = container
        self.memory_limit = memory_limit
        self.file_ids = file_ids

    def tool_spec(self, model: Any) -> dict[str, Any]:  # noqa: ARG002 - the base class's
        """What OpenAI is sent."""
        new = {"type": "auto", **_given(self, "memory_limit", "file_ids")}
        return {"type": "code_interpreter", "container": self.container or new}

    def prepare_request(self, model: Any, kwargs: dict[str, Any]) -> None:  # noqa: ARG002 - the base class's
        """Ask for what the code printed, which is left out otherwise."""
        add_includes(kwargs, "code_interpreter_call.outputs")


class ImageGeneration(ServerSideTool):
    """Draw and change images; they come as attachments of the answer.

    Which values a model takes, and what it does without them, is for the model to say.

    Args:
        model: the model that draws, such as `gpt-image-2`.
        size: `auto`, or width and height, such as `1536x1024`.
        quality: `low`, `medium`, `high`, `xhigh`, `max` or `auto`.
        background: `transparent`, `opaque` or `auto`.
        output_format: `png`, `webp`, `jpeg`, `gif` or `svg`.
        output_compression: from 0 to 100.
        action: `generate` a new image, `edit` one that was shown, or `auto`.
        input_fidelity: how closely to keep to images that were shown: `high` or `low`.
        input_image_mask: where to change an image: `image_url` or `file_id` of a mask.
        moderation: `auto` or `low`.
        partial_images: how many previews to make, from 0 to 3; they are not kept.

    """

    name = "image_generation"
    _one_of: ClassVar[Mapping[str, Sequence[str]]] = {
        "quality": ("low", "medium", "high", "xhigh", "max", "auto"),
        "background": ("transparent", "opaque", "auto"),
        "output_format": ("png", "webp", "jpeg", "gif", "svg"),
        "action": ("generate", "edit", "auto"),
        "input_fidelity": ("high", "low"),
        "moderation": ("auto", "low"),
    }

    def __init__(self, **settings: Unpack[ImageSettings]) -> None:
        super().__init__()
        _check_names(type(self), settings, ImageSettings)
        for name in ImageSettings.__annotations__:
            setattr(self, name, settings.get(name))
        self._check(settings)

    def _check(self, settings: ImageSettings) -> None:
        for name, values in self._one_of.items():
            _check_one_of(name, settings.get(name), values)
        _check_number("output_compression", settings.get("output_compression"), 0, 100)
        _check_number("partial_images", settings.get("partial_images"), 0, 3)
        for name in ("model", "size"):
            value = settings.get(name)
            if value is not None and not (isinstance(value, str) and value):
                raise ValueError(f"{name} must be text, not {value!r}")
        if (mask := settings.get("input_image_mask")) is not None:
            _check_mapping("input_image_mask", mask)
            if not mask or not set(mask) <= {"image_url", "file_id"}:
                raise ValueError("input_image_mask must have image_url or file_id, and no more")

    def tool_spec(self, model: Any) -> dict[str, Any]:  # noqa: ARG002 - the base class's
        """What OpenAI is sent."""
        return {"type": "image_generation", **_given(self, *ImageSettings.__annotations__)}


def add_includes(body: dict[str, Any], *names: str) -> None:
    """Ask in *body* for what is left out of an answer unless it is named; each once."""
    asked = list(body.get("include") or ())
    body["include"] = asked + [name for name in names if name not in asked]


def _given(tool: ServerSideTool, *names: str) -> dict[str, Any]:
    """The attributes of *tool* that were set."""
    return {name: value for name in names if (value := getattr(tool, name)) is not None}


def _check_one_of(name: str, value: Any, values: Sequence[str]) -> None:
    if value is not None and value not in values:
        raise ValueError(f"{name} must be one of {', '.join(values)}, not {value!r}")


def _check_flag(name: str, value: Any) -> None:
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false, not {value!r}")


def _check_list(name: str, value: Any) -> None:
    """Raise `ValueError` when *value* is not a list of texts, none of them empty."""
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise ValueError(f'{name} must be a list of texts, such as ["a", "b"], not {value!r}')


def _check_mapping(name: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        # As for everything else that the user wrote, rather than a TypeError.
        raise ValueError(f"{name} must be an object of names and values, not {value!r}")  # noqa: TRY004 - see above


def _check_number(name: str, value: Any, least: int, most: int | None = None) -> None:
    if value is None:
        return
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        limits = f"{least} or more" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name} must be a whole number, {limits}, not {value!r}")


def _check_names(tool: type, given: Mapping[str, Any], known: type) -> None:
    if unknown := given.keys() - known.__annotations__.keys():
        raise TypeError(f"{tool.__name__} takes no {', '.join(sorted(unknown))}")


def _domains(name: str, domains: Any) -> list[str] | None:
    if domains is None:
        return None
    _check_list(name, domains)
    if len(domains) > MOST_DOMAINS:
        raise ValueError(f"{name} takes at most {MOST_DOMAINS} domains, not {len(domains)}")
    for domain in domains:
        if "://" in domain:
            raise ValueError(f"{name}: leave the https:// off {domain}")
    return list(domains)


def _location(location: Any) -> dict[str, Any] | None:
    if location is None:
        return None
    _check_mapping("user_location", location)
    if location.get("type", "approximate") != "approximate":
        raise ValueError("user_location: its type can only be approximate")
    return {**location, "type": "approximate"}
