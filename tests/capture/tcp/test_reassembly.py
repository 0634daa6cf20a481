"""TCP reassembly: any order that TCP allows gives the same bytes, and what is missing is said in its place."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit.capture.network.carried import Segment
from framekit.capture.packet import Packet
from framekit.capture.tcp.connections import CLIENT, SERVER, Connections, TcpConnection
from framekit.capture.tcp.side import HISTORY, MAX_WAITING, Data, End, Event, Gap, Remark, Side
from tests.capture.making import ACK, FIN, RST, SYN
from tests.capture.making import CLIENT as A
from tests.capture.making import SERVER as B

START = 2**32 - 50
"""Numbers wrap in most of these streams."""


def segments(parts: Iterable[tuple[int, bytes, int]], start: int = START, reverse: bool = False) -> list[Segment]:
    """Segments of (offset, payload, flags); offset -1 is that of SYN."""
    source, target = (B, A) if reverse else (A, B)
    return [
        Segment(Packet(number, number * 1000, 1, b"", 0), *source, *target, (start + 1 + offset) % 2**32, 0, flags, payload, 0)
        for number, (offset, payload, flags) in enumerate(parts, 1)
    ]


def run(found: Iterable[Segment], ports: frozenset[int] = frozenset()) -> list[tuple[TcpConnection, int, Event]]:
    connections = Connections(ports, itertools.count())
    happenings = [each for segment in found for each in connections.take(segment)]
    return [*happenings, *connections.end()]


def stream(found: Iterable[Segment], side: int = CLIENT) -> list[Event]:
    """The events of one side, data joined."""
    events: list[Event] = []
    for _, index, event in run(found):
        if index != side:
            continue
        if isinstance(event, Data) and events and isinstance(events[-1], Data):
            last = events[-1]
            assert last.offset + len(last.data) == event.offset
            events[-1] = Data(last.offset, last.data + event.data, event.packet)
        else:
            events.append(event)
    return events


def shown(events: list[Event]) -> list[object]:
    return [
        (each.offset, each.data) if isinstance(each, Data)
        else ("gap", each.offset, each.size) if isinstance(each, Gap)
        else "differs" if isinstance(each, Remark)
        else each.reason
        for each in events
    ]  # fmt: skip


MESSAGE = bytes(range(200))


@st.composite
def transmissions(draw: st.DrawFn) -> list[tuple[int, bytes, int]]:
    """The message in segments that overlap and repeat, each within 16 places of where it belongs; SYN and FIN among them."""
    cuts = sorted(draw(st.lists(st.integers(1, 199), max_size=12, unique=True)))
    edges = [0, *cuts, 200]
    parts = [(a, MESSAGE[a:b], ACK) for a, b in itertools.pairwise(edges)]
    for _ in range(draw(st.integers(0, 5))):
        begin = draw(st.integers(0, 198))
        parts.append((begin, MESSAGE[begin : draw(st.integers(begin + 1, 200))], ACK))
    return draw(st.permutations([(-1, b"", SYN), *parts, (200, b"", FIN | ACK)])) if len(parts) < 14 else parts


@given(transmissions())
def test_any_order_and_any_repetition_gives_the_message(parts: list[tuple[int, bytes, int]]) -> None:
    assert [each for each in shown(stream(segments(parts))) if each not in ("", "FIN")] == [(0, MESSAGE)]


RELATIONS = {  # the second interval against the first, [10, 20), in a stream of 0 to 30; what of the second is taken
    "before": (0, 5, [(0, 5)]),
    "meets": (0, 10, [(0, 10)]),
    "overlaps": (5, 15, [(5, 10)]),
    "finished by": (5, 20, [(5, 10)]),
    "contains": (5, 25, [(5, 10), (20, 25)]),
    "starts": (10, 15, []),
    "equals": (10, 20, []),
    "started by": (10, 25, [(20, 25)]),
    "during": (12, 18, []),
    "finishes": (15, 20, []),
    "overlapped by": (15, 25, [(20, 25)]),
    "met by": (20, 25, [(20, 25)]),
    "after": (25, 30, [(25, 30)]),
}


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("waits", [True, False], ids=["waiting", "given already"])
def test_of_two_intervals_the_first_wins_in_all_relations(relation: str, waits: bool) -> None:
    begin, end, taken = RELATIONS[relation]
    if not waits:  # what is before the first interval was given: the second can only repeat that
        parts = [(-1, b"", SYN), (0, b"." * 10, ACK), (10, b"1" * 10, ACK), (begin, b"2" * (end - begin), ACK)]
        wanted = bytearray(b"." * 10 + b"1" * 10 + b"\0" * 10)
        taken = [(max(a, 20), b) for a, b in taken if b > 20]
    else:
        parts = [(-1, b"", SYN), (10, b"1" * 10, ACK), (begin, b"2" * (end - begin), ACK)]
        wanted = bytearray(b"\0" * 10 + b"1" * 10 + b"\0" * 10)
    for a, b in taken:
        wanted[a:b] = b"2" * (b - a)
    events = stream(segments(parts))
    found = bytearray(30)
    for each in events:
        if isinstance(each, Data):
            found[each.offset : each.offset + len(each.data)] = each.data
    assert found == wanted
    differs = begin < 20 and end > (0 if not waits else 10)
    assert any(isinstance(each, Remark) for each in events) == differs
    gaps = [(each.offset, each.size) for each in events if isinstance(each, Gap)]
    covered = sorted({*range(10 if waits else 0, 20), *itertools.chain.from_iterable(range(a, b) for a, b in taken)})
    assert sum(size for _, size in gaps) == covered[-1] + 1 - len(covered)


def test_a_gap_stands_in_its_place_and_the_stream_goes_on() -> None:
    parts = [(-1, b"", SYN), (0, b"abc", ACK), (5, b"fgh", ACK), (8, b"", FIN | ACK)]
    assert shown(stream(segments(parts))) == [(0, b"abc"), ("gap", 3, 2), (5, b"fgh"), "FIN"]


def test_a_reset_with_bytes_outstanding() -> None:
    parts = [(-1, b"", SYN), (0, b"abc", ACK), (6, b"", RST)]
    assert shown(stream(segments(parts))) == [(0, b"abc"), ("gap", 3, 3), "RST"]


def test_bytes_that_come_with_syn_and_with_fin() -> None:
    parts = [(-1, b"fast", SYN), (4, b"end", FIN | ACK)]
    assert shown(stream(segments(parts))) == [(0, b"fastend"), "FIN"]


@pytest.mark.parametrize("payload", [b"", b"\0"])
def test_keep_alives_are_no_repetitions(payload: bytes) -> None:
    parts = [(-1, b"", SYN), (0, b"abc", ACK), (2, payload, ACK), (3, b"def", ACK)]
    assert shown(stream(segments(parts))) == [(0, b"abcdef"), ""]


def test_a_stream_that_is_joined_in_the_middle_begins_at_its_lowest_number() -> None:
    parts = [(103, b"def", ACK), (100, b"abc", ACK), (106, b"ghi", ACK)]
    events = run(segments(parts))
    assert b"".join(event.data for _, _, event in events if isinstance(event, Data)) == b"abcdefghi"
    assert events[0][0].sides[events[0][1]].joined


def test_a_client_that_was_reported_with_a_gap_stays_the_client() -> None:
    cut = [each._replace(missing=5) for each in segments([(0, b"", ACK)], reverse=True)]  # a snap length of no payload
    late = segments([(-1, b"", SYN)], reverse=True)
    more = segments([(5 + index, b"x", ACK) for index in range(20)], reverse=True)
    directions = {index for _, index, event in run([*cut * 20, *late, *more]) if isinstance(event, Data | Gap)}
    assert len(directions) == 1


def test_repetitions_are_compared_in_time_that_does_not_depend_on_how_the_bytes_were_cut() -> None:
    """A direction of one byte a segment, each repeated: comparing each with all segments before it takes over a minute."""
    size = 60_000
    side, found = Side(), segments([(-1, b"", SYN), *((index // 2, bytes([index // 2 % 251]), ACK) for index in range(2 * size))])
    events = [event for each in found for event in side.take(each)]
    assert sum(isinstance(each, Data) for each in events) == size
    assert len(side._history) == HISTORY
    (wrong,) = segments([(size - 10, b"?", ACK)])
    (remark,) = side.take(wrong)
    assert isinstance(remark, Remark)
    assert "different contents" in remark.reason


def test_bytes_of_connections_that_are_forgotten_no_longer_count_as_waiting() -> None:
    connections = Connections(frozenset(), itertools.count())
    for number in range(3):
        for reverse in (False, True):
            for each in segments(
                [(-1, b"", SYN | (ACK if reverse else 0)), (0, b"", FIN | ACK), (5, b"late", ACK)], reverse=reverse
            ):
                source, target = each.source_port, each.destination_port
                connections.take(each._replace(source_port=source + number, destination_port=target + number))
    while connections._known:
        connections._relieve()
    assert connections._waiting == 0


def test_ports_that_are_used_again_are_another_connection() -> None:
    once = segments([(-1, b"", SYN), (0, b"first", ACK), (5, b"", FIN | ACK)])
    again = segments([(-1, b"", SYN), (-1, b"", SYN), (0, b"second", ACK)], start=77)
    events = run([*once, *again])
    data = [(connection.number, event.data) for connection, _, event in events if isinstance(event, Data)]
    assert data == [(0, b"first"), (1, b"second")]


def test_a_repeated_syn_is_no_new_connection() -> None:
    events = run(segments([(-1, b"", SYN), (0, b"abc", ACK), (-1, b"", SYN), (3, b"def", ACK)]))
    assert {connection.number for connection, _, _ in events} == {0}


@pytest.mark.parametrize("first", [SYN, SYN | ACK])
def test_the_client_is_the_one_who_has_sent_syn(first: int) -> None:
    found = segments([(-1, b"", first), (0, b"abc", ACK)], reverse=True)
    (event,) = [each for each in run(found) if isinstance(each[2], Data)]
    assert event[0].client == (B if first == SYN else A)
    assert event[1] == (CLIENT if first == SYN else SERVER)


def test_a_syn_that_comes_late_still_tells_the_client() -> None:
    found = segments([(0, b"abc", ACK), (-1, b"", SYN)], reverse=True)
    (event,) = [each for each in run(found) if isinstance(each[2], Data)]
    assert event[0].client == B
    assert event[1] == CLIENT


def test_missing_bytes_are_given_up_when_too_many_wait() -> None:
    size = 1 << 15
    parts = [(-1, b"", SYN), *((10 + index * size, bytes(size), ACK) for index in range(40))]
    connections = Connections(frozenset(), itertools.count())
    events: list[Event] = []
    for segment in segments(parts):
        events += [event for _, _, event in connections.take(segment)]
        assert connections._waiting <= MAX_WAITING + size
    assert shown(events)[0] == ("gap", 0, 10)


def test_a_hole_that_the_receiver_has_confirmed_is_given_up_after_some_segments() -> None:
    lost = segments([(-1, b"", SYN), (0, b"ab", ACK), (4, b"ef", ACK)])
    reply = [each._replace(acknowledgment=(START + 1 + 6) % 2**32) for each in segments([(-1, b"", SYN | ACK)], reverse=True)]
    more = segments([(6 + index, b"x", ACK) for index in range(100)])
    connections = Connections(frozenset(), itertools.count())
    events = [event for segment in (*lost, *reply, *more) for _, _, event in connections.take(segment)]
    assert Gap(2, 2, lost[-1].packet)[:2] in [each[:2] for each in events if isinstance(each, Gap)]


@given(
    st.lists(
        st.tuples(st.integers(-5, 60), st.binary(max_size=20), st.sampled_from([ACK, SYN, FIN, RST, SYN | ACK, FIN | ACK])),
        max_size=30,
    )
)
def test_whatever_comes_the_events_of_a_side_tile_its_stream(parts: list[tuple[int, bytes, int]]) -> None:
    at: dict[tuple[int, int], int] = {}
    ended = set()
    for connection, side, event in run(segments(parts)):
        key = (connection.number, side)
        assert key not in ended
        if isinstance(event, Data | Gap):
            assert event.offset == at.get(key, 0)
            at[key] = event.offset + (len(event.data) if isinstance(event, Data) else event.size)
        elif isinstance(event, End):
            ended.add(key)
