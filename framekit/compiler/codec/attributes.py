"""Reading what follows from the rest of a frame as an attribute: a derived field or a checksum, as packing would write it.

Strategy: the lines of packing that solve it are a function of their own, which is made when the attribute is first read. The
careful interpreter would take 3 microseconds for a length and 46 for a crc32, where this takes 0.1 and 0.5.

Rules: the function raises no errors itself; if its lines give up, the careful interpreter says why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from framekit.compiler.codec.compile import Functions, compile_lock, keep_source
from framekit.compiler.codec.model import Codec
from framekit.compiler.codec.print_writing import WritingPrinter
from framekit.compiler.codec.source import ModuleSource
from framekit.compiler.program.program import program_of
from framekit.compiler.program.project_solving import solving
from framekit.spec.kinds import Bits, Mapped, Scalar, Varint
from framekit.spec.memo import Key
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import takes_guard
from framekit.spec.structure import aligns_outer

ATTRIBUTES: Key[dict[str, Callable[[Any], Any]]] = Key("attributes")


def attribute_of(codec: Codec, name: str) -> Callable[[Any], Any]:
    """The function that gives the attribute `name` of a frame. It raises PackError if the frame cannot be packed."""
    getters = codec.spec.memo.once(ATTRIBUTES, dict)
    if name not in getters:
        with compile_lock:
            field = codec.spec.field_named(name)
            if name not in getters:
                slowly = codec.spec.delegates or aligns_outer(codec.spec)
                getters[name] = _careful(codec.spec, name) if field is None or slowly else _compile(codec, field)
    return getters[name]


def _careful(spec: FrameSpec, name: str) -> Callable[[Any], Any]:
    def attribute(self: Any) -> Any:
        from framekit.compiler.explain.frame_writer import derived_value

        return derived_value(spec, self, name)

    return attribute


def _compile(codec: Codec, field: FieldSpec) -> Callable[[Any], Any]:
    spec = codec.spec
    module = ModuleSource()
    out = module.function("def attribute(self):")
    if takes_guard(spec):
        out.line("guard = None")
    with out.block("try:"):
        printer = WritingPrinter(out, Functions(codec.viewing).write, guard=takes_guard(spec))
        printer.print(solving(program_of(spec), field.name))
        value = printer.name((field.name,))
        if field.derived:
            number = field.kind.base if isinstance(field.kind, Mapped) else field.kind
            if isinstance(number, Scalar | Bits | Varint):
                out.refuse_if(f"not {number.minimum} <= {value} <= {number.maximum}")
            if isinstance(field.kind, Mapped):
                value = f"{module.give('unpack_value', field.kind.unpack)}({value})"
            elif isinstance(number, Scalar | Bits) and number.number == "bool":
                value = f"bool({value})"
        out.line(f"return {value}")
    out.line("except Exception:")
    out.line("    pass")
    out.line("return carefully(self)")
    source = module.text(f"{spec.module}.{spec.name}.{field.name}, written by framekit.")
    namespace = keep_source(spec, source, {**module.namespace, "carefully": _careful(spec, field.name)})
    function: Callable[[Any], Any] = namespace["attribute"]
    return function
