"""What a program holds about a field can never be taken for a field."""

from __future__ import annotations

import re

import pytest

from framekit import Frame, array, data, derived, make_frame, optional, spec_of, switch, this, u4, u8
from framekit.compiler.program import program_of, words_in
from framekit.spec.structure import reachable
from framekit.testing import check_backends, check_round_trip
from tests.kinds import KINDS
from tests.scale import scaled

FIXED = [each for each in KINDS if spec_of(each).order_by is None]
WORDS = sorted({re.sub(r"\d+", "0", word) for frame in FIXED for word in words_in(program_of(spec_of(frame)))})


@pytest.mark.parametrize("frame", FIXED, ids=lambda frame: frame.__name__)
def test_a_place_is_made_of_fields_and_of_words_that_no_field_can_have(frame: type[Frame]) -> None:
    names = {each.name for inner in reachable(spec_of(frame)) for each in inner.fields}
    program = program_of(spec_of(frame))
    assert {name for place in program.places for name in place} <= names | words_in(program)
    assert not any(word.isidentifier() for word in words_in(program))


@pytest.mark.parametrize("word", [word.strip(":") for word in WORDS if word.strip(":").isidentifier()])
def test_a_nested_field_may_have_the_name_of_such_a_word(word: str) -> None:
    opened = make_frame("Opened", {word: u4, "low": u4})
    inlined = make_frame("Inlined", {word: derived(u8), "more": data(getattr(this, word)), "next": u8})
    held = make_frame("Held", {"first": inlined, word: (optional(opened, when=this.first.next == 1))})
    outer = make_frame(
        "Outer",
        {
            "kind": u8,
            word: opened,
            "one": inlined,
            "many": array(inlined, prefix=u8),
            "rows": array(opened, prefix=u8),
            "held": held,
            "chosen": switch(this.kind, {1: inlined, 2: opened, 3: array(held, 1)}, otherwise=u8),
        },
    )
    check_round_trip(outer, examples=scaled(5, 20), seed=1)
    check_backends(outer, examples=scaled(3, 10), seed=1)
