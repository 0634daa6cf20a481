"""Generates the `__init__` of a frame class: keyword-only, with the defaults of its fields.

Strategy: the source is what a person would write; it is compiled when the first instance is created.

Rules: it stores the arguments without checking them; packing checks them.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, NoReturn

from framekit.spec.kinds import Const, checksum_in
from framekit.spec.model import FrameSpec, Missing


def make_initializer(spec: FrameSpec) -> Callable[..., None]:
    """Return the `__init__` of `spec.frame_class`."""
    settable = [each for each in spec.fields if each.settable]
    # Fields become parameters, so every other name must differ from the names of fields.
    me = "self"
    while any(each.name.startswith(me) for each in settable):
        me = f"_{me}"
    namespace: dict[str, Any] = {f"{me}_setattr": object.__setattr__}
    parameters: list[str] = []
    lines: list[str] = []
    for number, each in enumerate(settable):
        default = f"{me}_default_{number}"
        if each.default_factory is not None:
            namespace[default] = each.default_factory
            namespace[f"{me}_missing"] = _LEFT_OUT
            parameters.append(f"{each.name}={me}_missing")
            lines.append(f"    {me}.{each.name} = {default}() if {each.name} is {me}_missing else {each.name}")
            continue
        if isinstance(each.default, Missing):
            parameters.append(each.name)
        else:
            namespace[default] = each.default
            parameters.append(f"{each.name}={default}")
        lines.append(f"    {me}.{each.name} = {each.name}")
    namespace[f"{me}_refuse"] = lambda others: refuse_arguments(spec, others)
    lines = [f"    if {me}_others:", f"        {me}_refuse({me}_others)", *lines]
    star = ", *, " if parameters else ", "
    header = f"def __init__({me}, /{star}{', '.join([*parameters, f'**{me}_others'])}):"
    if spec.draft_class is not spec.frame_class:
        namespace[f"{me}_draft"] = spec.draft_class
        namespace[f"{me}_frozen"] = spec.frame_class
        lines = [
            *lines[:2],
            f"    {me}_class = {me}.__class__",
            f"    {me}_setattr({me}, '__class__', {me}_draft)",
            *lines[2:],
            f"    {me}.__class__ = {me}_class",
        ]
    source = "\n".join([header, *(lines or ["    pass"])]) + "\n"
    exec(compile(source, f"<framekit {spec.module}.{spec.name}.__init__>", "exec"), namespace)
    initializer: Callable[..., None] = namespace["__init__"]
    initializer.__qualname__ = f"{spec.frame_class.__qualname__}.__init__"
    initializer.__module__ = spec.module
    return initializer


def refuse_arguments(spec: FrameSpec, others: dict[str, Any]) -> NoReturn:
    """Raise TypeError for an argument that a constructor does not accept, with the reason."""
    name = next(iter(others))
    field = spec.field_named(name)
    names = [each.name for each in spec.fields if each.settable]
    if field is None:
        near = get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"its constructor takes {', '.join(names) or 'no fields'}"
        raise TypeError(f"{spec.name} has no field {name!r}; {hint}")
    if isinstance(field.kind, Const):
        why = f"is always {field.kind.value!r}"
    elif checksum_in(field.kind) is not None:
        why = "is a checksum, computed when packing,"
    elif field.derived:
        why = f"is derived from {spec.solution_of(name).consumer or 'the size of the frame'}"
    else:
        why = "has no value"
    raise TypeError(
        f"{spec.name}.{name} {why} and cannot be passed; use pack(override={{{name!r}: ...}}) to write a wrong value on purpose"
    )


class _LeftOut:
    def __repr__(self) -> str:
        return "<default>"


_LEFT_OUT = _LeftOut()
