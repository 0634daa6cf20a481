"""What is public of a declaration: fields with their place and their words, and the facts of each kind."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import framekit.spec
from framekit import Frame, array, data, field, make_frame, scaled, spec_of, switch, text, this, u8, u16
from framekit.errors import SpecError
from framekit.spec import Facts, Kind, Repeat, facts_of, walk
from framekit.spec.sizes import fixed_size, is_greedy, maximum_size, minimum_size
from framekit.spec.structure import children, expressions_of, extent_of
from tests.kinds import KINDS


class Base(Frame):
    kind: u8 = field(doc="what it is", base=16)


class Documented(Base):
    """A frame."""

    celsius: float = scaled(u8, 0.5, doc="of the oven")
    names: list[str] = array(text(prefix=u8), prefix=u8, doc="of the owners")
    # a comment
    body: bytes | int = switch(this.kind, {1: data(2), 2: u16}, doc="by its kind")


def line_with(words: str) -> int:
    lines = Path(__file__).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_a_field_has_the_words_of_its_declaration() -> None:
    fields = spec_of(Documented).fields
    assert [each.doc for each in fields] == ["what it is", "of the oven", "of the owners", "by its kind"]
    assert [each.base for each in fields] == [16, 10, 10, 10]


def test_a_field_knows_the_line_that_declares_it() -> None:
    spec = spec_of(Documented)
    assert {each.file for each in spec.fields} == {__file__}
    lines = [line_with(f"    {name}: ") for name in ("kind", "celsius", "names", "body")]
    assert [each.line for each in spec.fields] == lines
    assert spec.declared_at is not None
    assert spec.declared_at.line == line_with("class Documented")


def test_a_class_made_by_a_function_was_declared_nowhere() -> None:
    spec = spec_of(make_frame("Made", {"x": u8}))
    assert spec.declared_at is None
    assert (spec.fields[0].file, spec.fields[0].line) == (None, None)


@pytest.mark.parametrize(("arguments", "reason"), [({"doc": 3}, "expected str"), ({"base": 7}, "expected 2, 8, 10 or 16")])
def test_wrong_words_are_refused(arguments: dict[str, object], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", {"x": (u8, field(**arguments))})  # type: ignore[call-overload]  # wrong on purpose


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_the_facts_are_what_the_single_questions_answer(frame: type[Frame]) -> None:
    spec = spec_of(frame)
    for each in spec.fields:
        for kind in walk(each.kind):
            assert facts_of(kind, spec) == Facts(
                minimum_size(kind),
                maximum_size(kind, spec=spec),
                fixed_size(kind),
                is_greedy(kind),
                children(kind),
                expressions_of(kind),
                extent_of(kind),
            )


def test_every_kind_is_public_and_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "spec.md").read_text()
    unions = (Kind, framekit.spec.Extent, framekit.spec.Transform)
    for cls in (cls for union in unions for cls in get_args(union)):
        assert getattr(framekit.spec, cls.__name__) is cls
        assert f"`{cls.__name__}" in page, cls.__name__


def test_a_list_given_as_the_default_is_copied_for_each_frame() -> None:
    made = make_frame("Lists", {"items": (list, array(u8, prefix=u8, default=[1, 2]))})
    first, second = made(), made()
    first.items.append(3)  # type: ignore[attr-defined]  # the class is made at run time
    assert second.items == [1, 2]  # type: ignore[attr-defined]
    kind = spec_of(made).fields[0].kind
    assert isinstance(kind, Repeat)
