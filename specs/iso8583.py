"""ISO 8583: card payment messages, with the data elements of the 1987 version in ASCII.

Source: ISO 8583:1987, section 4 (message type, bit maps, data elements, with the table of their formats).

The standard does not define an encoding; here everything is ASCII, as in most host interfaces: bit maps and binary elements are
hexadecimal digits, and lengths are decimal digits. The first bit map is derived from the elements that are present. The second
one, present if there is an element after 64, is a plain field: `bitmap_of` computes it, and packing refuses one that does not
match the elements. Numeric elements are kept as digits, but amounts and counts are integers. Other elements of fixed length are
padded with blanks. Elements for private and national use, and those that networks subdivide, are text.

Over TCP, hosts usually place a length before each message; `FramedMessage` has a two-byte length of the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from framekit import Expr, Frame, Protocol, derived, field, mapped, optional, text, text_int, this, u16

DIGITS = re.compile("[0-9]*", re.ASCII)
SIGNED = re.compile("[CD][0-9]+", re.ASCII)
TRACK = re.compile("[0-9=D]*", re.ASCII)
HEXADECIMAL = re.compile("[0-9A-F]*", re.ASCII)
ELEMENTS = 64
"""Elements of a bit map."""


def _in_form(form: re.Pattern[str]) -> Callable[[str], str]:
    """Make a function that returns a value of this form, and raises ValueError for any other."""

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(f"{value!r} does not match {form.pattern}")
        return value

    return check


def _formed(base: Any, form: re.Pattern[str], values: list[str]) -> Any:
    """Text of a form."""
    return mapped(base, unpack=_in_form(form), pack=_in_form(form), name=f"text {form.pattern}", values=values)


def numeric(length: int) -> Any:
    """A fixed number of digits (n)."""
    return _formed(text(length, encoding="ascii", strip=False), DIGITS, ["0" * length, ("1234567890" * length)[:length]])


def variable_numeric(longest: int) -> Any:
    """Digits after a length of two digits (n, LLVAR)."""
    base = text(prefix=text_int(2), encoding="ascii", limit=longest)
    return _formed(base, DIGITS, ["", "7", ("1234567890" * longest)[:longest]])


def signed(length: int) -> Any:
    """A letter, C for credit or D for debit, and a fixed number of digits (x + n)."""
    base = text(length + 1, encoding="ascii", strip=False)
    return _formed(base, SIGNED, ["C" + "0" * length, "D" + "12345678" * (length // 8)])


def characters(length: int) -> Any:
    """A fixed number of characters, padded with blanks (an, ans)."""
    return text(length, encoding="latin-1", pad=" ")


def variable(longest: int) -> Any:
    """Characters after a length of two digits, or of three if there may be more than 99 (LLVAR, LLLVAR)."""
    return text(prefix=text_int(2 if longest < 100 else 3), encoding="latin-1", limit=longest)


def binary(length: int) -> Any:
    """A fixed number of bytes, as hexadecimal digits (b)."""
    return mapped(
        text(2 * length, encoding="ascii", strip=False),
        unpack=lambda digits: bytes.fromhex(_in_form(HEXADECIMAL)(digits)),
        pack=lambda raw: raw.hex().upper(),
        name="hexadecimal",
        values=[bytes(length), bytes(range(1, length + 1))],
    )


def element(number: int, kind: Any) -> Any:
    """A data element, which is present if its bit is set."""
    bits: Expr = this.primary if number <= ELEMENTS else this.secondary
    return optional(kind, when=bits >> (ELEMENTS - 1 - (number - 1) % ELEMENTS) & 1, default=None)


class Version(IntEnum):
    """Versions of the standard, in the first digit of a message type. Others stay integers."""

    ISO_1987 = 0
    ISO_1993 = 1
    ISO_2003 = 2
    NATIONAL = 8
    PRIVATE = 9


class MessageClass(IntEnum):
    """The class of a message, in the second digit. Others stay integers."""

    AUTHORIZATION = 1
    FINANCIAL = 2
    FILE_ACTION = 3
    REVERSAL = 4
    RECONCILIATION = 5
    ADMINISTRATIVE = 6
    FEE_COLLECTION = 7
    NETWORK_MANAGEMENT = 8


class MessageFunction(IntEnum):
    """The function of a message, in the third digit. Others stay integers."""

    REQUEST = 0
    REQUEST_RESPONSE = 1
    ADVICE = 2
    ADVICE_RESPONSE = 3
    NOTIFICATION = 4


class MessageOrigin(IntEnum):
    """The originator of a message, in the fourth digit. Others stay integers."""

    ACQUIRER = 0
    ACQUIRER_REPEAT = 1
    ISSUER = 2
    ISSUER_REPEAT = 3
    OTHER = 4
    OTHER_REPEAT = 5


class Message(Frame):
    """A message: its type, one or two bit maps, and the data elements whose bits are set."""

    version: Version = field(text_int(1), default=Version.ISO_1987)
    message_class: MessageClass = field(text_int(1))
    function: MessageFunction = field(text_int(1))
    origin: MessageOrigin = field(text_int(1), default=MessageOrigin.ACQUIRER)
    primary: int = derived(text_int(16, base=16, strict=True))
    secondary: int | None = optional(text_int(16, base=16, strict=True), when=this.primary >> 63 & 1, default=None)
    """The bit map of the elements from 65 on."""
    primary_account_number: str | None = element(2, variable_numeric(19))
    processing_code: str | None = element(3, numeric(6))
    transaction_amount: int | None = element(4, text_int(12))
    settlement_amount: int | None = element(5, text_int(12))
    cardholder_billing_amount: int | None = element(6, text_int(12))
    transmission_date_and_time: str | None = element(7, numeric(10))
    """MMDDhhmmss."""
    cardholder_billing_fee_amount: int | None = element(8, text_int(8))
    settlement_conversion_rate: str | None = element(9, numeric(8))
    cardholder_billing_conversion_rate: str | None = element(10, numeric(8))
    system_trace_audit_number: str | None = element(11, numeric(6))
    local_transaction_time: str | None = element(12, numeric(6))
    """hhmmss."""
    local_transaction_date: str | None = element(13, numeric(4))
    """MMDD."""
    expiration_date: str | None = element(14, numeric(4))
    """YYMM."""
    settlement_date: str | None = element(15, numeric(4))
    """MMDD."""
    conversion_date: str | None = element(16, numeric(4))
    """MMDD."""
    capture_date: str | None = element(17, numeric(4))
    """MMDD."""
    merchant_type: str | None = element(18, numeric(4))
    acquiring_institution_country: str | None = element(19, numeric(3))
    primary_account_number_country: str | None = element(20, numeric(3))
    forwarding_institution_country: str | None = element(21, numeric(3))
    point_of_service_entry_mode: str | None = element(22, numeric(3))
    card_sequence_number: str | None = element(23, numeric(3))
    network_international_identifier: str | None = element(24, numeric(3))
    point_of_service_condition_code: str | None = element(25, numeric(2))
    point_of_service_pin_capture_code: str | None = element(26, numeric(2))
    authorization_identification_response_length: str | None = element(27, numeric(1))
    transaction_fee_amount: str | None = element(28, signed(8))
    settlement_fee_amount: str | None = element(29, signed(8))
    transaction_processing_fee_amount: str | None = element(30, signed(8))
    settlement_processing_fee_amount: str | None = element(31, signed(8))
    acquiring_institution_identification: str | None = element(32, variable_numeric(11))
    forwarding_institution_identification: str | None = element(33, variable_numeric(11))
    extended_primary_account_number: str | None = element(34, variable(28))
    track_2_data: str | None = element(
        35, _formed(text(prefix=text_int(2), encoding="ascii", limit=37), TRACK, ["", "4000001234562=26011200"])
    )
    track_3_data: str | None = element(36, variable(104))
    retrieval_reference_number: str | None = element(37, characters(12))
    authorization_identification_response: str | None = element(38, characters(6))
    response_code: str | None = element(39, characters(2))
    service_restriction_code: str | None = element(40, characters(3))
    card_acceptor_terminal_identification: str | None = element(41, characters(8))
    card_acceptor_identification: str | None = element(42, characters(15))
    card_acceptor_name_and_location: str | None = element(43, characters(40))
    additional_response_data: str | None = element(44, variable(25))
    track_1_data: str | None = element(45, variable(76))
    additional_data_iso: str | None = element(46, variable(999))
    additional_data_national: str | None = element(47, variable(999))
    additional_data_private: str | None = element(48, variable(999))
    transaction_currency: str | None = element(49, characters(3))
    settlement_currency: str | None = element(50, characters(3))
    cardholder_billing_currency: str | None = element(51, characters(3))
    personal_identification_number_data: bytes | None = element(52, binary(8))
    security_related_control_information: str | None = element(53, numeric(16))
    additional_amounts: str | None = element(54, variable(120))
    reserved_iso_55: str | None = element(55, variable(999))
    reserved_iso_56: str | None = element(56, variable(999))
    reserved_national_57: str | None = element(57, variable(999))
    reserved_national_58: str | None = element(58, variable(999))
    reserved_national_59: str | None = element(59, variable(999))
    reserved_private_60: str | None = element(60, variable(999))
    reserved_private_61: str | None = element(61, variable(999))
    reserved_private_62: str | None = element(62, variable(999))
    reserved_private_63: str | None = element(63, variable(999))
    message_authentication_code: bytes | None = element(64, binary(8))
    extended_bit_map_indicator: bytes | None = element(65, binary(1))
    settlement_code: str | None = element(66, numeric(1))
    extended_payment_code: str | None = element(67, numeric(2))
    receiving_institution_country: str | None = element(68, numeric(3))
    settlement_institution_country: str | None = element(69, numeric(3))
    network_management_information_code: str | None = element(70, numeric(3))
    message_number: str | None = element(71, numeric(4))
    last_message_number: str | None = element(72, numeric(4))
    action_date: str | None = element(73, numeric(6))
    """YYMMDD."""
    number_of_credits: int | None = element(74, text_int(10))
    number_of_credit_reversals: int | None = element(75, text_int(10))
    number_of_debits: int | None = element(76, text_int(10))
    number_of_debit_reversals: int | None = element(77, text_int(10))
    number_of_transfers: int | None = element(78, text_int(10))
    number_of_transfer_reversals: int | None = element(79, text_int(10))
    number_of_inquiries: int | None = element(80, text_int(10))
    number_of_authorizations: int | None = element(81, text_int(10))
    credits_processing_fee_amount: int | None = element(82, text_int(12))
    credits_transaction_fee_amount: int | None = element(83, text_int(12))
    debits_processing_fee_amount: int | None = element(84, text_int(12))
    debits_transaction_fee_amount: int | None = element(85, text_int(12))
    credits_amount: int | None = element(86, text_int(16))
    credit_reversals_amount: int | None = element(87, text_int(16))
    debits_amount: int | None = element(88, text_int(16))
    debit_reversals_amount: int | None = element(89, text_int(16))
    original_data_elements: str | None = element(90, numeric(42))
    file_update_code: str | None = element(91, characters(1))
    file_security_code: str | None = element(92, characters(2))
    response_indicator: str | None = element(93, characters(5))
    service_indicator: str | None = element(94, characters(7))
    replacement_amounts: str | None = element(95, characters(42))
    message_security_code: bytes | None = element(96, binary(8))
    net_settlement_amount: str | None = element(97, signed(16))
    payee: str | None = element(98, characters(25))
    settlement_institution_identification: str | None = element(99, variable_numeric(11))
    receiving_institution_identification: str | None = element(100, variable_numeric(11))
    file_name: str | None = element(101, variable(17))
    account_identification_1: str | None = element(102, variable(28))
    account_identification_2: str | None = element(103, variable(28))
    transaction_description: str | None = element(104, variable(100))
    reserved_iso_105: str | None = element(105, variable(999))
    reserved_iso_106: str | None = element(106, variable(999))
    reserved_iso_107: str | None = element(107, variable(999))
    reserved_iso_108: str | None = element(108, variable(999))
    reserved_iso_109: str | None = element(109, variable(999))
    reserved_iso_110: str | None = element(110, variable(999))
    reserved_iso_111: str | None = element(111, variable(999))
    reserved_national_112: str | None = element(112, variable(999))
    reserved_national_113: str | None = element(113, variable(999))
    reserved_national_114: str | None = element(114, variable(999))
    reserved_national_115: str | None = element(115, variable(999))
    reserved_national_116: str | None = element(116, variable(999))
    reserved_national_117: str | None = element(117, variable(999))
    reserved_national_118: str | None = element(118, variable(999))
    reserved_national_119: str | None = element(119, variable(999))
    reserved_private_120: str | None = element(120, variable(999))
    reserved_private_121: str | None = element(121, variable(999))
    reserved_private_122: str | None = element(122, variable(999))
    reserved_private_123: str | None = element(123, variable(999))
    reserved_private_124: str | None = element(124, variable(999))
    reserved_private_125: str | None = element(125, variable(999))
    reserved_private_126: str | None = element(126, variable(999))
    reserved_private_127: str | None = element(127, variable(999))
    second_message_authentication_code: bytes | None = element(128, binary(8))


def bitmap_of(*numbers: int) -> int:
    """The second bit map of a message with these elements; elements up to 64 are ignored.

    >>> hex(bitmap_of(7, 11, 70))
    '0x400000000000000'
    """
    return sum(1 << 2 * ELEMENTS - number for number in set(numbers) if number > ELEMENTS)


class FramedMessage(Frame):
    """A message after its length."""

    length: int = derived(u16)
    message: Message = field(size=this.length)


PROTOCOL = Protocol("iso8583", title="ISO 8583", source="ISO 8583:1987", client=FramedMessage)
