"""Syslog: the examples of RFC 5424 and RFC 3164, and both framings of a capture."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

syslog: Any = load("syslog")
Message, StreamMessage, Rfc5424, Rfc3164 = syslog.Message, syslog.StreamMessage, syslog.Rfc5424, syslog.Rfc3164
FRAMES: list[type[Frame]] = [Rfc5424, Rfc3164, Message, StreamMessage]

WITH_STRUCTURED_DATA = (
    b"<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
    b'[exampleSDID@32473 iut="3" eventSource="App\\"li\\\\cat\\]ion"][examplePriority@32473 class="high"] '
    b"\xef\xbb\xbfAn application event log entry..."
)
"""The third example of RFC 5424, section 6.5, with escapes."""
NOTHING_KNOWN = b"<14>1 - - - - - -"
OF_BSD = b"<34>Oct  1 22:14:15 mymachine su[12]: 'su root' failed for lonvick on /dev/pts/8"


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_rfc_5424() -> None:
    message = Message.unpack(WITH_STRUCTURED_DATA)
    assert (syslog.Facility(message.facility), syslog.Severity(message.severity)) == (
        syslog.Facility.LOCAL4,
        syslog.Severity.NOTICE,
    )
    body = message.body
    assert (body.version, body.timestamp, body.hostname) == (1, "2003-10-11T22:14:15.003Z", "mymachine.example.com")
    assert (body.app_name, body.process_id, body.message_id) == ("evntslog", "-", "ID47")
    assert body.elements == [
        ("exampleSDID@32473", [("iut", "3"), ("eventSource", 'App"li\\cat]ion')]),
        ("examplePriority@32473", [("class", "high")]),
    ]
    assert body.message == "\ufeffAn application event log entry..."
    assert message.pack() == WITH_STRUCTURED_DATA


def test_what_is_not_known() -> None:
    message = Message(priority=14, mark="1 -", body=Rfc5424())
    assert message.pack() == NOTHING_KNOWN
    assert Message.unpack(NOTHING_KNOWN) == message
    assert message.body.elements == []
    assert Message.unpack(NOTHING_KNOWN + b" ").body.message == ""


def test_rfc_3164() -> None:
    message = Message.unpack(OF_BSD)
    assert (message.facility, message.severity) == (syslog.Facility.AUTH, syslog.Severity.CRITICAL)
    body = message.body
    assert (body.month, body.day, body.hour, body.minute, body.second) == ("Oct", 1, 22, 14, 15)
    assert (body.hostname, body.tag, body.content) == ("mymachine", "su", "[12]: 'su root' failed for lonvick on /dev/pts/8")
    assert message.pack() == OF_BSD
    assert Message.unpack(b"<0>%% It's time").body == "%% It's time"


def test_messages_of_a_stream() -> None:
    wire = b"51 <13>Oct 11 22:14:15 mymachine su: 'su root' failed <14>Oct 11 22:14:16 mymachine su: 'su root' failed\n"
    counted, terminated = StreamMessage.iter_unpack(wire)
    assert counted.framed.message.body.content == ": 'su root' failed "
    assert terminated.framed.message.body.content == ": 'su root' failed"
    assert counted.pack() + terminated.pack() == wire


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"13>1 - - - - - -", ConstMismatch, "_open"),
        (b"<192>1 - - - - - -", InvalidValue, "priority"),
        (b"<1>1 -2003 - - - - -", InvalidValue, "body.timestamp"),
        (b"<1>1 - - - - - [a", InvalidValue, "body.structured_data"),
        (b'<1>1 - - - - - [a b="]"]', InvalidValue, "body.structured_data"),
        (b"<1>1 - - - - - -x", InvalidValue, "body.message"),
        (b"<1>Oct 32 22:14:15 host su", InvalidValue, "body.day"),
        (b"<1>Oct 11 22:14 host su", ConstMismatch, "body._after_minute"),
        (b"<1>Oc", TruncatedFrame, "mark"),
    ],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Message.unpack(wire)
    assert caught.value.path == path


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(InvalidLength):
        StreamMessage.unpack(b"-1 <1>xyz")
    with pytest.raises(PackError, match="structured_data"):
        Rfc5424(structured_data="[a").pack()
    old = Rfc3164(month="Nov", day=1, hour=0, minute=0, second=0, hostname="h", tag="su", content=": no")
    with pytest.raises(PackError, match="mark"):
        Message(priority=1, mark="Oct", body=old).pack()
    old.content = "do"
    with pytest.raises(PackError, match="content"):
        old.pack()
