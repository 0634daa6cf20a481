"""Every view shows every frame: none fails, and none leaves a field out, whatever the kind."""

from __future__ import annotations

import io
import re

import pytest

from framekit import Frame, spec_of
from framekit.capture import Found
from framekit.cli.printers import details
from framekit.spec.kinds import Filler, Padding
from framekit.testing import sample
from framekit.view.diagram import diagram_svg, diagram_text
from framekit.view.pages import write_page
from framekit.view.table import markdown_table
from framekit.view.tree import annotated, one_line, tree
from tests.kinds import KINDS
from tests.specs.catalogue import ROOTS, load_roots

HEX = re.compile("[0-9a-f]{8}  ((?:[0-9a-f]{2} )*)")
FRAMES = [*KINDS, *(frame for name in ROOTS for frame in load_roots(name))]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_every_view_names_each_field(frame: type[Frame]) -> None:
    names = [each.name for each in spec_of(frame).attributes if not isinstance(each.kind, Padding | Filler)]
    for made in sample(frame, 3):
        data = made.pack()
        found = Found(made, "", "", None, data, 0, len(data), "", None, (), None, None)
        text = "\n".join("".join(part for part, _ in line.head) + line.value for line in tree(0, found, full=True))
        assert [name for name in names if name not in text] == []
        rows = ("".join(part for part, _ in line.head) for line in annotated(0, found, full=True))
        shown = "".join(row[1] for row in map(HEX.match, rows) if row is not None)
        assert bytes.fromhex(shown) == data
        line = one_line(made)
        assert [each.name for each in spec_of(frame).attributes if each.settable and f"{each.name}=" not in line] == []
        known = details(found, derived=True)
        assert {*known["values"], *known["derived"]} <= set(names)
        assert write_page([found], io.StringIO(), title="one") == 1


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_tables_and_diagrams_name_each_field(frame: type[Frame]) -> None:
    names = [each.name for each in spec_of(frame).attributes]
    table = markdown_table(spec_of(frame))
    assert [name for name in names if f"`{name}" not in table] == []
    assert diagram_text(spec_of(frame)).startswith(" 0") or not names
    assert diagram_svg(spec_of(frame)).startswith("<svg")
