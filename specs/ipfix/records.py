"""Data records of NetFlow 9 and IPFIX: Frame classes made from templates, and the templates known in a session.

Source: RFC 3954, section 5.3; RFC 7011, sections 3.4.3, 6 and 7; the data types of the registry of IANA (RFC 7012, section 3).

A field has the name of its element; the second field of the same name has the suffix "_2". Addresses, text and floating-point
numbers are read according to their elements, if the length is that of the type. IANA elements of other types, and scopes, are
unsigned integers of up to eight octets. Everything else is bytes: enterprise elements, longer values, and elements that are bytes
or signed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from types import new_class
from typing import Any, NamedTuple, TypeAlias

from framekit import (
    Frame,
    MacAddress,
    array,
    data,
    f32,
    f64,
    field,
    given,
    ipv4,
    ipv6,
    mac,
    text,
    this,
    u8,
    u16,
    u24,
    u32,
    u40,
    u48,
    u56,
    u64,
)
from framekit.specs.ipfix.elements import InformationElement

VARIABLE = 65535
"""The length in a template of a field whose values are preceded by their lengths (RFC 7011, section 7)."""
MOST_FIELDS = 128
"""Templates with more fields are not tracked."""
MOST_TEMPLATES = 32
"""Further templates of a session are not tracked."""
MOST_CHANGES = 256
"""Changes after this number are not tracked either, because each requires a new message class."""

_NUMBERS = {1: u8, 2: u16, 3: u24, 4: u32, 5: u40, 6: u48, 7: u56, 8: u64}
_TYPES = {"IPV4": (4, IPv4Address, ipv4), "IPV6": (16, IPv6Address, ipv6), "MAC": (6, MacAddress, mac)}
_E = InformationElement
_TEXTS = {
    _E.INTERFACE_NAME, _E.INTERFACE_DESCRIPTION, _E.SAMPLER_NAME, _E.APPLICATION_DESCRIPTION, _E.APPLICATION_NAME, _E.CLASS_NAME,
    _E.WLAN_SSID, _E.VRF_NAME, _E.NAT_POOL_NAME, _E.P2P_TECHNOLOGY, _E.TUNNEL_TECHNOLOGY, _E.ENCRYPTED_TECHNOLOGY,
    _E.OBSERVATION_DOMAIN_NAME, _E.SELECTOR_NAME, _E.INFORMATION_ELEMENT_DESCRIPTION, _E.INFORMATION_ELEMENT_NAME,
    _E.VIRTUAL_STATION_INTERFACE_NAME, _E.VIRTUAL_STATION_NAME, _E.USER_NAME, _E.APPLICATION_CATEGORY_NAME,
    _E.APPLICATION_SUB_CATEGORY_NAME, _E.APPLICATION_GROUP_NAME, _E.MIB_CONTEXT_NAME, _E.MIB_OBJECT_NAME,
    _E.MIB_OBJECT_DESCRIPTION, _E.MIB_OBJECT_SYNTAX, _E.MIB_MODULE_NAME, _E.MOBILE_IMSI, _E.MOBILE_MSISDN,
    _E.HTTP_REQUEST_METHOD, _E.HTTP_REQUEST_HOST, _E.HTTP_REQUEST_TARGET, _E.HTTP_MESSAGE_VERSION, _E.HTTP_USER_AGENT,
    _E.HTTP_CONTENT_TYPE, _E.HTTP_REASON_PHRASE,
}  # fmt: skip
_FLOATS = {
    _E.SAMPLING_PROBABILITY, _E.ABSOLUTE_ERROR, _E.RELATIVE_ERROR, _E.UPPER_CI_LIMIT, _E.LOWER_CI_LIMIT, _E.CONFIDENCE_LEVEL,
}  # fmt: skip
_BYTES = {
    *range(_E.MPLS_TOP_LABEL_STACK_SECTION, _E.MPLS_LABEL_STACK_SECTION10 + 1), _E.MPLS_VPN_ROUTE_DISTINGUISHER,
    _E.APPLICATION_ID, _E.LAYER2PACKET_SECTION_DATA, _E.PADDING_OCTETS, _E.METRO_EVC_ID, _E.MESSAGE_MD5_CHECKSUM,
    _E.OPAQUE_OCTETS, _E.COLLECTOR_CERTIFICATE, _E.EXPORTER_CERTIFICATE, _E.BASIC_LIST, _E.SUB_TEMPLATE_LIST,
    _E.SUB_TEMPLATE_MULTI_LIST, *range(_E.IP_HEADER_PACKET_SECTION, _E.MPLS_PAYLOAD_PACKET_SECTION + 1),
    _E.VIRTUAL_STATION_INTERFACE_ID, _E.VIRTUAL_STATION_UUID, _E.LAYER2_SEGMENT_ID, _E.DOT1Q_SERVICE_INSTANCE_TAG,
    *range(_E.MIB_OBJECT_VALUE_INTEGER, _E.MIB_OBJECT_VALUE_BITS + 1), _E.MIB_OBJECT_IDENTIFIER, _E.MIB_CONTEXT_ENGINE_ID,
}  # fmt: skip


class TemplateEntry(NamedTuple):
    """One field of a template: the name of its element and its length.

    Attributes:
        name: of the element, in lower case.
        element: of IANA, or None for a scope or an element of an enterprise.
        length: in octets; 65535 if each value is preceded by its length.
        is_number: values of up to eight octets are numbers.
    """

    name: str
    element: int | None
    length: int
    is_number: bool


Fields: TypeAlias = tuple[TemplateEntry, ...]
"""The fields of a template, in its order."""


def entry_of(element: int, length: int, enterprise: int | None = None) -> TemplateEntry:
    """The entry of an information element."""
    if enterprise is not None:
        return TemplateEntry(f"enterprise_{enterprise}_element_{element}", None, length, False)
    if not isinstance(element, InformationElement):
        return TemplateEntry(f"element_{element}", None, length, False)
    return TemplateEntry(element.name.lower(), element, length, element not in _BYTES)


def _value_of(entry: TemplateEntry) -> tuple[Any, Any]:
    """The annotation of a field, and the vocabulary word for its encoding."""
    name, element, length, is_number = entry
    if element in _TEXTS:
        return str, text(length, errors="surrogateescape")
    if element in _FLOATS and length in (4, 8):
        return float, field(f64 if length == 8 else f32)
    words = name.upper().split("_")
    if words[-1] in ("ADDRESS", "PREFIX", "SC") and len(words) > 1 and not name.startswith("distinct_count"):
        kind = "IPV4" if words[-1] == "SC" else words[-2]
        size, annotation, word = _TYPES.get(kind, (None, None, None))
        if size == length:
            return annotation, field(word)
    if is_number and length in _NUMBERS:
        return int, field(_NUMBERS[length])
    return bytes, data(length)


def new_frame(name: str, base: type[Frame], words: dict[str, Any]) -> type[Frame]:
    """Make a Frame class with these fields."""
    frame: type[Frame] = new_class(name, (base,), {}, lambda body: body.update(words))
    return frame


@lru_cache(maxsize=256)
def data_set_of(entries: Fields) -> type[Frame] | None:
    """Make the class for the data sets of a template: records, and padding that is shorter than a record.

    Returns:
        The class, or None if the template is not tracked: its records have no octets, no fixed size, or too many fields.
    """
    size = sum(each.length for each in entries)
    if not size or len(entries) > MOST_FIELDS or any(each.length == VARIABLE for each in entries):
        return None
    seen: Counter[str] = Counter()
    words: dict[str, Any] = {"__annotations__": {}, "__doc__": "A data record."}
    for each in entries:
        seen[each.name] += 1
        name = f"{each.name}_{seen[each.name]}" if seen[each.name] > 1 else each.name
        words["__annotations__"][name], words[name] = _value_of(each)
    record = new_frame("DataRecord", Frame, words)
    records = {
        "__doc__": "The records of a data set.",
        "__annotations__": {"length": int, "records": list[Any], "padding": bytes},
        "length": given(doc="octets of the records and the padding"),
        "records": array(record, count=this.length // size),
        "padding": data(default=b""),
    }
    return new_frame("DataRecords", Frame, records)


class Templates:
    """The templates that a session has seen, by the source that sent them and their identifiers."""

    def __init__(self) -> None:
        self._known: dict[int, Fields] = {}
        self._changes = 0

    def learn(self, source: int, identifier: int, entries: Fields) -> bool:
        """Add a template; without fields, it is withdrawn. Return whether the known templates change."""
        key = source << 16 | identifier
        if not entries:
            return self._known.pop(key, None) is not None
        if self._known.get(key) == entries or (key not in self._known and len(self._known) == MOST_TEMPLATES):
            return False
        if self._changes == MOST_CHANGES:
            return self._known.pop(key, None) is not None
        self._known[key] = entries
        self._changes += 1
        return True

    def withdraw(self, source: int) -> bool:
        """Remove all templates of a source. Return whether the known templates change."""
        gone = [key for key in self._known if key >> 16 == source]
        for key in gone:
            del self._known[key]
        return bool(gone)

    def arms(self) -> Mapping[int, Any]:
        """The classes of the data sets, by 65536 times the source plus the identifier; their `length` must be given."""
        found = {key: data_set_of(entries) for key, entries in self._known.items()}
        return {key: each for key, each in found.items() if each is not None}


def records_of(lengths: Sequence[int], content: bytes) -> list[list[bytes]]:
    """Split the content of a data set into records, and these into the values of their fields.

    Remaining octets that are too few for another record are padding (RFC 7011, section 3.3.1).

    Args:
        lengths: of the fields of the template, in its order.
        content: of the data set.

    Raises:
        ValueError: no field takes an octet, or a value extends beyond the end.
    """
    least = sum(1 if each == VARIABLE else each for each in lengths)
    if not least:
        raise ValueError("records of no octets cannot be separated")
    records, offset = [], 0
    while len(content) - offset >= least:
        record = []
        for each in lengths:
            length = each
            if each == VARIABLE:
                size = 3 if content[offset : offset + 1] == b"\xff" else 1
                length = int.from_bytes(content[offset : offset + size][-2:], "big")
                offset += size
            if offset + length > len(content):
                raise ValueError(f"a value of {length} octets extends beyond the end")
            record.append(content[offset : offset + length])
            offset += length
        records.append(record)
    return records
