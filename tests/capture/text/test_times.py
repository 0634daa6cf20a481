"""Times in logs and dumps: what is read, what is not, and how frames get them."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest

from framekit import Frame, Protocol, data, open_capture, text, u8
from framekit.capture.text.times import Clock, time_in

MIDNIGHT = 1_767_312_000_000_000_000
"""2026-01-02 in UTC."""
SECOND = 1_000_000_000


class Word(Frame):
    word: str = text(prefix=u8)


class Rest(Frame):
    body: bytes = data()


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2026-01-02 00:00:01 INFO RX:", MIDNIGHT + SECOND),
        ("2026-01-02T00:00:01.5Z RX:", MIDNIGHT + SECOND * 3 // 2),
        ("2026/01/02 00:00:01,000000001 >", MIDNIGHT + SECOND + 1),
        ("2026-01-02 01:00:01+01:00 <", MIDNIGHT + SECOND),
        ("[2026-01-01 22:30:01 -0130] <", MIDNIGHT + SECOND),
        ("    Arrival Time: Jan  2, 2026 00:00:01.000000000 UTC", MIDNIGHT + SECOND),
        ("00:00:01.25 IP 10.0.0.1.53 > 10.0.0.2.53: UDP", SECOND * 5 // 4),
        ("[00:00:01] <<", SECOND),
        ("[   12.000001] uart:", 12 * SECOND + 1000),
        ("(1767312001.000000) can0", MIDNIGHT + SECOND),
        ("0.000125 ", 125_000),
        ("2026-01-02 01:00:01+01 <", MIDNIGHT + SECOND),
        ("2026-01-02 00:00:01.123456789123Z RX:", MIDNIGHT + SECOND + 123_456_789),
        ("00:00:01.123456789123 RX:", SECOND + 123_456_789),
        ("2026-01-02 12:00:01 AM RX:", MIDNIGHT + SECOND),
        ("12:00:01pm RX:", 12 * 3600 * SECOND + SECOND),
        ("2026-01-02 00:00:01 SET 01", MIDNIGHT + SECOND),
    ],
)
def test_times_are_read(words: str, moment: int) -> None:
    assert time_in(words) == moment


@pytest.mark.parametrize(
    "words",
    [
        "2026-01-02 00:00:01 CET RX:",
        "Arrival Time: Jan  2, 2026 00:00:01.000000000 W. Europe Standard Time",
        "2026-01-02 13:00:00 PM RX:",
        "1.5 volts:",
        "RX:",
        "01/02/2026 >",
        "10.0.0.1 >",
        "2026-13-01 00:00:00 >",
        "25:00:00 >",
        "00:11:22:33:44:55 >",
        "version 1.2.3 >",
    ],
)
def test_other_numbers_are_not_taken_for_times(words: str) -> None:
    assert time_in(words) is None


def test_a_line_of_blanks_takes_no_time() -> None:
    begun = time.process_time()
    assert time_in(" " * 1_000_000 + "x") is None
    assert time.process_time() - begun < 5


def test_a_clock_goes_on_after_midnight_and_is_not_moved_by_lines_that_are_late() -> None:
    clock, day = Clock(), 24 * 3600 * SECOND
    texts = ["23:59:58 RX", "00:00:01 RX", "23:59:59 RX", "00:00:02 RX", "2026-01-02 00:00:00 RX"]
    wanted = [day - 2 * SECOND, day + SECOND, day - SECOND, day + 2 * SECOND, MIDNIGHT]
    assert [clock.time_in(text) for text in texts] == wanted


def test_a_line_of_many_dates_takes_no_time_that_grows_with_their_square() -> None:
    begun = time.process_time()
    time_in("2026-01-02 00:00:01 a b c d " * 20_000)
    assert time.process_time() - begun < 5


def times(dump: bytes, protocol: Any = Word) -> list[tuple[Any, int | None]]:
    with open_capture(io.BytesIO(dump)) as capture:
        return [(found.frame, found.time_ns) for found in capture.frames(protocol)]


def test_a_frame_of_a_log_has_the_time_of_its_last_line() -> None:
    log = b"00:00:01 RX: 02 68 69 03 79\n00:00:02 TX: 02 6f 6b 01\n00:00:03 RX: 6f 75\n00:00:04 TX: 21\n"
    with open_capture(io.BytesIO(log)) as capture:
        found = list(capture.frames(Word))
    assert [(each.frame.word, each.direction, each.time_ns, each.first_time_ns) for each in found] == [
        ("hi", "client", SECOND, SECOND),
        ("ok", "server", 2 * SECOND, 2 * SECOND),
        ("you", "client", 3 * SECOND, SECOND),
        ("!", "server", 4 * SECOND, 2 * SECOND),
    ]


def test_a_dump_has_the_time_of_the_words_before_it() -> None:
    dump = (
        b"00:00:01.000000 IP 10.0.0.1.5000 > 10.0.0.2.7000: UDP, length 3\n\t0x0000:  0268 6921 0268 6921 0268 6921 0268 6921\n"
        b"00:00:02.000000 IP 10.0.0.1.5000 > 10.0.0.2.7000: UDP, length 3\n\t0x0000:  0268 6921 0268 6921 0268 6921 0268 6922\n"
    )
    assert [moment for _, moment in times(dump, Rest)] == [SECOND, 2 * SECOND]


def test_words_after_a_block_are_about_the_next_one_and_its_first_time_counts() -> None:
    row = b"0000  02 68 69 21 02 68 69 21 02 68 69 21 02 68 69 21   .hi!.hi!.hi!.hi!\n\n"
    dump = b"".join(
        (
            b"Arrival Time: Jan  2, 2026 00:00:01.000000000 UTC\nReference Time: Jan  5, 2026 00:00:00.000000000 UTC\n\n", row,
            b"Frame 2 has no time\n\n", row,
        )
    )  # fmt: skip
    assert [moment for _, moment in times(dump, Rest)] == [MIDNIGHT + SECOND, None]


def test_a_table_has_a_column_of_times() -> None:
    table = b"Time [s],Value,Parity\n0.5,0x02,\n0.75,0x68,\n1.25,0x69,\n"
    assert times(table) == [(Word(word="hi"), SECOND * 5 // 4)]


def test_a_text_without_times_has_none() -> None:
    assert times(b"02 68 69\n") == [(Word(word="hi"), None)]


def test_a_third_stream_is_another_conversation() -> None:
    log = b"uart-1: 02 68 69\nuart-2: 02 6f 6b\nuart-3: 03 79 6f 75\nuart-1: 01 21\n"
    with open_capture(io.BytesIO(log)) as capture:
        found = list(capture.frames(Protocol("words", client=Word)))
    assert [(each.frame.word, each.direction, each.connection and each.connection.number) for each in found] == [
        ("hi", "client", 0),
        ("ok", "server", 0),
        ("you", "client", 1),
        ("!", "client", 0),
    ]
