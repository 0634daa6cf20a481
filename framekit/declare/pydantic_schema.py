"""Support for frames as fields of pydantic models: validation, serialisation to JSON, and the JSON Schema.

Strategy: a frame is accepted unchanged; a dict is read by from_dict, and JSON is written by asdict. The JSON Schema is that of
json_schema.py, in which nested frames are references of pydantic's, so that FastAPI lists each once.

Rules: only the caller imports pydantic, never framekit.

Source: pydantic's documentation, "Custom types", https://docs.pydantic.dev/latest/concepts/types/#custom-types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from framekit.declare.convert import asdict, from_dict
from framekit.declare.declaration import spec_of
from framekit.declare.json_schema import schema_of_frame
from framekit.errors import PackError

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

    from framekit.declare.frame import Frame
    from framekit.spec.model import FrameSpec

_described: ContextVar[tuple[type[Frame], ...]] = ContextVar("_described", default=())
"""The frames whose schemas are being created, outermost first; a frame may contain itself."""


def core_schema_of(frame: type[Frame]) -> CoreSchema:
    """Return the schema with which pydantic validates and serialises a frame.

    A frame of the class is accepted unchanged. A dict is read by `from_dict`, and the resulting frame must be packable. In JSON a
    frame becomes the result of `asdict(mode="json")`; in `model_dump()` it remains a frame.
    """
    from pydantic_core import core_schema

    def read(value: Any) -> Any:
        if isinstance(value, frame):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(f"expected {frame.__name__} or a dict of its fields, got {type(value).__name__}")
        try:
            made = from_dict(frame, value)
            made.pack()
            return made
        except PackError as error:  # a ValueError, which pydantic reports with its place in the model
            raise error.with_traceback(None) from None

    def write(value: Any) -> dict[str, Any]:
        return asdict(value, mode="json")

    def describe(_: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return _json_schema(frame, handler)

    schema = core_schema.no_info_plain_validator_function(
        read,
        serialization=core_schema.plain_serializer_function_ser_schema(write, when_used="json"),
        metadata={"pydantic_js_functions": [describe]},
    )
    schema["ref"] = f"{frame.__module__}.{frame.__qualname__}:{id(frame)}"
    return schema


def _json_schema(frame: type[Frame], handler: GetJsonSchemaHandler) -> dict[str, Any]:
    from pydantic_core import core_schema

    def refer(spec: FrameSpec) -> dict[str, Any]:
        inner = spec.frame_class
        if inner in _described.get():
            return {"title": spec.name, "type": "object"}
        # The handler calls the functions in the metadata of a schema only if that is inside definitions.
        return handler(core_schema.definitions_schema(core_schema_of(inner), []))

    with _while_described(frame):
        return schema_of_frame(spec_of(frame), refer)


@contextmanager
def _while_described(frame: type[Frame]) -> Iterator[None]:
    token = _described.set((*_described.get(), frame))
    try:
        yield
    finally:
        _described.reset(token)
