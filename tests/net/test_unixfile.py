"""Files of UNIX sockets: a stale one is replaced, a live one never, and nobody else's is removed."""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from framekit import DatagramEndpoint, InvalidAddress, connect, serve
from framekit.net.endpoint import LONGEST_PATH
from framekit.net.unixfile import bind_file
from tests.decoder.streams import Word
from tests.net.support import HI


def bind(path: Path, mode: int | None = None) -> Any:
    return bind_file(socket.SOCK_STREAM, str(path), mode, 5)


def leave_stale(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(path))


def test_a_stale_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "s"
    leave_stale(path)
    sock, file = bind(path)
    with sock, socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
    file.remove()
    assert os.listdir(tmp_path) == []


def test_a_live_one_never_is(tmp_path: Path) -> None:
    path = tmp_path / "s"
    sock, file = bind(path)
    with sock:
        for _ in range(20):  # the queue of those who wait is full in the end, which is no sign of death
            with pytest.raises(OSError, match="in use") as caught:
                bind(path)
            assert caught.value.errno == errno.EADDRINUSE
        with pytest.raises(OSError, match="in use"):
            bind_file(socket.SOCK_DGRAM, str(path), None, None)
        assert os.listdir(tmp_path) == ["s"]
        file.remove()


def test_what_is_no_socket_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "s"
    path.write_text("precious")
    with pytest.raises(InvalidAddress, match="not a socket"):
        bind(path)
    assert path.read_text() == "precious"
    path.unlink()
    target = tmp_path / "target"
    leave_stale(target)
    path.symlink_to(target)
    with pytest.raises(InvalidAddress, match="not a socket"):
        bind(path)


def test_only_ones_own_file_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "s"
    first, first_file = bind(path)
    first.close()
    second, second_file = bind(path)
    first_file.remove()
    assert path.exists()
    second.close()
    second_file.remove()
    second_file.remove()
    assert not path.exists()


def test_the_mode_of_the_file(tmp_path: Path) -> None:
    for mode in (0o600, 0o660):
        for stale in (False, True):
            path = tmp_path / f"{mode}{stale}"
            if stale:
                leave_stale(path)
            sock, file = bind(path, mode)
            assert stat.S_IMODE(path.stat().st_mode) == mode
            sock.close()
            file.remove()


def test_the_longest_path(tmp_path: Path) -> None:
    name = "x" * (LONGEST_PATH - len(str(tmp_path)) - 1)
    sock, file = bind(tmp_path / name)
    sock.close()
    again, file = bind(tmp_path / name)
    again.close()
    file.remove()
    with pytest.raises(InvalidAddress, match=r"at most 10[37] bytes"):
        serve(f"unix:{tmp_path / name}x", Word, print)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        bind(tmp_path / "no" / "s")


def test_only_one_of_many_gets_a_stale_path(tmp_path: Path) -> None:
    path = tmp_path / "s"
    leave_stale(path)
    won: list[Any] = []
    lost: list[OSError] = []

    def race() -> None:
        try:
            won.append(bind(path))
        except OSError as error:
            lost.append(error)

    threads = [threading.Thread(target=race) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 19)
    sock, file = won[0]
    sock.close()
    file.remove()


def test_a_server_leaves_no_file(tmp_path: Path) -> None:
    url = f"unix:{tmp_path / 's'}"
    with serve(url, Word, lambda stream: stream.write(stream.read())) as server:
        assert server.url == url
        assert server.address == str(tmp_path / "s")
        with connect(url, Word) as stream:
            stream.write(HI)
            assert stream.read(timeout=5) == HI
    assert not (tmp_path / "s").exists()


def test_datagrams_leave_no_file(tmp_path: Path) -> None:
    url = f"unixgram:{tmp_path / 'd'}"
    leave_stale(tmp_path / "d")
    with DatagramEndpoint.bind(url, Word, mode=0o600) as server, DatagramEndpoint.connect(url, Word) as client:
        client.send(HI)
        asked = server.recv(timeout=5)
        server.send(asked.frame, to=asked.address)
        assert client.recv(timeout=5).frames == [HI]
        with pytest.raises(OSError, match="in use"):
            DatagramEndpoint.bind(url, Word)
    assert os.listdir(tmp_path) == []
