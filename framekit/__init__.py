"""Declare a binary frame once, as a typed class, and get everything from it.

Start with `Frame`, the scalars (`u8`, `u16le`, …), the bit fields (`u4`, `bool1`, …) and the specifiers `field`, `const`,
`derived`, `pad`, `data`, `text`, `array`, `switch`, `optional` and `checksum`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from framekit.compiler.explain.record import Span, Trace
from framekit.compiler.layout import FieldLayout
from framekit.declare import bits, scalars
from framekit.declare.bits import *  # noqa: F403  # one name per width
from framekit.declare.convert import asdict, from_dict, replace
from framekit.declare.declaration import spec_of
from framekit.declare.digits import bcd, text_int
from framekit.declare.frame import Frame
from framekit.declare.introspect import (
    analyse,
    codec_source,
    construct_schema,
    layout,
    measure,
    show_program,
    struct_format,
    trace,
)
from framekit.declare.make import make_frame
from framekit.declare.mapped_words import (
    duration,
    fixed_point,
    ipv4,
    ipv6,
    mac,
    mapped,
    ntp_timestamp,
    scaled,
    timestamp,
    uuid,
    uuid_le,
)
from framekit.declare.places import declared_at
from framekit.declare.scalars import *  # noqa: F403
from framekit.declare.sequences import array, data, text
from framekit.declare.transformed import between, deflated, rotated, xor
from framekit.declare.tree import tree
from framekit.declare.variants import construct_field, custom, optional, switch, unknown
from framekit.declare.varints import ber_length, escaped, fspec, mqtt_varint, quic_varint, sleb128, uleb128, varint, vlq, zigzag
from framekit.declare.vocabulary import (
    align,
    byteorder_by,
    checksum,
    computed,
    const,
    derived,
    field,
    given,
    leftover_of,
    pad,
    peek,
)
from framekit.errors import (
    ChecksumMismatch,
    ConstMismatch,
    EndOfStream,
    FramekitError,
    FrameTooLarge,
    GivenError,
    InvalidAddress,
    InvalidLength,
    InvalidValue,
    Omitted,
    PackError,
    SpecError,
    StreamBusy,
    StreamClosed,
    TrailingData,
    TruncatedFrame,
    UnpackError,
)
from framekit.spec.addresses import MacAddress
from framekit.spec.analysis import Finding
from framekit.spec.expr import Expr, choose, index, item, rest, size_of, this
from framekit.spec.kinds import Unknown
from framekit.spec.timestamps import Timestamp

if TYPE_CHECKING:
    __version__: str
    from framekit.capture import Capture, open_capture
    from framekit.declare.json_schema import json_schema
    from framekit.decoder import NEED_DATA, DecoderState, FrameDecoder, NeedData, Skipped
    from framekit.framing import Cobs, Delimiter, Framing, Hdlc, LengthPrefix, Slip
    from framekit.net.blocking import FrameStream
    from framekit.net.connecting import connect
    from framekit.net.datagram import DatagramEndpoint
    from framekit.net.packets import Datagram, DatagramStatistics
    from framekit.net.server import Server, serve
    from framekit.net.statistics import StreamStatistics
    from framekit.protocol import Opaque, Protocol, Session, Wait

_LATER = {
    **dict.fromkeys(("NEED_DATA", "DecoderState", "FrameDecoder", "NeedData", "Skipped"), "framekit.decoder"),
    **dict.fromkeys(("Cobs", "Delimiter", "Framing", "Hdlc", "LengthPrefix", "Slip"), "framekit.framing"),
    "FrameStream": "framekit.net.blocking",
    "StreamStatistics": "framekit.net.statistics",
    "connect": "framekit.net.connecting",
    **dict.fromkeys(("Datagram", "DatagramStatistics"), "framekit.net.packets"),
    **dict.fromkeys(("Server", "serve"), "framekit.net.server"),
    "DatagramEndpoint": "framekit.net.datagram",
    "json_schema": "framekit.declare.json_schema",
    **dict.fromkeys(("Capture", "open_capture"), "framekit.capture"),
    **dict.fromkeys(("Opaque", "Protocol", "Session", "Wait"), "framekit.protocol"),
}
"""Names that are imported on first access, so that a program that only declares frames does not load the rest."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("framekit")
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LATER[name]), name)
    return value


__all__ = [
    "NEED_DATA",
    "Capture",
    "ChecksumMismatch",
    "Cobs",
    "ConstMismatch",
    "Datagram",
    "DatagramEndpoint",
    "DatagramStatistics",
    "DecoderState",
    "Delimiter",
    "EndOfStream",
    "Expr",
    "FieldLayout",
    "Finding",
    "Frame",
    "FrameDecoder",
    "FrameStream",
    "FrameTooLarge",
    "FramekitError",
    "Framing",
    "GivenError",
    "Hdlc",
    "InvalidAddress",
    "InvalidLength",
    "InvalidValue",
    "LengthPrefix",
    "MacAddress",
    "NeedData",
    "Omitted",
    "Opaque",
    "PackError",
    "Protocol",
    "Server",
    "Session",
    "Skipped",
    "Slip",
    "Span",
    "SpecError",
    "StreamBusy",
    "StreamClosed",
    "StreamStatistics",
    "Timestamp",
    "Trace",
    "TrailingData",
    "TruncatedFrame",
    "Unknown",
    "UnpackError",
    "Wait",
    "align",
    "analyse",
    "array",
    "asdict",
    "bcd",
    "ber_length",
    "between",
    "byteorder_by",
    "checksum",
    "choose",
    "codec_source",
    "computed",
    "connect",
    "const",
    "construct_field",
    "construct_schema",
    "custom",
    "data",
    "declared_at",
    "deflated",
    "derived",
    "duration",
    "escaped",
    "field",
    "fixed_point",
    "from_dict",
    "fspec",
    "given",
    "index",
    "ipv4",
    "ipv6",
    "item",
    "json_schema",
    "layout",
    "leftover_of",
    "mac",
    "make_frame",
    "mapped",
    "measure",
    "mqtt_varint",
    "ntp_timestamp",
    "open_capture",
    "optional",
    "pad",
    "peek",
    "quic_varint",
    "replace",
    "rest",
    "rotated",
    "scaled",
    "serve",
    "show_program",
    "size_of",
    "sleb128",
    "spec_of",
    "struct_format",
    "switch",
    "text",
    "text_int",
    "this",
    "timestamp",
    "trace",
    "tree",
    "uleb128",
    "unknown",
    "uuid",
    "uuid_le",
    "varint",
    "vlq",
    "xor",
    "zigzag",
]
if TYPE_CHECKING:  # `from framekit import *` imports the specifiers; each width can be imported by name
    __all__ += scalars.__all__
    __all__ += bits.__all__
