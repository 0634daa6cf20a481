"""Multicast DNS: messages as a printer and a host send them."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import Frame, PackError, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

dns: Any = load("dns")
mdns: Any = load("mdns")
FRAMES: list[type[Frame]] = [mdns.MdnsQuestion, mdns.MdnsRecord, mdns.MdnsMessage]

QUESTIONS = bytes.fromhex("0000 0000 0002 0000 0000 0000 04 5f697070 05 6c6f63616c 00 000c 8001 05 5f69707073 c011 000c 0001")
"""Two types of services, the first to be answered by unicast."""
ANSWER = bytes.fromhex("0000 8400 0000 0001 0000 0000 01 61 05 6c6f63616c 00 0001 8001 00000078 0004 0a000207")
"""An address that replaces those that are known."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_questions() -> None:
    message = mdns.MdnsMessage.unpack(QUESTIONS)
    first, second = message.questions
    assert first == mdns.MdnsQuestion(name="_ipp.local", type=dns.RecordType.PTR, unicast_response=True)
    assert second == mdns.MdnsQuestion(name="_ipps.local", type=dns.RecordType.PTR)
    assert first.record_class is dns.RecordClass.INTERNET
    assert mdns.MdnsMessage.unpack(message.pack()) == message


def test_an_answer() -> None:
    data = dns.A(address=IPv4Address("10.0.2.7"))
    record = mdns.MdnsRecord(name="a.local", cache_flush=True, time_to_live=120, data=data)
    message = mdns.MdnsMessage(id=0, response=True, authoritative=True, answers=[record])
    assert message.pack() == ANSWER
    assert mdns.MdnsMessage.unpack(ANSWER) == message
    assert dns.DnsMessage.unpack(ANSWER).answers[0].record_class == 0x8001


def test_datagrams_of_the_protocol() -> None:
    from_client, from_server = mdns.PROTOCOL.decoders()
    assert [len(each.questions) for each in from_client.feed(QUESTIONS)] == [2]
    assert [len(each.answers) for each in from_server.feed(ANSWER)] == [1]


def test_what_is_wrong_is_refused() -> None:
    with pytest.raises(UnpackError) as caught:
        mdns.MdnsMessage.unpack(ANSWER[:-1])
    assert caught.value.path == "answers[0].data"
    with pytest.raises(PackError, match="record_class"):
        mdns.MdnsQuestion(name="", type=1, record_class=0x8001).pack()
