"""Checksums have the values of their catalogue, are filled in, and are verified where they stand."""

from __future__ import annotations

import zlib
from typing import Any

import anycrc
import pytest

from framekit import (
    ChecksumMismatch,
    Frame,
    PackError,
    SpecError,
    asdict,
    checksum,
    data,
    derived,
    given,
    make_frame,
    optional,
    this,
    u4,
    u8,
    u16,
    u24,
    u32,
    u64,
)
from framekit.compiler.checksums import _quick, algorithm_named, internet_checksum
from framekit.errors import UnpackError
from tests.kinds_switches import SumFrame, SumLast, Sums

CHECK = b"123456789"


@pytest.mark.parametrize("name", sorted(name for name, model in anycrc.models.items() if model.width <= 64))
def test_every_crc_of_the_catalogue_has_its_check_value(name: str) -> None:
    model = anycrc.models[name]
    assert algorithm_named(name, 64).function(CHECK) == model.check


@pytest.mark.parametrize(
    ("spelled", "value"),
    [
        ("crc32", 0xCBF43926),
        ("crc-32/iso-hdlc", 0xCBF43926),
        ("CRC-32/ISCSI", 0xE3069283),
        ("crc32c", 0xE3069283),
        ("crc-16/modbus", 0x4B37),
        ("crc16_modbus", 0x4B37),
        ("CRC-16/XMODEM", 0x31C3),
        ("crc-8/smbus", 0xF4),
        ("crc8", 0xF4),
        ("crc16", 0xBB3D),
        ("adler32", 0x091E01DE),
    ],
)
def test_names_are_taken_as_people_spell_them(spelled: str, value: int) -> None:
    assert algorithm_named(spelled, 32).function(CHECK) == value


def test_the_internet_checksum_is_that_of_the_rfc() -> None:
    # RFC 1071, section 3: the sum of these words is ddf2.
    assert internet_checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0xFFFF - 0xDDF2
    assert internet_checksum(b"") == 0xFFFF
    assert internet_checksum(b"\xff\xff") == 0
    header = bytes.fromhex("45000073000040004011b861c0a80001c0a800c7")
    assert internet_checksum(header) == 0
    assert internet_checksum(header[:10] + b"\0\0" + header[12:]) == 0xB861


def test_each_covers_what_it_says() -> None:
    frame = Sums(head=0x1234, body=b"body", name="name")
    wire = frame.pack()
    body, name = b"\4body", b"\4name"
    assert wire[:4] == zlib.crc32(body).to_bytes(4, "big")
    assert wire[6:8] == internet_checksum(b"\x12\x34").to_bytes(2, "big")
    assert wire[8:18] == body + name
    assert wire[18] == anycrc.Model("CRC8-SMBUS").calc(body + name)
    assert wire[19:23] == zlib.adler32(body).to_bytes(4, "big")
    assert wire[-2:] == anycrc.Model("CRC16-MODBUS").calc(wire[:-2]).to_bytes(2, "big")
    assert frame.crc == int.from_bytes(wire[-2:], "big")


def test_over_the_frame_its_own_bytes_are_zero() -> None:
    frame = SumFrame(version=4, rest=b"abcd")
    wire = frame.pack()
    assert int.from_bytes(wire[1:3], "little") == internet_checksum(wire[:1] + b"\0\0" + wire[3:])


@pytest.mark.parametrize("at", range(11))
def test_a_changed_byte_is_refused_and_named(at: int) -> None:
    wire = bytearray(SumLast(body=b"abc").pack())
    wire[at] ^= 0x10
    with pytest.raises(UnpackError) as caught:
        SumLast.unpack(bytes(wire))
    if at:
        assert isinstance(caught.value, ChecksumMismatch)
        assert caught.value.path in ("plain", "own", "crc")
        assert caught.value.expected != caught.value.found


def test_a_wrong_one_is_written_on_purpose_only() -> None:
    wire = SumLast(body=b"abc").pack(override={"crc": 7})
    assert wire[-4:] == b"\0\0\0\7"
    with pytest.raises(ChecksumMismatch, match=r"SumLast.crc at byte 7: expected 0x\w+ \(crc32 of 7 bytes\), found 0x00000007"):
        SumLast.unpack(wire)


