"""The source of a generated module: its lines, its struct constants, its names.

Strategy: the parts of the codec (unpacking, packing, measuring) write functions line by line into one `ModuleSource`, which
provides names that collide neither with each other nor with a user's fields, and keeps each struct format as one constant.

Rules: the source is meant to be read: a local is named after its field, and the objects passed in are listed at the top.
"""

from __future__ import annotations

import builtins
import hmac
import keyword
import operator
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from framekit.compiler import refusal
from framekit.compiler.codec import bit_runs, bitwise, digits, runtime, varints
from framekit.compiler.guard import Guard
from framekit.compiler.text import encode_text, fill_up, filled, is_fill, strip_pads
from framekit.spec.expr import Path, element, exact_quotient, shift_left, shift_right
from framekit.spec.kinds import Unknown

NAMES_A_LINE = 8
"""Number of names that one line sets to None."""
VARINTS = ("leb128", "sleb128", "zigzag", "vlq", "quic", "ber", "fspec", "escaped", "rest")

ALWAYS_THERE: dict[str, Any] = {
    "Guard": Guard,
    "Refused": refusal.Refused,
    "Unfinished": refusal.Unfinished,
    "Unknown": Unknown,
    "as_bool": refusal.as_bool,
    "as_bytes": refusal.as_bytes,
    "as_number": refusal.as_number,
    "as_wire": refusal.as_wire,
    "bit_items": bit_runs.bit_items,
    "bytes_of": bitwise.bytes_of,
    "bytes_of_ber": varints.bytes_of_ber,
    "bcd_value": digits.bcd_value,
    "bytes_of_digits": digits.bytes_of_digits,
    "bytes_of_escaped": varints.bytes_of_escaped,
    "bytes_of_rest": varints.bytes_of_rest,
    "bit_run": bit_runs.bit_run,
    "call_custom": runtime.call_custom,
    "custom_wire": runtime.custom_wire,
    "fill_bytes": runtime.fill_bytes,
    "fill_to": runtime.fill_to,
    "compare_digest": hmac.compare_digest,
    "digits_of": bitwise.digits_of,
    "digits_value": digits.digits_value,
    "element": element,
    "encode": str.encode,
    "encode_text": encode_text,
    "exact_quotient": exact_quotient,
    "fill_up": fill_up,
    "filled": filled,
    "is_fill": is_fill,
    "ended_by": runtime.ended_by,
    "find_aligned": runtime.find_aligned,
    "find_any": runtime.find_any,
    "find_in_view": runtime.find_in_view,
    "index": operator.index,
    "marked": runtime.marked,
    "measuring_in_bits": bitwise.measuring_in_bits,
    "new": object.__new__,
    "one_byte": varints.ONE_BYTE,
    "read_in_bits": bitwise.read_in_bits,
    "shift_left": shift_left,
    "shift_right": shift_right,
    "size_in_bits": bitwise.size_in_bits,
    "strip_pads": strip_pads,
    "unknown_tag": runtime.unknown_tag,
    "write_flag": bitwise.write_flag,
    **{f"{verb}_{name}": getattr(varints, f"{verb}_{name}") for verb in ("read", "write") for name in VARINTS},
    **{f"{verb}_{name}": getattr(digits, f"{verb}_{name}") for verb in ("read", "write") for name in ("digits", "bcd")},
}

_RESERVED = frozenset(
    [
        *keyword.kwlist,
        *dir(builtins),
        *ALWAYS_THERE,
        "Struct",
        "struct_pack",
        "struct_unpack_from",
        "_",
        "append",
        "buffer",
        "behind",
        "left",
        "limit",
        "value",
        "whole",
        "data",
        "end",
        "explain_pack",
        "explain_unpack",
        "explain_unpack_from",
        "measuring",
        "pack",
        "pack_into",
        "place",
        "read",
        "read_many",
        "unpack",
        "unpack_from",
        "write",
        "error",
        "fault",
        "given",
        "values",
        "attribute",
        "carefully",
        "flat_view",
        "frame",
        "guard",
        "offset",
        "packed",
        "override",
        "pack_slowly",
        "read_copy",
        "self",
        "start",
        "start_of_frame",
        "stop",
    ]
)


