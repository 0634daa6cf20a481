"""make_frame: a Frame class created from data, for formats that are known only at run time.

Strategy: it fills a class body as the class statement would, and calls the same metaclass.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from framekit.declare.frame import Frame
from framekit.declare.names import check_identifier
from framekit.declare.scalars import ByteOrder
from framekit.declare.specifier import ByteOrderBy, Specifier
from framekit.errors import SpecError, in_one_line
from framekit.spec.bits import BitOrder
from framekit.spec.expr import Expr
from framekit.spec.model import MISSING


@in_one_line
def make_frame(
    name: str,
    fields: Mapping[str, Any] | Iterable[tuple[str, Any]],
    *,
    byteorder: ByteOrder | ByteOrderBy | None = None,
    size: Expr | int | None = None,
    bitorder: BitOrder | None = None,
    bitwise: bool | None = None,
    frozen: bool = False,
    max_depth: int | None = None,
    max_items: int | None = None,
    origin: bool | None = None,
    tag: Any = MISSING,
    base: type[Frame] = Frame,
    module: str | None = None,
    doc: str | None = None,
) -> type[Frame]:
    """Create a Frame class at run time.

    Args:
        name: the name of the class, an identifier.
        fields: the fields by name, in wire order. Each is an annotation (`u16`, a Frame class), a specifier
            (`text(prefix=u8)`), or a pair of an annotation and a default or specifier (`(Color, field(u8))`, `(u8, 1)`).
            In a list, `("ttl", u8, 64)` is the same as `("ttl", (u8, 64))`.
        byteorder: as in a class statement.
        size: as in a class statement.
        bitorder: as in a class statement.
        bitwise: as in a class statement.
        frozen: as in a class statement.
        max_depth: as in a class statement.
        max_items: as in a class statement.
        origin: as in a class statement.
        tag: as in a class statement; the class becomes an arm of the open union `base`.
        base: a frame whose fields precede those of the class.
        module: the value of the class's `__module__`, which pickle needs; by default the caller's module.
        doc: the docstring of the class.

    Raises:
        SpecError: the declaration is wrong.

    >>> from framekit import make_frame, text, u8, u16
    >>> Hello = make_frame("Hello", {"port": u16, "ttl": (u8, 64), "name": text(prefix=u8)})
    >>> Hello(port=80, name="web").pack()
    b'\\x00P@\\x03web'
    """
    check_identifier(name, name, "")
    annotations: dict[str, Any] = {}
    body: dict[str, Any] = {"__module__": module or sys._getframe(2).f_globals.get("__name__", __name__)}
    if doc is not None:
        body["__doc__"] = doc
    for pair in fields.items() if isinstance(fields, Mapping) else fields:
        if not isinstance(pair, tuple) or len(pair) not in (2, 3):
            raise SpecError(f"expected a pair of a name and a declaration, got {pair!r}", frame=name)
        field, declared = pair[0], pair[1] if len(pair) == 2 else pair[1:]
        check_identifier(field, name, field)
        if field in annotations:
            raise SpecError("field declared twice; rename one of them", frame=name, path=field)
        annotation, *right = declared if isinstance(declared, tuple) and declared else (declared,)
        if len(right) > 1:
            raise SpecError("expected an annotation, or a pair of an annotation and a default", frame=name, path=field)
        if isinstance(annotation, Specifier):
            if right:
                raise SpecError(
                    "in a pair, the annotation comes first, then the default or the specifier", frame=name, path=field
                )
            annotation, right = Any, [annotation]
        annotations[field] = annotation
        if right:
            body[field] = right[0]
    body["__annotations__"] = annotations
    options: dict[str, Any] = {"byteorder": byteorder, "bitorder": bitorder, "size": size, "frozen": frozen, "origin": origin}
    options |= {"bitwise": bitwise, "max_depth": max_depth, "max_items": max_items, "tag": tag}
    metaclass: Any = type(base)
    made: type[Frame] = metaclass(name, (base,), body, **options)
    return made
