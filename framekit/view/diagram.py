"""Diagrams of frames in the style of RFCs, with rows of 32 bits and a cell for each field, as text and as SVG.

Strategy: fields become cells with a width in bits. A cell of variable size ends its row, and the next cell begins a new row,
because its offset varies. Cells are split into pieces, one for each row that they occupy; text and SVG draw the pieces.

Rules: the first bit is the most significant of the first byte, as in RFC 791, appendix B. Bits that share several bytes and are
numbered from the least significant one are drawn as one cell. A field of more than 16 bytes is drawn as two rows with its size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

from framekit.compiler.layout import FieldLayout, layout
from framekit.spec.model import FrameSpec
from framekit.view.text import visible

WIDTH = 32
"""Number of bits in a row."""
TALL = 4
"""Maximum number of rows drawn for a field; a longer field is drawn with two."""
_CELL, _HEIGHT, _MARGIN, _LETTER = 24, 30, 20, 8


@dataclass(frozen=True)
class Cell:
    """Field in the diagram.

    Attributes:
        name: name of the field, with its size if the drawing does not show it.
        width: number of bits that are drawn; None for a field drawn to the end of the next row.
        is_open: True if the drawn width is not the size of the field, because that varies or is large.
    """

    name: str
    width: int | None
    is_open: bool = False


@dataclass(frozen=True)
class Piece:
    """Part of a cell in one row.

    Attributes:
        cell: the cell.
        row: the number of the row, from 0.
        column: the first bit of the row that it occupies.
        width: the number of bits of the row that it occupies.
        is_first: True for the first piece of the cell, which is labelled with the name.
        is_last: True for the last piece of the cell.
    """

    cell: Cell
    row: int
    column: int
    width: int
    is_first: bool
    is_last: bool


def cells_of(spec: FrameSpec) -> list[Cell]:
    """Return the fields of a frame as cells, with nested frames of fixed size replaced by their fields."""
    rows = layout(spec)
    cells: list[Cell] = []
    for group in _groups([each for each in rows if "[]" not in each.path and not _is_opened(each, rows)]):
        each, name = group[0], ", ".join(visible(row.path) for row in group)
        if each.bits is not None and len(group) == 1:
            cells.append(Cell(name, each.bits[1]))
        elif each.size is None:
            cells.append(Cell(f"{name} ({_range(each)})", None, is_open=True))
        elif each.size > TALL * WIDTH // 8:
            cells.append(Cell(f"{name} ({each.size} bytes)", None, is_open=True))
        elif each.size:
            cells.append(Cell(name, 8 * each.size))
    return cells


def _is_opened(row: FieldLayout, rows: tuple[FieldLayout, ...]) -> bool:
    """Return True for a row that is not drawn: a frame of fixed size with fields, or a field of a frame of variable size."""
    around = [each for each in rows if row.path.startswith(f"{each.path}.")]
    holds = row.size is not None and any(each.path.startswith(f"{row.path}.") for each in rows)
    return holds or any(each.size is None for each in around)


def _groups(rows: list[FieldLayout]) -> list[list[FieldLayout]]:
    """Group rows that share a cell: bits of several bytes numbered from the least significant; reverse the bits of one byte."""
    found: list[list[FieldLayout]] = []
    shared: list[FieldLayout] = []
    for each, following in zip(rows, [*rows, None][1:], strict=True):
        if not each.from_lowest:
            found.append([each])
            continue
        shared.append(each)
        if following is None or not following.from_lowest or (following.bits or (0, 0))[0] == 0:
            found += [[row] for row in reversed(shared)] if each.size == 1 else [shared]
            shared = []
    return found


def _range(row: FieldLayout) -> str:
    if row.maximum is None:
        return f"{row.minimum} bytes or more" if row.minimum else "any size"
    return f"{row.minimum} to {row.maximum} bytes"


def pieces_of(cells: list[Cell]) -> list[Piece]:
    """Split cells at the ends of rows."""
    pieces: list[Piece] = []
    row = column = 0
    for cell in cells:
        if cell.width is None:  # the rest of the row, and one more
            if column:
                pieces.append(Piece(cell, row, column, WIDTH - column, True, False))
                row += 1
            pieces.append(Piece(cell, row, 0, WIDTH, not column, True))
            row, column = row + 1, 0
            continue
        left, is_first = cell.width, True
        while left:
            width = min(left, WIDTH - column)
            left -= width
            pieces.append(Piece(cell, row, column, width, is_first, not left))
            row, column, is_first = row + (column + width) // WIDTH, (column + width) % WIDTH, False
    return pieces


def diagram_text(spec: FrameSpec) -> str:
    """Return the diagram as text, 65 characters wide. A legend explains the letters that replace names that do not fit.

    >>> from framekit import Frame, spec_of, u8, u16
    >>> class Ping(Frame):
    ...     kind: u8
    ...     hops: u8
    ...     number: u16
    >>> print(diagram_text(spec_of(Ping)))
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     kind      |     hops      |            number             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """
    pieces, legend = _short(pieces_of(cells_of(spec)), lambda width: 2 * width - 1)
    if not pieces:
        return f"{spec.name} has no bytes\n"
    rows = 1 + max(each.row for each in pieces)
    tens = "".join(f"{bit // 10 if bit % 10 == 0 else ' '} " for bit in range(WIDTH))
    lines = [" " + tens.rstrip(), " " + " ".join(str(bit % 10) for bit in range(WIDTH)), _border(pieces, 0)]
    for row in range(rows):
        here = [each for each in pieces if each.row == row]
        line = "".join(f"{_side(each)}{each.cell.name if each.is_first else '':^{2 * each.width - 1}}" for each in here)
        end = _side(here[-1]) if sum(each.width for each in here) == WIDTH else "|"
        lines += [line + end, _border(pieces, row + 1)]
    lines += [f"  {letter}: {name}" for letter, name in legend]
    return "\n".join([*lines, ""])


def _side(piece: Piece) -> str:
    return "/" if piece.cell.is_open and not piece.column else "|"


def _short(pieces: list[Piece], room: Callable[[int], int]) -> tuple[list[Piece], list[tuple[str, str]]]:
    """Replace names that do not fit by letters; return the pieces and a legend of the letters.

    Args:
        pieces: pieces with full names.
        room: returns the number of characters that fit into a number of bits.
    """
    letters = iter("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    found: list[Piece] = []
    legend: list[tuple[str, str]] = []
    for each in pieces:
        if each.is_first and len(each.cell.name) > room(each.width):
            letter = next(letters, "*")
            legend.append((letter, each.cell.name))
            each = replace(each, cell=replace(each.cell, name=letter))
        found.append(each)
    return found, legend


def _border(pieces: list[Piece], row: int) -> str:
    """Return the line above a row, with a dash for each bit that separates two cells."""
    above, below = _cells_at(pieces, row - 1), _cells_at(pieces, row)
    dashed = [above[bit] is not below[bit] for bit in range(WIDTH)]
    line = ""
    for bit in range(WIDTH + 1):
        beside = (bit > 0 and dashed[bit - 1]) or (bit < WIDTH and dashed[bit])
        is_edge = (bit == 0 and (above[0] or below[0])) or (bit == WIDTH and (above[-1] or below[-1]))
        line += "+" if beside or is_edge else " "
        if bit < WIDTH:
            line += "-" if dashed[bit] else " "
    return line.rstrip()


def _cells_at(pieces: list[Piece], row: int) -> list[Cell | None]:
    """Return the cell at each bit of a row."""
    found: list[Cell | None] = [None] * WIDTH
    for each in pieces:
        if each.row == row:
            found[each.column : each.column + each.width] = [each.cell] * each.width
    return found


def diagram_svg(spec: FrameSpec) -> str:
    """Return the diagram as an SVG document in the current text colour."""
    pieces, legend = _short(pieces_of(cells_of(spec)), lambda width: width * _CELL // _LETTER)
    rows = 1 + max((each.row for each in pieces), default=-1)
    width, height = WIDTH * _CELL + 2 * _MARGIN, (rows + 1) * _HEIGHT + 2 * _MARGIN + 18 * len(legend)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(spec.name)}"'
    lines = [f'{head} font-family="sans-serif" font-size="12" fill="currentColor" stroke="none">']
    lines += [
        f'<text x="{_MARGIN + (bit + 0.5) * _CELL}" y="{_MARGIN + 18}" text-anchor="middle" font-size="9">{bit}</text>'
        for bit in range(WIDTH)
    ]
    for each in pieces:
        x, y = _MARGIN + each.column * _CELL, _MARGIN + (each.row + 1) * _HEIGHT
        wide = each.width * _CELL
        dash = ' stroke-dasharray="4 3"' if each.cell.is_open else ""
        lines.append(f'<path d="{_outline(each, x, y, wide)}" fill="none" stroke="currentColor"{dash}/>')
        if each.is_first:
            name = escape(each.cell.name)
            lines.append(f'<text x="{x + wide / 2}" y="{y + _HEIGHT / 2 + 4}" text-anchor="middle">{name}</text>')
    for number, (letter, name) in enumerate(legend):
        y = _MARGIN + (rows + 1) * _HEIGHT + 18 * (number + 1)
        lines.append(f'<text x="{_MARGIN}" y="{y}">{escape(f"{letter}: {name}")}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _outline(piece: Piece, x: int, y: int, wide: int) -> str:
    """Return the outline of a piece, without the lines between it and other pieces of its cell."""
    top = f"M{x} {y}h{wide}" if piece.is_first else ""
    bottom = f"M{x} {y + _HEIGHT}h{wide}" if piece.is_last else ""
    return f"{top}M{x} {y}v{_HEIGHT}M{x + wide} {y}v{_HEIGHT}{bottom}"