class ModuleSource:
    """Collects the source of one generated module and the objects that its code refers to."""

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = dict(ALWAYS_THERE)
        self._structs: dict[str, str] = {}
        self._methods: dict[tuple[str, str], str] = {}
        self._functions: list[list[str]] = []
        self._taken: set[str] = set(_RESERVED)
        self._locals: set[str] = set()
        self._formats: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._shared: dict[tuple[object, str], str] = {}

    def give(self, stem: str, value: Any) -> str:
        """Pass an object to the module, and return its global name in the source."""
        for name, present in self.namespace.items():
            if present is value:
                return name
        name = self.unique(stem)
        self.namespace[name] = value
        return name

    def share(self, key: object, stem: str, make: Callable[[], Any]) -> str:
        """Pass in an object that several functions of the module use, made once for each key, and return its global name."""
        if (key, stem) not in self._shared:
            name = self.unique(stem)
            self.namespace[name] = make()
            self._shared[key, stem] = name
        return self._shared[key, stem]

    def unique(self, stem: str) -> str:
        """Return a global name that no other global and no local has."""
        stem = re.sub(r"[^0-9A-Za-z_]", "_", stem)
        stem = name = stem if stem[:1].isalpha() or stem[:1] == "_" else f"_{stem}"
        number = 2
        while name in self._taken or name in self._locals:
            name = f"{stem}_{number}"
            number += 1
        self._taken.add(name)
        return name

    def struct_method(self, format: str, method: str) -> str:
        """Return the name of a bound method of the Struct of a format."""
        if format not in self._structs:
            self._structs[format] = self.unique(f"struct_{len(self._structs)}")
        if (format, method) not in self._methods:
            self._methods[format, method] = self.unique(f"{self._structs[format]}_{method}")
        return self._methods[format, method]

    def formats_by_length(self, before: str, after: str, method: str) -> tuple[str, str]:
        """Return the names of a table of methods by length, and of the function that makes the method for a length."""
        key = (before, after, method)
        if key not in self._formats:
            formats = runtime.FormatsByLength(before, after, method)
            name = f"{method}_by_length"
            self._formats[key] = (self.unique(f"{name}_{len(self._formats)}"), self.unique(f"new_{name}_{len(self._formats)}"))
            self.namespace.update(zip(self._formats[key], (formats.table, formats.make), strict=True))
        return self._formats[key]

    def function(self, header: str) -> FunctionSource:
        """Begin a function, and return the object that collects its lines."""
        function = FunctionSource(self, header)
        self._functions.append(function.lines)
        return function

    def is_free(self, name: str) -> bool:
        """True if a local may have this name, which is then reserved so that no global takes it."""
        if name in self._taken:
            return False
        self._locals.add(name)
        return True

    def text(self, title: str) -> str:
        """Return the source of the whole module."""
        words = {word for function in self._functions for line in function for word in re.findall(r"\w+", line)}
        lines = [f"# {title.encode('unicode_escape').decode()}"]
        helpers = sorted(words & set(ALWAYS_THERE))
        outside = sorted(words & (set(self.namespace) - set(ALWAYS_THERE)))
        lines += [f"# Frame classes and functions: {', '.join(outside)}"] if outside else []
        lines += [f"# framekit helpers: {', '.join(helpers)}"] if helpers else []
        imports = ["Struct"] if self._structs else []
        imports += [f"{name[7:]} as {name}" for name in ("struct_pack", "struct_unpack_from") if name in words]
        lines += ["", f"from struct import {', '.join(imports)}", ""] if imports else []
        for format, name in self._structs.items():
            lines.append(f'{name} = Struct("{format}")')
            lines += [f"{bound} = {name}.{method}" for (of, method), bound in self._methods.items() if of == format]
        for function in self._functions:
            lines += ["", "", *function]
        return "\n".join(lines) + "\n"


class FunctionSource:
    """Collects the lines of one function and provides its local names."""

    def __init__(self, module: ModuleSource, header: str) -> None:
        self.module = module
        self.lines: list[str] = [header]
        self._depth = 1
        self._by_path: dict[Path, str] = {}
        self._names: set[str] = set()

    def line(self, text: str) -> None:
        """Add a line at the current depth."""
        self.lines.append("    " * self._depth + text)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Add a line that opens a block, and indent the lines added inside it."""
        self.line(header)
        self._depth += 1
        yield
        self._depth -= 1

    def refuse_if(self, condition: str, comment: str = "") -> None:
        """Add a check that raises Refused."""
        self.line(f"if {condition}:{comment}")
        self.line("    raise Refused")

    def open_guard(self, depth: int, items: int | None, *, enters: bool) -> None:
        """Add lines that make the guard unless the outer frame passed one, and go one nesting level deeper if `enters`."""
        self.line("if guard is None:")
        self.line(f"    guard = Guard({depth}, {items})")
        if enters:
            self.line("guard.enter()")

    def forget_locals(self) -> None:
        """Add lines that release all locals, since the traceback of an error raised from here keeps this stack frame alive."""
        names = sorted(self._names)
        for at in range(0, len(names), NAMES_A_LINE):
            self.line(f"{' = '.join(names[at : at + NAMES_A_LINE])} = None")

    def local(self, path: Path) -> str:
        """Return the local for the value at `path`, which is the same each time."""
        if path not in self._by_path:
            # The name of an internal field is not an identifier.
            self._by_path[path] = self.fresh("_".join(path).replace(":", "").replace(" (first bits)", "_first_bits"))
        return self._by_path[path]

    def fresh(self, stem: str) -> str:
        """Return a local name that is not used elsewhere in this function."""
        name = stem
        while name in self._names or not self.module.is_free(name):
            name += "_"
        self._names.add(name)
        return name
