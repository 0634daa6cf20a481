"""What a user gives beside functions of their own: kept out of the spec, found by the artefacts that want it."""

from __future__ import annotations

import gc
from typing import Any
from weakref import ref

import pytest
from hypothesis import given

from framekit import Frame, asdict, custom, from_dict, make_frame, mapped, spec_of, u8
from framekit.compiler.companions import Companions, companions_of, register
from framekit.spec import Custom, Functions, Mapped, Opaque
from framekit.testing import frames


def read(buffer: bytes, offset: int, end: int) -> tuple[int, int]:
    """One byte."""
    return buffer[offset], offset + 1


def write(value: int) -> bytes:
    """One byte."""
    return bytes([value])


class Two(Frame):
    """The same functions twice, with other values beside them."""

    low: int = custom(read, write, minimum=1, maximum=1, values=range(5))
    high: int = custom(read, write, minimum=1, maximum=1, values=range(200, 256))


@given(frames(Two))
def test_values_belong_to_one_field_and_not_to_its_functions(frame: Two) -> None:
    assert frame.low < 5
    assert frame.high >= 200


@pytest.mark.parametrize("kind", [Custom, Opaque, Functions])
def test_the_spec_holds_nothing_that_is_not_a_fact_of_the_wire(kind: Any) -> None:
    assert not {"to_json", "from_json", "values", "schema", "construct"} & set(kind.__annotations__)


def test_json_functions_are_used_without_standing_in_the_spec() -> None:
    made = make_frame(
        "F", {"x": mapped(u8, unpack=lambda n: n / 2, pack=lambda v: int(v * 2), to_json=lambda v: [v], from_json=lambda j: j[0])}
    )
    kind = spec_of(made).fields[0].kind
    assert isinstance(kind, Mapped)
    assert isinstance(kind.transform, Opaque)
    assert companions_of(kind.transform.functions).to_json is not None
    assert asdict(made(x=1.5), mode="json") == {"x": [1.5]}
    assert from_dict(made, {"x": [1.5]}) == made(x=1.5)


def test_what_is_registered_goes_with_its_functions() -> None:
    values = {1, 2}.copy()
    functions = register(Functions(int, str), Companions(values=values))
    assert companions_of(functions).values is values
    gone = ref(functions)
    del functions
    gc.collect()
    assert gone() is None
