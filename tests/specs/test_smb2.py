"""SMB 2: messages of a real session, and others laid out by hand as [MS-SMB2] draws them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from framekit import Frame, PackError, Timestamp, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

smb2: Any = load("smb2")
codes: Any = load("smb2.codes")
contexts: Any = load("smb2.contexts")
files: Any = load("smb2.files")
requests: Any = load("smb2.requests")
responses: Any = load("smb2.responses")
values: Any = load("smb2.values")
FRAMES: list[type[Frame]] = [smb2.RequestPacket, smb2.ResponsePacket, requests.CreateRequest]

NEGOTIATE = bytes.fromhex(
    "000000e2 fe534d42 4000 0000 0000 0000 0000 1f00 00000000 00000000 0000000000000000 00000000 00000000 0000000000000000"
    "00000000000000000000000000000000"
    "2400 0500 0100 0000 7f000000 fb6e47cd7d942d44ab9c4ddd36f25e00 70000000 0400 0000 0202 1002 0003 0203 1103 0000"
    "0100 2600 00000000 0100 2000 0100 5209002bf4f12367e6380fd4799a7718a1679858dc7935b7399205115e4c3f06 0000"
    "0200 0a00 00000000 0400 0200 0100 0400 0300 000000000000 0800 0800 00000000 0300 0200 0100 0000"
    "0500 1200 00000000 3100320037002e0030002e0030002e003100"
)
CREATED = bytes.fromhex(
    "00000098 fe534d42 4000 0100 00000000 0500 0100 11000000 00000000 0400000000000000 00000000 abd307b2 39fec8b000000000"
    "00000000000000000000000000000000"
    "5900 00 00 01000000 2f2d0c948398d801 2f2d0c948398d801 2f2d0c948398d801 2f2d0c948398d801 0000000000000000"
    "0000000000000000 10000000 00000000 5347f3980000000091a31f2f00000000 00000000 00000000"
)
REFUSED = bytes.fromhex(
    "00000049 fe534d42 4000 0100 ba0000c0 0500 0100 11000000 00000000 0800000000000000 00000000 abd307b2 39fec8b000000000"
    "00000000000000000000000000000000 0900 00 00 00000000 00"
)
FILE = values.FileId(persistent=1, volatile=2)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def request(command: Any, body: Frame, **others: Any) -> Any:
    return smb2.RequestMessage(command=command, message_id=1, process_id=0, tree_id=0, body=body, **others)


def response(command: Any, body: Frame, structure_size: int, **others: Any) -> Any:
    header = {"process_id": 0, "tree_id": 0, **others}
    return smb2.ResponseMessage(command=command, message_id=1, structure_size=structure_size, body=body, **header)


def test_a_client_negotiates_with_contexts() -> None:
    packet = smb2.RequestPacket.unpack(NEGOTIATE)
    (message,) = packet.message
    assert (message.command, message.credit_request, message.tree_id, message.async_id) == (codes.Command.NEGOTIATE, 31, 0, None)
    assert message.body.client_guid == UUID("cd476efb-947d-442d-ab9c-4ddd36f25e00")
    assert message.body.dialects[-1] is codes.Dialect.SMB_3_1_1
    preauth, encryption, signing, netname = (each.value for each in message.body.negotiate_contexts)
    assert (preauth.hash_algorithms, len(preauth.salt)) == ([codes.HashAlgorithm.SHA_512], 32)
    assert encryption.ciphers[0] is codes.Cipher.AES_128_GCM
    assert signing.signing_algorithms[-1] is codes.SigningAlgorithm.HMAC_SHA256
    assert netname.net_name == "127.0.0.1"
    assert packet.pack() == NEGOTIATE


def test_a_file_is_opened_or_not() -> None:
    (message,) = smb2.ResponsePacket.unpack(CREATED).message
    assert message.flags == codes.HeaderFlags.SERVER_TO_REDIR | 0x10
    attributes = message.body.attributes
    assert attributes.creation_time == Timestamp("2022-07-15T19:46:29.9393327Z")
    assert attributes.file_attributes is codes.FileAttributes.DIRECTORY
    assert (message.body.create_action, message.body.create_contexts) == (codes.CreateAction.OPENED, [])
    (refusal,) = smb2.ResponsePacket.unpack(REFUSED).message
    assert refusal.status is codes.Status.FILE_IS_A_DIRECTORY
    assert (refusal.body, refusal.padding) == (responses.ErrorResponse(error_data=b""), b"\0")
    for wire in (CREATED, REFUSED):
        assert smb2.ResponsePacket.unpack(wire).pack() == wire


def test_create_contexts_chain_and_begin_on_a_multiple_of_8() -> None:
    lease = contexts.Lease(lease_key=bytes(16), lease_state=codes.LeaseState.READ_CACHING)
    chain = [
        contexts.CreateContext(next=24, name=b"MxAc", value=contexts.MaximalAccessRequest(), padding=bytes(4)),
        contexts.CreateContext(data_offset=24, name=b"RqLs", value=lease),
    ]
    body = requests.CreateRequest(
        desired_access=codes.AccessMask.READ_DATA,
        share_access=codes.ShareAccess.READ,
        create_disposition=codes.CreateDisposition.OPEN,
        create_contexts_offset=128,
        name="a.b",
        create_contexts=chain,
    )
    wire = body.pack()
    assert wire[44:64].hex(" ") == "78 00 06 00 80 00 00 00 50 00 00 00 61 00 2e 00 62 00 00 00"
    assert wire[64:84].hex(" ") == "18 00 00 00 10 00 04 00 00 00 00 00 00 00 00 00 4d 78 41 63"
    assert requests.CreateRequest.unpack(wire) == body


def test_compounded_requests() -> None:
    first = request(codes.Command.FLUSH, requests.FlushRequest(file_id=FILE), next_command=88)
    close = requests.CloseRequest(file_id=FILE)
    second = request(codes.Command.CLOSE, close, flags=codes.HeaderFlags.RELATED_OPERATIONS, session_id=7)
    packet = smb2.RequestPacket(message=[first, second])
    wire = packet.pack()
    assert wire[:4] == b"\0\0\0\xb0"
    assert wire[92:96] == b"\xfeSMB"
    assert smb2.RequestPacket.unpack(wire) == packet


def test_an_interim_response_is_asynchronous_and_an_error() -> None:
    error = responses.ErrorResponse(error_data=b"")
    flags = codes.HeaderFlags.SERVER_TO_REDIR | codes.HeaderFlags.ASYNC_COMMAND
    header = {"process_id": None, "tree_id": None, "async_id": 5, "flags": flags, "status": codes.Status.PENDING}
    packet = smb2.ResponsePacket(message=[response(codes.Command.CHANGE_NOTIFY, error, 9, **header)])
    (message,) = smb2.ResponsePacket.unpack(packet.pack()).message
    assert (message.async_id, message.tree_id, message.body) == (5, None, error)


def test_the_size_tells_an_oplock_from_a_lease() -> None:
    lease = responses.LeaseBreak(
        new_epoch=1,
        flags=codes.LeaseFlags(0),
        lease_key=bytes(16),
        current_lease_state=codes.LeaseState(7),
        new_lease_state=codes.LeaseState.READ_CACHING,
    )
    body = responses.OplockBreak(notification=lease)
    packet = smb2.ResponsePacket(message=[response(codes.Command.OPLOCK_BREAK, body, 44)])
    assert smb2.ResponsePacket.unpack(packet.pack()).message[0].body == body


def test_what_is_set_depends_on_its_class() -> None:
    rename = files.Rename(file_name="new", replace_if_exists=1)
    body = requests.SetInfoRequest(
        info_type=codes.InfoType.FILE, file_info_class=codes.FileInformationClass.RENAME, file_id=FILE, buffer=rename
    )
    packet = smb2.RequestPacket(message=[request(codes.Command.SET_INFO, body)])
    assert smb2.RequestPacket.unpack(packet.pack()).message[0].body.buffer == rename


def test_encrypted_messages_are_bytes() -> None:
    wire = bytes.fromhex("00000038 fd534d42" + "11" * 16 + "22" * 16 + "68000000 0000 0100 690000ac1c280000 3bda74e5")
    packet = smb2.ResponsePacket.unpack(wire)
    assert (packet.message.original_message_size, packet.message.encrypted_message) == (104, b"\x3b\xda\x74\xe5")
    assert packet.pack() == wire


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        (b"\1" + NEGOTIATE[1:], "_zero"),
        (NEGOTIATE[:68] + b"\x25" + NEGOTIATE[69:], "message[0].body._structure_size"),
        (NEGOTIATE[:24] + b"\x10" + NEGOTIATE[25:], "message[0]"),
        (NEGOTIATE[:70] + b"\xff\xff" + NEGOTIATE[72:], "message[0].body.dialects"),
    ],
    ids=["session request", "structure size", "next command", "count"],
)
def test_what_is_wrong_is_refused(wire: bytes, path: str) -> None:
    with pytest.raises(UnpackError) as caught:
        smb2.RequestPacket.unpack(wire)
    assert caught.value.path.startswith(path)


def test_a_status_says_which_body_a_response_has() -> None:
    body = responses.OutputResponse(buffer=b"")
    with pytest.raises(PackError):
        response(codes.Command.QUERY_INFO, body, 9, status=codes.Status.ACCESS_DENIED).pack()