class Guarded(Frame):
    flags: u8
    body: bytes = data()
    crc: int | None = optional(checksum(u16, "crc-16/modbus"), when=this.flags & 1 == 1, default=None)


def test_a_checksum_is_there_if_a_condition_says_so() -> None:
    with_sum, without = Guarded(flags=1, body=b"abc"), Guarded(flags=2, body=b"abc")
    assert with_sum.pack() == b"\1abc" + anycrc.Model("CRC16-MODBUS").calc(b"\1abc").to_bytes(2, "big")
    assert without.pack() == b"\2abc"
    assert (with_sum.crc, without.crc) == (anycrc.Model("CRC16-MODBUS").calc(b"\1abc"), None)
    assert Guarded.unpack(with_sum.pack()) == with_sum
    assert Guarded.unpack(without.pack()) == without
    assert asdict(without, derived=True) == {"flags": 2, "body": b"abc", "crc": None}


def test_a_wrong_optional_checksum_is_refused_and_is_not_given() -> None:
    with pytest.raises(ChecksumMismatch, match=r"Guarded.crc at byte 4: expected 0x\w+ \(crc16-modbus of 4 bytes\)"):
        Guarded.unpack(b"\1abcxx")
    wrong: Any = {"crc": 7}
    with pytest.raises(TypeError, match="crc is a checksum, computed when packing"):
        Guarded(flags=1, body=b"", **wrong)
    assert Guarded(flags=1, body=b"").pack(override=wrong) == b"\1\0\7"


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (optional(checksum(u16, "internet")), "nothing indicates whether the checksum is present"),
        (optional(checksum(u16, "internet"), when=this.flag == 1, size=2), "cannot be in a value with a size="),
        (optional(checksum(u16, "internet"), when=this.derived == 1), "nothing in this class determines"),
    ],
)
def test_an_optional_checksum_that_nothing_says_is_refused(declared: Any, reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", {"flag": u8, "derived": (int, derived(u8)), "crc": (int, declared)})


def test_a_function_that_gives_up_is_an_error_of_ours() -> None:
    def broken(covered: bytes) -> int:
        raise RuntimeError("no")

    class Broken(Frame):
        x: u8
        sum: int = checksum(u8, broken)

    with pytest.raises(PackError, match=r"broken failed: no"):
        Broken(x=1).pack()
    with pytest.raises(ChecksumMismatch, match=r"broken raised RuntimeError"):
        Broken.unpack(b"\1\1")


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (checksum(u8, "crc32"), "32 bits"),
        (checksum(u32, "crc-99/none"), "catalogue has no"),
        (checksum(u32, "md5"), "unknown checksum"),
        (checksum(u16, "xor"), "a field of 8 bits for xor"),
        (checksum(u4, "sum"), "whole bytes"),
        (checksum(u32, 7), "expected the name of an algorithm"),  # type: ignore[arg-type]
        (checksum(u32, "crc32", over=this.nothing), "not a field of this frame"),
        (checksum(u32, "crc32", over=this.sum), "over itself"),
        (checksum(u32, "crc32", over="all"), "over='all'"),  # type: ignore[arg-type]
        (checksum(u32, "crc32", over=this.low), "shares its bytes"),
        (checksum(u32, "crc32", over=this.other), "over each other"),
    ],
)
def test_a_checksum_that_cannot_be_is_refused(made: int, reason: str) -> None:
    fields = [("low", u4), ("high", u4), ("other", checksum(u64, "adler32", over=this.sum)), ("sum", made), ("end", u24)]
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", fields)


def test_a_checksum_is_not_passed_to_the_constructor() -> None:
    with pytest.raises(TypeError):
        SumLast(body=b"", crc=1)  # type: ignore[call-arg]


@pytest.mark.parametrize("name", sorted(name for name in anycrc.models if _quick(name) is not None))
def test_both_packages_of_crcs_agree(name: str) -> None:
    quick = _quick(name)
    assert quick is not None
    careful = anycrc.Model(name)
    for sample in (b"", b"\0", b"123456789", bytes(range(256)) * 3):
        assert quick(sample) == careful.calc(sample)


