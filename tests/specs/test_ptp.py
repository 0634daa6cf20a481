"""PTP: messages that clocks have sent, and TLVs laid out by hand as IEEE 1588-2019 has them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

ptp: Any = load("ptp")
Message = ptp.Message
Timestamp = ptp.Timestamp
PORT = ptp.PortIdentity(clock_identity=bytes.fromhex("38f3abfffe96ec12"), port_number=1)

NEIGHBOUR = bytes.fromhex("7483efffff01ac16")

SYNC = bytes.fromhex("0002002c000002000000000000000000000000007483efffff01ac1601120000000000000000000000000000")
"""Of a capture over Ethernet, in which two octets of padding follow it."""
FOLLOW_UP = bytes.fromhex("0812002c0000000000000000000000000000000038f3abfffe96ec12000102b20000000064b0476c0868d19b")
DELAY_RESP = bytes.fromhex(
    "09020036000000000000000000000000000000007483efffff01ac1601120000030200005e50098d33f524fc000006ffff0200000008"
)
ANNOUNCE = bytes.fromhex(
    "0b020040000000000000000000000000000000007483efffff01ac16011200000501000000000000000000000000ac80f8feffff807483efffff01ac16000050"
)
"""Its reserved octet is not zero."""


@pytest.mark.parametrize("frame", [ptp.Message, ptp.Tlv], ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_sync_in_a_padded_ethernet_frame() -> None:
    message = Message.unpack(SYNC + b"\0\0")
    assert message.message_type is ptp.MessageType.SYNC
    assert (message.message_length, message.minor_version_ptp, message.domain_number) == (44, 0, 0)
    assert message.flag_field == ptp.Flags.TWO_STEP
    assert message.source_port_identity.port_number == 0x112
    assert message.body == ptp.Sync(origin_timestamp=Timestamp())
    assert message.padding == b"\0\0"
    assert message.pack() == SYNC + b"\0\0"


def test_follow_up_and_delay_resp() -> None:
    message = Message.unpack(FOLLOW_UP)
    assert message.body.precise_origin_timestamp == Timestamp(seconds=1689274220, nanoseconds=141087131)
    assert (message.source_port_identity, message.sequence_id) == (PORT, 690)
    assert message.pack() == FOLLOW_UP
    answer = Message.unpack(DELAY_RESP)
    assert answer.body.requesting_port_identity.clock_identity.hex() == "000006ffff020000"
    assert answer.control_field is ptp.ControlField.DELAY_RESP
    assert answer.pack() == DELAY_RESP


def test_announce() -> None:
    message = Message.unpack(ANNOUNCE)
    body = message.body
    quality = ptp.ClockQuality(clock_class=248, clock_accuracy=ptp.ClockAccuracy.UNKNOWN, offset_scaled_log_variance=0xFFFF)
    assert body.grandmaster_clock_quality == quality
    assert (body.grandmaster_priority1, body.grandmaster_priority2, body.steps_removed) == (128, 128, 0)
    assert body.time_source is ptp.TimeSource.NTP
    assert body.reserved == 0xAC
    assert message.log_message_interval == 1
    assert message.pack() == ANNOUNCE


def test_a_correction_may_be_negative() -> None:
    correction = ptp.TimeInterval(nanoseconds=-2, fraction=0x8000)  # -1.5 ns
    assert correction.pack() == (-3 << 15).to_bytes(8, "big", signed=True)


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("0008 0010 38f3abfffe96ec12 7483efffff01ac16", ptp.PathTrace(path_sequence=[PORT.clock_identity, NEIGHBOUR])),
        (
            "0009 0014 01 00000e10 00000000 000000000000 03 434554 00",
            ptp.AlternateTimeOffsetIndicator(
                key_field=1, current_offset=3600, jump_seconds=0, time_of_next_jump=0, display_name="CET"
            ),
        ),
        (
            "0004 0006 b0 01 0000012c",
            ptp.RequestUnicastTransmission(
                message_type=ptp.MessageType.ANNOUNCE, log_inter_message_period=1, duration_field=300
            ),
        ),
        ("8000 0008 0080c2 000001 beef", ptp.OrganizationExtensionDoNotPropagate(
            organization_id=b"\0\x80\xc2", organization_sub_type=b"\0\0\1", data_field=b"\xbe\xef"
        )),
        ("8001 0002 07 03", ptp.L1Sync(
            congruent_is_required=True, rx_coherent_is_required=True, tx_coherent_is_required=True,
            is_rx_coherent=True, is_tx_coherent=True,
        )),
        ("0002 0008 0006 2017 00000000", ptp.ManagementErrorStatus(
            management_error_id=ptp.ManagementError.NOT_SUPPORTED, management_id=ptp.ManagementId.GRANDMASTER_CLUSTER_TABLE
        )),
        ("0001 0004 2005 80 00", ptp.Management(management_id=ptp.ManagementId.PRIORITY1, data=ptp.Number(value=128))),
        ("0001 0014 2001 0001 fffffffffffe8000 0000000000000000", ptp.Management(
            management_id=ptp.ManagementId.CURRENT_DATA_SET,
            data=ptp.CurrentDataSet(
                steps_removed=1,
                offset_from_master=ptp.TimeInterval(nanoseconds=-2, fraction=0x8000),
                mean_delay=ptp.TimeInterval(),
            ),
        )),
        ("0001 0004 c000 0102", ptp.Management(management_id=0xC000, data=ptp.OtherData(first=b"\1\2"))),
        ("7f00 0002 0102", Unknown(tag=0x7F00, data=b"\1\2")),
    ],
    ids=lambda each: each[:4] if isinstance(each, str) else "",
)  # fmt: skip
def test_tlvs(wire: str, value: Any) -> None:
    read = ptp.Tlv.unpack(bytes.fromhex(wire))
    assert read.value == value
    assert ptp.Tlv(value=value).pack() == bytes.fromhex(wire)


def test_a_request_for_a_data_set_has_no_data() -> None:
    request = ptp.Tlv(value=ptp.Management(management_id=ptp.ManagementId.DEFAULT_DATA_SET))
    body = ptp.ManagementMessage(
        target_port_identity=PORT, starting_boundary_hops=1, boundary_hops=1, action_field=ptp.Action.GET, tlvs=[request]
    )
    wire = Message(source_port_identity=PORT, sequence_id=7, body=body).pack()
    assert wire[34:].hex(" ", 2) == "38f3 abff fe96 ec12 0001 0101 0000 0001 0002 2000"
    assert Message.unpack(wire).body.tlvs[0].value.data is None


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\0\x01" + SYNC[2:], ConstMismatch, "_version_ptp"),
        (SYNC[:2] + b"\0\x21" + SYNC[4:], InvalidValue, "message_length"),
        (SYNC[:2] + b"\0\x2d" + SYNC[4:], TruncatedFrame, "body"),
        (SYNC[:2] + b"\0\x2b" + SYNC[4:], InvalidLength, "body.origin_timestamp.nanoseconds"),
        (FOLLOW_UP[:-4] + b"\x3b\x9a\xca\0", InvalidValue, "body.precise_origin_timestamp.nanoseconds"),
        (SYNC[:3] + b"\x31" + SYNC[4:] + b"\0\x08\0\1\0", InvalidLength, "body.tlvs[0].value.path_sequence"),
    ],
    ids=["version", "length below the header", "cut", "length below the body", "nanoseconds", "path trace"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Message.unpack(wire)
    assert caught.value.path == path


def test_nanoseconds_that_make_a_second_are_not_packed() -> None:
    with pytest.raises(PackError):
        Timestamp(seconds=0, nanoseconds=10**9).pack()
