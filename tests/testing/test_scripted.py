"""ScriptedSocket: every way to read and to write goes through the script; what cannot be a script is refused."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from typing import Any

import pytest

from framekit import Frame, u8
from framekit.testing import END, RESET, TIMEOUT, WOULD_BLOCK, ScriptedSocket, check_against


def read_into(sock: ScriptedSocket) -> bytes:
    buffer = bytearray(2)
    return bytes(buffer[: sock.recv_into(buffer)])


def read_from_into(sock: ScriptedSocket) -> bytes:
    buffer = bytearray(2)
    return bytes(buffer[: sock.recvfrom_into(buffer)[0]])


def read_into_two(sock: ScriptedSocket) -> bytes:
    one, two = bytearray(1), bytearray(1)
    size = sock.recvmsg_into([one, two])[0]
    return bytes(one + two)[:size]


READS: dict[str, Callable[[ScriptedSocket], bytes]] = {
    "recv": lambda sock: sock.recv(2),
    "recvfrom": lambda sock: sock.recvfrom(2)[0],
    "recvmsg": lambda sock: sock.recvmsg(2)[0],
    "recv_into": read_into,
    "recvfrom_into": read_from_into,
    "recvmsg_into": read_into_two,
}

WRITES: dict[str, Callable[[ScriptedSocket], int]] = {
    "send": lambda sock: sock.send(b"abc"),
    "sendmsg": lambda sock: sock.sendmsg([b"a", bytearray(b"bc")]),
    "sendto": lambda sock: sock.sendto(b"abc", ("host", 1)),
}


@pytest.mark.parametrize("name", READS)
def test_every_way_to_read_goes_through_the_script(name: str) -> None:
    read = READS[name]
    with ScriptedSocket(b"ab", TIMEOUT, bytearray(b"cd"), WOULD_BLOCK, RESET) as sock:
        assert read(sock) == b"ab"
        with pytest.raises(TimeoutError):
            read(sock)
        assert read(sock) == b"cd"
        with pytest.raises(BlockingIOError):
            read(sock)
        for _ in range(2):
            with pytest.raises(ConnectionResetError):
                read(sock)


@pytest.mark.parametrize("name", WRITES)
def test_every_way_to_write_goes_through_the_script(name: str) -> None:
    with ScriptedSocket(writes=[2, WOULD_BLOCK]) as sock:
        assert WRITES[name](sock) == 2
        with pytest.raises(BlockingIOError):
            WRITES[name](sock)
        assert WRITES[name](sock) == 3
        assert sock.sent == b"ababc"


def test_a_file_is_sent_through_the_script() -> None:
    with ScriptedSocket(writes=[1]) as sock:
        assert sock.sendfile(io.BytesIO(b"abc"), 1) == 2
        assert sock.sent == b"bc"


def test_flags_are_heeded() -> None:
    with ScriptedSocket(b"ab", b"cd", TIMEOUT, b"e") as sock:
        assert sock.recv(2, socket.MSG_PEEK) == b"ab"
        assert sock.recv(9, socket.MSG_WAITALL) == b"abcd"
        with pytest.raises(TimeoutError):
            sock.recv(1, socket.MSG_WAITALL)
        assert sock.recv(1) == b"e"


def test_what_is_shut_down_gives_and_takes_nothing() -> None:
    with ScriptedSocket(b"ab") as sock:
        sock.shutdown(socket.SHUT_WR)
        with pytest.raises(BrokenPipeError):
            sock.send(b"x")
        assert sock.recv(1) == b"a"
        sock.shutdown(socket.SHUT_RD)
        assert sock.recv(1) == b""


def test_options_of_tcp_are_kept_and_sizes_that_cannot_be_are_refused() -> None:
    with ScriptedSocket(b"ab") as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) == socket.SOCK_STREAM
        with pytest.raises(ValueError, match="at least 0, got"):
            sock.recv(-1)
        with pytest.raises(ValueError, match="do not fit"):
            sock.recv_into(bytearray(1), 2)
        with pytest.raises(OSError, match="duplicated"):
            sock.dup()


@pytest.mark.parametrize(("reads", "writes"), [(["ab"], []), ([3], []), ([], [END]), ([], [-1]), ([], [b"x"])])
def test_what_is_no_step_is_refused(reads: list[Any], writes: list[Any]) -> None:
    with pytest.raises(TypeError, match=r"invalid (read|write) step"):
        ScriptedSocket(*reads, writes=writes)


def test_a_reader_may_read_as_it_likes() -> None:
    class One(Frame):
        x: u8

    def make(sock: socket.socket) -> Any:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def read() -> Any:
            data = sock.recvmsg(1)[0]
            return {"x": data[0]} if data else None

        return read

    check_against(One, reader=make, examples=30, seed=1)
