"""SNMP: messages of a capture, and others laid out by hand as the RFCs and X.690 have them."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

snmp: Any = load("snmp")
Binding = snmp.Binding
Message = snmp.Message
Tag = snmp.Tag
FRAMES: list[type[Frame]] = [Binding, snmp.Pdu, snmp.EngineIdentifier, snmp.Version3, Message]

RESPONSE = bytes.fromhex(
    "3037 020100 0406 7075626c6963 a22a 0204 4b781a6e 020100 020100"
    "301c 301a 0608 2b06010201010600 040e 476c6f626f6d616e746963734851"
)
TRAP = bytes.fromhex(
    "303b 020100 0406 7075626c6963 a42e 0608 2b06010603010105 4004 0a011e01 020102 020100 4303 03a68c"
    "3011 300f 060a 2b060102010202010102 0201 02"
)
"""A trap of version 1: the second interface of 10.1.30.1 is down."""
DISCOVERY = bytes.fromhex(
    "303e 020103 3011 0204 6c9af56e 0203 00ffe3 0401 04 0201 03 0410 300e 0400 020100 020100 0400 0400 0400"
    "3014 0400 0400 a00e 0204 75055888 020100 020100 3000"
)
"""A manager asks an engine for its identifier (RFC 3414, section 4)."""
ENCRYPTED = bytes.fromhex(
    "3053 020103 300d 020120 0202 05dc 0401 03 020103"
    "0435 3033 040c 80000009 03 00aabbcc000100 02010c 0202 098c 0404 75736572 040c d681f4965e3b182e1c0f3aa1 0408 39bcbcf46fa870ce"
    "0408 0251aab2f5cb475d"
)
BULK = bytes.fromhex("301f 020101 0406 7075626c6963 a512 020101 020100 02010a 3007 3005 0601 2b 0500")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_response() -> None:
    content = Message.unpack(RESPONSE).content
    assert (content.version, content.body.community) == (snmp.Version.SNMP_1, "public")
    pdu = content.body.pdu
    assert pdu.type is snmp.PduType.RESPONSE
    assert (pdu.body.request_identifier, pdu.body.error_status) == (1266162286, snmp.ErrorStatus.NO_ERROR)
    (binding,) = pdu.body.bindings
    assert binding.content == Binding(name="1.3.6.1.2.1.1.6.0", type=Tag.OCTET_STRING, value=b"GlobomanticsHQ")
    assert Message(content=content).pack() == RESPONSE


def test_a_trap_of_version_1() -> None:
    trap = Message.unpack(TRAP).content.body.pdu.body
    assert (trap.enterprise, trap.agent_address) == ("1.3.6.1.6.3.1.1.5", IPv4Address("10.1.30.1"))
    assert (trap.generic_trap, trap.specific_trap, trap.time_stamp) == (snmp.GenericTrap.LINK_DOWN, 0, 239244)
    assert Message.unpack(TRAP).pack() == TRAP


def test_a_bulk_request() -> None:
    request = Message.unpack(BULK).content.body.pdu.body
    assert (request.non_repeaters, request.maximum_repetitions) == (0, 10)
    assert request.bindings[0].content.name == "1.3"
    assert Message.unpack(BULK).pack() == BULK


def test_version_3() -> None:
    message = Message.unpack(DISCOVERY).content.body
    assert (message.header.identifier, message.header.maximum_size) == (1822094702, 65507)
    assert (message.header.is_reportable, message.header.is_encrypted, message.header.is_authenticated) == (True, False, False)
    assert message.security.content.engine == snmp.EngineIdentifier()
    assert message.data.pdu.type is snmp.PduType.GET_REQUEST
    assert Message.unpack(DISCOVERY).pack() == DISCOVERY


def test_encrypted_data() -> None:
    message = Message.unpack(ENCRYPTED).content.body
    parameters = message.security.content
    assert parameters.engine == snmp.EngineIdentifier(
        enterprise=snmp.Enterprise(number=9), format=snmp.EngineFormat.MAC, content=bytes.fromhex("00aabbcc000100")
    )
    assert (parameters.engine_boots, parameters.engine_time, parameters.user_name) == (12, 2444, "user")
    assert message.data == snmp.EncryptedPdu(content=bytes.fromhex("0251aab2f5cb475d"))
    assert Message.unpack(ENCRYPTED).pack() == ENCRYPTED


@pytest.mark.parametrize(
    ("wire", "kind", "value"),
    [
        ("02 01 80", Tag.INTEGER, -128),
        ("02 02 0080", Tag.INTEGER, 128),
        ("41 05 00ffffffff", Tag.COUNTER_32, 2**32 - 1),
        ("46 09 00ffffffffffffffff", Tag.COUNTER_64, 2**64 - 1),
        ("40 04 0a000001", Tag.IP_ADDRESS, IPv4Address("10.0.0.1")),
        ("06 03 883703", Tag.OBJECT_IDENTIFIER, "2.999.3"),
        ("05 00", Tag.NULL, b""),
        ("82 00", Tag.END_OF_MIB_VIEW, b""),
        ("9f 02 abcd", 0x9F, b"\xab\xcd"),
    ],
)
def test_values(wire: str, kind: int, value: object) -> None:
    raw = bytes.fromhex("06 03 2b0601") + bytes.fromhex(wire)
    binding = Binding.unpack(raw)
    assert (binding.name, binding.type, binding.value) == ("1.3.6.1", kind, value)
    assert binding.pack() == raw


def test_long_forms_are_read_and_not_written() -> None:
    long = bytes.fromhex("06 8103 2b0601 02 820002 0001")
    assert Binding.unpack(long) == Binding(name="1.3.6.1", type=Tag.INTEGER, value=1)
    assert Binding.unpack(long).pack() == bytes.fromhex("06 03 2b0601 02 01 01")


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        (Message, "31 00", ConstMismatch, "_tag"),
        (Message, "30 05 020100", TruncatedFrame, "content"),
        (Message, "30 03 020102", InvalidValue, "content.body"),
        (Binding, "06 02 2b86 05 00", InvalidValue, "name"),
        (Binding, "06 01 2b 02 00", InvalidValue, "value"),
        (Binding, "06 01 2b 40 03 0a0000", InvalidLength, "value"),
        (Binding, "06 01 2b 04 8500ffffffff", UnpackError, "value"),
    ],
)
def test_what_is_wrong_is_refused(frame: type[Frame], wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        frame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


@pytest.mark.parametrize("name", ["1", "1.40", "3.1", "1.02", "1.3.x"])
def test_names_that_cannot_be_packed(name: str) -> None:
    with pytest.raises(PackError, match="name"):
        Binding(name=name, value=b"").pack()
