"""Functions that inspect a frame class: its struct format, layout, findings, generated source, construct schema, and traces.

Strategy: each takes the class, finds its FrameSpec, and calls the backend; heavy modules are imported on demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from framekit.declare.declaration import spec_of
from framekit.declare.giving import bound
from framekit.errors import SpecError, in_one_line

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from framekit.compiler.explain.record import Trace
    from framekit.compiler.layout import FieldLayout
    from framekit.declare.frame import Frame
    from framekit.spec.analysis import Finding


@in_one_line
def struct_format(frame: type[Frame], lengths: Mapping[str, int] | None = None, /, **named: int) -> str:
    """Return the format string of the struct module for a whole frame.

    Args:
        frame: the frame class.
        lengths: the length in bytes (data and text) or the number of items (arrays) of each field of variable length, by name.
            If none is passed, the result for a frame with such fields is a template for `str.format`. A field of a nested frame
            is named `outer_inner`.
        named: the same lengths as keyword arguments.

    Returns:
        A format whose `struct.calcsize` is the size of the frame, and whose `struct.unpack` returns its wire values.

    Raises:
        SpecError: struct cannot express the frame, for example items of different sizes or two byte orders.

    >>> from framekit import Frame, struct_format, text, u8, u16
    >>> class Hello(Frame):
    ...     port: u16
    ...     name: str = text(prefix=u8)
    >>> struct_format(Hello)
    '!HB{name}s'
    >>> struct_format(Hello, name=3)
    '!HB3s'
    """
    from framekit.compiler.structformat import struct_format as format_of

    return format_of(spec_of(frame), {**(lengths or {}), **named})


@in_one_line
def layout(frame: type[Frame], /) -> tuple[FieldLayout, ...]:
    """Return the offset, size and kind of each field of a frame.

    >>> from framekit import Frame, layout, u8, u16
    >>> class Port(Frame):
    ...     kind: u8
    ...     number: u16
    >>> [(row.path, row.offset, row.size, row.kind) for row in layout(Port)]
    [('kind', 0, 1, 'u8'), ('number', 1, 2, 'u16 big')]
    """
    from framekit.compiler.layout import layout as layout_of

    return layout_of(spec_of(frame))


@in_one_line
def analyse(frame: type[Frame], /) -> tuple[Finding, ...]:
    """Return findings about a declaration that may matter, depending on its use.

    Examples are a frame whose end cannot be determined, a length without a limit, and an arm that is unreachable. Definite errors
    (two arms with the same tag, a length field too narrow for its limit, a field that takes the rest before other fields) raise
    SpecError when the class is created.

    Returns:
        The findings, warnings first.

    >>> from framekit import Frame, analyse, data, u8
    >>> class Datagram(Frame):
    ...     kind: u8
    ...     body: bytes = data(limit=512)
    >>> [(finding.level, finding.code, finding.path) for finding in analyse(Datagram)]
    [('note', 'no-end', 'Datagram.body')]
    """
    from framekit.compiler.companions import findings_about_values
    from framekit.spec.analysis import analyse as findings_of

    spec = spec_of(frame)
    return (*findings_of(spec), *findings_about_values(spec))


@in_one_line
def codec_source(frame: type[Frame], /) -> str:
    """Return the Python source generated for a frame.

    It includes the loop over frames in a stream, if there is one.

    >>> from framekit import Frame, codec_source, u8
    >>> class Byte(Frame):
    ...     value_: u8
    >>> "def unpack(data, /):" in codec_source(Byte)
    True
    """
    from framekit.compiler.codec import batch_source, codec_of

    spec = spec_of(frame)
    codec = codec_of(spec)
    sources = [codec.source]
    if codec.measuring is not None and (batch := batch_source(codec)):
        sources.append(batch)
    if spec.order_by is not None:
        sources += [f"# In {order}-endian order:\n\n{codec_of(each).source}" for order, each in spec.order_by.specs.items()]
    return "\n\n".join(sources)


@in_one_line
def show_program(frame: type[Frame], /) -> str:
    """Return the program of a frame as text, with one step on each line.

    It shows how the frame is read, how its end is found, and how it is written. The generated codec is these steps in Python;
    docs/reference/program.md defines each of them.

    >>> from framekit import Frame, data, show_program, u8
    >>> class Note(Frame):
    ...     text: bytes = data(prefix=u8)
    >>> print(show_program(Note))
    read Note
      unpack            >B  text:extent
      take bytes        text  data(prefix=u8)  length=text:extent
      finish
      make              frame  Note
    <BLANKLINE>
    measure Note
      peek              >B  text:extent  of 1 bytes
      pass              amount=1
      pass              amount=text:extent
      end here
    <BLANKLINE>
    write Note
      hold bytes        text  frame.text
      assemble          (pack(>B: len(text)) around text)
    <BLANKLINE>
    """
    from framekit.compiler.program import show_program as listed

    return listed(spec_of(frame))


@in_one_line
def construct_schema(frame: type[Frame], /) -> Any:
    """Return a schema of the construct library that parses and builds the same bytes.

    The schema builds from a dict or a Container with the arguments of the frame's constructor; derived values may be omitted.

    Raises:
        ImportError: construct is not installed.

    >>> from framekit import Frame, construct_schema, u16
    >>> class Port(Frame):
    ...     number: u16
    >>> construct_schema(Port).parse(b"\\x00P").number
    80
    """
    from framekit.compiler.construct import construct_schema as schema

    return schema(spec_of(frame))


@in_one_line
def trace(frame: type[Frame], data: Buffer, /, **given: Any) -> Trace:
    """Unpack a frame and record which bytes each value came from.

    Args:
        frame: the frame class.
        data: the bytes of exactly one frame.
        given: the values of the fields declared with `given()`, by name, or as one mapping `given=`.

    Returns:
        The instance, and spans that cover its bytes without gaps or overlaps.

    Raises:
        UnpackError: as `unpack` does.

    >>> from framekit import Frame, text, trace, u8, u16
    >>> class Hello(Frame):
    ...     port: u16
    ...     name: str = text(prefix=u8)
    >>> [(span.path, span.wire, span.value) for span in trace(Hello, b"\\x00P\\x03web")]
    [('port', b'\\x00P', 80), ('len(name)', b'\\x03', 3), ('name', b'web', 'web')]
    """
    from framekit.compiler.codec import flat_view, take_mapping
    from framekit.compiler.explain.reading import trace as trace_of

    spec = spec_of(bound(frame, take_mapping(given)))
    with flat_view(data) as view:
        return trace_of(spec, view)


@in_one_line
def measure(frame: type[Frame], buffer: Buffer, /, offset: int = 0, **given: Any) -> int:
    """Return the size in bytes of the frame at `offset`, determined from the available bytes.

    Args:
        frame: the frame class; the end of its frames must follow from their own bytes.
        buffer: bytes in which the frame may be incomplete.
        offset: the offset at which the frame begins; a negative offset counts from the end.
        given: the values of the fields declared with `given()`, by name, or as one mapping `given=`.

    Returns:
        The size of the frame, if the buffer has at least that many bytes after `offset`; otherwise a minimum number of bytes that
        the frame needs.

    Raises:
        SpecError: the frame takes all available bytes, so its end does not follow from its own bytes.
        UnpackError: a length in the frame is impossible.

    >>> from framekit import Frame, measure, text, u8, u16
    >>> class Hello(Frame):
    ...     port: u16
    ...     name: str = text(prefix=u8)
    >>> measure(Hello, b"\\x00P"), measure(Hello, b"\\x00P\\x03"), measure(Hello, b"\\x00P\\x03web...")
    (3, 6, 6)
    """
    from framekit.compiler.codec import codec_of, explain_unpack, flat_view, take_mapping

    spec = spec_of(bound(frame, take_mapping(given)))
    codec = codec_of(spec)
    if codec.measuring is None:
        raise SpecError("the frame takes all available bytes, so its end cannot be determined; give it a size=", frame=spec.name)
    with flat_view(buffer) as view:
        start = offset + len(view) if offset < 0 else offset
        try:
            if not 0 <= start <= len(view):
                raise IndexError(offset)
            return codec.measure(view, start, len(view))
        except Exception as fault:
            error = explain_unpack(spec, view, fault, offset, exact=False)
            raise error from error.__cause__