SPELLED = {"crc-ccitt": "CRC16-KERMIT", "CRC/16": "CRC16-ARC", "modbus": "CRC16-MODBUS", "pkzip": "CRC32-ISO-HDLC"}


@pytest.mark.parametrize(("name", "preferred"), [*anycrc.aliases.items(), *SPELLED.items()])
def test_every_alias_of_the_catalogue_is_known(name: str, preferred: str) -> None:
    assert algorithm_named(name, 64).function(CHECK) == anycrc.Model(preferred).calc(CHECK)


def test_a_suggestion_is_never_the_name_itself() -> None:
    with pytest.raises(SpecError, match=r"catalogue has no 'crc-16/modbu' \(did you mean 'crc16-modbus', 'crc16-xmodem'\?\)$"):
        algorithm_named("crc-16/modbu", 16)


def test_many_crcs_of_the_catalogue_are_quick() -> None:
    assert _quick("CRC16-MODBUS") is not None
    assert sum(_quick(name) is not None for name in anycrc.models) > 60


@pytest.mark.parametrize(
    ("name", "near"), [("crc-modbus", "'crc16-modbus'"), ("crc16-modbux", "'crc16-modbus'"), ("adler", "'adler32'")]
)
def test_a_wrong_name_suggests_those_that_are_close(name: str, near: str) -> None:
    with pytest.raises(SpecError) as caught:
        algorithm_named(name, 32)
    assert near in str(caught.value)


class Signed(Frame):
    """A message with the key that both sides have."""

    secret: bytes = given()
    body: bytes = data(prefix=u8)
    tag: bytes = checksum(data(32), "hmac-sha256", over=this.body, key=this.secret)


class Tagged(Frame):
    """As RFC 4231 has it: the digest of the bytes alone."""

    secret: bytes = given()
    body: bytes = data()
    tag: bytes = checksum(data(32), "hmac-sha256", key=this.secret)


@pytest.mark.parametrize(
    ("key", "body", "tag"),
    [
        (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (b"\xaa" * 20, b"\xdd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    ],
)
def test_a_keyed_digest_is_that_of_the_test_cases_of_rfc_4231(key: bytes, body: bytes, tag: str) -> None:
    """RFC 4231, sections 4.2 to 4.4."""
    wire = body + bytes.fromhex(tag)
    assert Tagged(secret=key, body=body).pack() == wire
    assert Tagged.unpack(wire, secret=key).body == body


def test_a_wrong_key_is_refused_and_the_right_digest_is_not_told() -> None:
    wire = Signed(secret=b"right", body=b"hello").pack()
    with pytest.raises(ChecksumMismatch, match="is not the hmac-sha256 of the 6 bytes") as caught:
        Signed.unpack(wire, secret=b"wrong")
    assert (caught.value.path, caught.value.offset, caught.value.expected) == ("tag", 6, None)
    assert repr(Signed(secret=b"wrong", body=b"hello").tag)[2:-1] not in str(caught.value)


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (checksum(data(32), "sha256", key=this.secret), "takes no key"),
        (checksum(data(32), "hmac-sha1", key=this.secret), "at most 20 bytes for sha1"),
        (checksum(data(32), "hmac-shake_128", key=this.secret), "no fixed length"),
        (checksum(data(32), "hmac-nothing", key=this.secret), "unknown digest"),
        (checksum(u32, "hmac-sha256", key=this.secret), "applies to a digest"),
        (checksum(data(32), "hmac-sha256", key=this.number), "contains bytes"),
        (checksum(data(32), "hmac-sha256", key=this.later), "contains bytes"),
        (checksum(data(32), "hmac-sha256", key=this.number + 1), "expected an earlier bytes field"),
    ],
)
def test_what_cannot_have_a_key_is_refused(declared: Any, reason: str) -> None:
    fields = {"secret": (bytes, given()), "number": u8, "x": (object, declared), "later": (bytes, data(2))}
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", fields)
