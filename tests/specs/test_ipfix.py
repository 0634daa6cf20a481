"""IPFIX: the examples of RFC 7011, and sets laid out by hand as it draws them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import ConstMismatch, InvalidLength, InvalidValue, MacAddress, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

ipfix: Any = load("ipfix")
Element = ipfix.InformationElement
Specifier = ipfix.FieldSpecifier

TEMPLATE = bytes.fromhex("0002 001c 0100 0005 0008 0004 000c 0004 000f 0004 0002 0004 0001 0004")
DATA = bytes.fromhex(
    "0100 0040 c000020c c00002fe c0000201 00001391 00518c81 c000021b c0000217 c0000202 000002ec 0005ef46"
    "c0000238 c0000241 c0000203 00000005 00001986"
)
OPTIONS = bytes.fromhex("0003 0018 0102 0003 0001 008d 0004 0029 0002 002a 0002 0000")
"""RFC 7011, appendices A.2.1, A.3 and A.4.1."""


def message(*sets: bytes) -> bytes:
    content = b"".join(sets)
    return (
        (10).to_bytes(2, "big") + (16 + len(content)).to_bytes(2, "big") + bytes.fromhex("5d67a80c 00000001 00000002") + content
    )


def test_the_laws_hold() -> None:
    check_all(ipfix.Message)


def test_a_template_and_its_records_in_one_message() -> None:
    wire = message(TEMPLATE, DATA)
    templates, records = ipfix.Message.unpack(wire).sets
    (template,) = templates.content
    assert template.template_id == records.set_id == 256
    flows = ipfix.records_of([each.field_length for each in template.fields], records.content)
    assert [int.from_bytes(each[3], "big") for each in flows] == [5009, 748, 5]
    assert [str(IPv4Address(each[0])) for each in flows] == ["192.0.2.12", "192.0.2.27", "192.0.2.56"]


def test_records_are_read_with_templates_of_earlier_messages() -> None:
    withdrawal = bytes.fromhex("0002 0008 0100 0000")
    stream = [message(OPTIONS), message(TEMPLATE), message(DATA, bytes.fromhex("0102 000c 00000001 0064 000a"))]
    stream += [message(withdrawal), message(DATA)]
    exporter, _ = ipfix.PROTOCOL.decoders()
    _, _, known, _, unknown = exporter.feed(b"".join(stream))
    flows, options = (each.content for each in known.sets)
    assert [each.packet_delta_count for each in flows.records] == [5009, 748, 5]
    assert [str(each.ip_next_hop_ipv4_address) for each in flows.records] == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    (option,) = options.records
    assert (option.line_card_id, option.exported_message_total_count, option.exported_flow_record_total_count) == (1, 100, 10)
    assert known.pack() == stream[2]
    assert unknown.sets[0].content == DATA[4:]


def test_values_of_records() -> None:
    fields = [
        (Element.SOURCE_IPV6_ADDRESS, 16), (Element.SOURCE_MAC_ADDRESS, 6), (Element.INTERFACE_NAME, 6),
        (Element.SAMPLING_PROBABILITY, 8), (Element.OCTET_DELTA_COUNT, 5), (Element.APPLICATION_ID, 4),
        (Element.OCTET_DELTA_COUNT, 2), (Element.SOURCE_IPV4_ADDRESS, 3), (999, 2),
    ]  # fmt: skip
    entries = [*(ipfix.entry_of(*each) for each in fields), ipfix.entry_of(5, 1, 32473)]
    wire = bytes.fromhex(
        "20010db8000000000000000000000001 001122334455 657468300000 3fe0000000000000 0100000000 03000050 0007 c00002 abcd 09"
    )
    read = ipfix.data_set_of(tuple(entries)).unpack(wire, length=len(wire))
    expected = {
        "source_ipv6_address": IPv6Address("2001:db8::1"),
        "source_mac_address": MacAddress("00:11:22:33:44:55"),
        "interface_name": "eth0",
        "sampling_probability": 0.5,
        "octet_delta_count": 1 << 32,
        "application_id": b"\3\0\0\x50",
        "octet_delta_count_2": 7,
        "source_ipv4_address": 0xC00002,
        "element_999": b"\xab\xcd",
        "enterprise_32473_element_5": b"\x09",
    }
    assert {name: getattr(read.records[0], name) for name in expected} == expected


def test_templates_that_are_not_followed() -> None:
    one = ipfix.entry_of(Element.OCTET_DELTA_COUNT, 4)
    assert ipfix.data_set_of((ipfix.entry_of(Element.USER_NAME, ipfix.VARIABLE),)) is None
    assert ipfix.data_set_of((ipfix.entry_of(Element.OCTET_DELTA_COUNT, 0),)) is None
    assert ipfix.data_set_of((one,) * 129) is None
    templates = ipfix.Templates()
    learned = [templates.learn(1, 256 + number, (one,)) for number in range(40)]
    assert learned == [True] * 32 + [False] * 8
    changes = [templates.learn(1, 256, (one,) * (2 + number)) for number in range(300)]
    assert changes == [True] * 225 + [False] * 75  # the last one forgets it
    assert len(templates.arms()) == 31


def test_options_and_elements_of_enterprises() -> None:
    (options,) = ipfix.Message.unpack(message(OPTIONS)).sets
    template, padding = options.content
    assert (template.fields.field_count, template.fields.scope_field_count) == (3, 1)
    assert template.fields.fields[0] == Specifier(information_element=Element.LINE_CARD_ID, field_length=4)
    assert padding.fields is None
    own = Specifier(information_element=15, field_length=4, enterprise_number=32473)
    assert own.pack().hex(" ", 2) == "800f 0004 0000 7ed9"
    assert Specifier.unpack(own.pack()).is_of_enterprise


def test_a_template_is_withdrawn() -> None:
    withdrawal = bytes.fromhex("0003 0008 0102 0000")
    (read,) = ipfix.Message.unpack(message(withdrawal)).sets
    assert read.content == [ipfix.OptionsTemplate(template_id=258, fields=ipfix.OptionsTemplateFields(fields=[]))]
    assert read.pack() == withdrawal
    (read,) = ipfix.Message.unpack(message(bytes.fromhex("0002 0008 0100 0000"))).sets
    assert read.content == [ipfix.Template(template_id=256, fields=[])]


def test_all_templates_are_withdrawn() -> None:
    templates = ipfix.Templates()
    assert ipfix.learn(templates, ipfix.Message.unpack(message(TEMPLATE, OPTIONS)))
    assert len(templates.arms()) == 2
    assert ipfix.learn(templates, ipfix.Message.unpack(message(bytes.fromhex("0002 0008 0002 0000"))))
    assert not templates.arms()


@pytest.mark.parametrize(
    ("lengths", "content", "records"),
    [
        ([ipfix.VARIABLE, 1], "02 abcd 01  ff0003 aabbcc 02", [["abcd", "01"], ["aabbcc", "02"]]),
        ([4], "00000001 000000", [["00000001"]]),
        ([4], "", []),
        ([ipfix.VARIABLE], "05 aa", None),
        ([ipfix.VARIABLE], "ff", None),
        ([ipfix.VARIABLE], "ff00", None),
        ([1, ipfix.VARIABLE, ipfix.VARIABLE], "01 01 02", None),
        ([0], "00", None),
    ],
)
def test_records_are_split(lengths: list[int], content: str, records: list[list[str]] | None) -> None:
    if records is None:
        with pytest.raises(ValueError, match=r"extends beyond the end|cannot be separated"):
            ipfix.records_of(lengths, bytes.fromhex(content))
    else:
        found = ipfix.records_of(lengths, bytes.fromhex(content))
        assert [[each.hex() for each in record] for record in found] == records


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\0\x09" + message()[2:], ConstMismatch, "_version"),
        (message()[:3] + b"\x0f" + message()[4:], InvalidValue, "length"),
        (message(TEMPLATE)[:-1], TruncatedFrame, ""),
        (message(TEMPLATE[:7] + b"\6" + TEMPLATE[8:]), InvalidLength, "sets[0].content[0].fields"),
    ],
    ids=["version", "length of a message", "cut", "count of fields"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        ipfix.Message.unpack(wire)
    assert caught.value.path == path
