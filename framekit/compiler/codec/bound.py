"""The codec of a frame that is bound to given values: the generated functions, called with these values.

Strategy: a bound spec keeps a mapping of the values, which is looked up again for each frame, so that its owner can change it
between two frames.

Rules: frames of such a codec are read one by one, since the contents of one frame may change the values given to the next.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

from framekit.compiler.codec.model import Codec, Measuring
from framekit.errors import GivenError
from framekit.spec.given import given_values
from framekit.spec.model import FrameSpec


def bound_codec(codec: Codec, spec: FrameSpec) -> Codec:
    """Return the codec of a bound spec.

    Args:
        codec: the codec of the frame without given values.
        spec: the frame with given values.
    """
    given = spec.given
    assert given is not None

    def read(buffer: Any, offset: int, end: int, guard: Any = None) -> tuple[Any, int]:
        return codec.read(buffer, offset, end, guard, given_values(codec.spec, given))  # type: ignore[call-arg]

    measuring: Measuring | None = None
    if codec.measuring is not None:
        unbound = codec.measuring

        def measuring(buffer: Any, offset: int, end: int, guard: Any = None) -> Generator[int, int, int]:
            return unbound(buffer, offset, end, guard, given_values(codec.spec, given))

    return replace(
        codec,
        spec=spec,
        unpack=lambda data, /, **more: codec.unpack(data, given=_alone(given, more, codec)),
        unpack_from=lambda buffer, /, offset=0, **more: codec.unpack_from(buffer, offset, given=_alone(given, more, codec)),
        read=read,
        measuring=measuring,
    )


def _alone(given: Mapping[str, Any], more: Mapping[str, Any], codec: Codec) -> Mapping[str, Any]:
    if more:
        raise GivenError("this class is already bound to given values; call it without any", frame=codec.spec.name)
    return given


def take_mapping(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the given values of a call, which are keywords or one mapping `given=`.

    >>> take_mapping({"wide": True}), take_mapping({"given": {"wide": True}})
    ({'wide': True}, {'wide': True})
    """
    if "given" not in values:
        return values
    given = values["given"]
    if len(values) > 1 or not isinstance(given, Mapping):
        raise GivenError("given= must be a mapping of all given values and cannot be combined with other keywords")
    return given
