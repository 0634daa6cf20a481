"""URLs of endpoints: what they say, and what is refused."""

from __future__ import annotations

import os
import socket

import pytest

from framekit import FramekitError, InvalidAddress
from framekit.net.endpoint import LONGEST_PATH, Endpoint, connect_stream, name_of_peer, parse_url, url_of


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("tcp://localhost:80", Endpoint("tcp", "localhost", 80)),
        ("tcp://127.0.0.1:0", Endpoint("tcp", "127.0.0.1", 0)),
        ("tcp://[::1]:65535", Endpoint("tcp", "::1", 65535)),
        ("tcp://[fe80::1%eth0]:1", Endpoint("tcp", "fe80::1%eth0", 1)),
        ("tcp://:8080", Endpoint("tcp", "", 8080)),
        ("udp://239.1.2.3:5000", Endpoint("udp", "239.1.2.3", 5000)),
        ("unix:/run/a b/sock", Endpoint("unix", path="/run/a b/sock")),
        ("unix:relative", Endpoint("unix", path="relative")),
        ("unix:@name", Endpoint("unix", path="\0name")),
        ("unixgram:/x", Endpoint("unixgram", path="/x")),
        ("unix:" + "x" * LONGEST_PATH, Endpoint("unix", path="x" * LONGEST_PATH)),
    ],
)
def test_urls(url: str, endpoint: Endpoint) -> None:
    assert parse_url(url, "tcp", "udp", "unix", "unixgram") == endpoint
    assert str(endpoint) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tcp",
        "localhost:80",
        "http://localhost:80",
        "tcp:localhost:80",
        "tcp://localhost",
        "tcp://localhost:",
        "tcp://localhost:http",
        "tcp://localhost:65536",
        "tcp://localhost:-1",
        "tcp://::1:80",
        "tcp://[::1:80",
        "tcp://localhost:80/path",
        "tcp://localhost:80?query",
        "tcp://localhost:80#part",
        "tcp://user@localhost:80",
        "tcp://local host:80",
        "unix:",
        "unix:@",
        "unix:a\0b",
        "unix:" + "x" * (LONGEST_PATH + 1),
        "unix:" + "é" * (LONGEST_PATH // 2 + 1),
        "udp://localhost:80",
    ],
)
def test_what_names_no_stream_is_refused(url: str) -> None:
    with pytest.raises(InvalidAddress) as caught:
        parse_url(url, "tcp", "unix")
    assert isinstance(caught.value, FramekitError | ValueError)
    assert caught.value.reason


def test_addresses_as_urls() -> None:
    assert url_of("tcp", ("127.0.0.1", 80)) == "tcp://127.0.0.1:80"
    assert url_of("udp", ("::1", 80, 0, 0)) == "udp://[::1]:80"
    assert url_of("unix", b"\0name") == "unix:@name"
    assert url_of("unixgram", "/x") == "unixgram:/x"


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectionRefusedError):
            connect_stream(f"tcp://127.0.0.1:{taken.getsockname()[1]}", 5)
    with pytest.raises(FileNotFoundError):
        connect_stream("unix:/nowhere/at/all", 5)


def test_names_of_peers() -> None:
    left, right = socket.socketpair()
    with left, right:
        names = {name_of_peer(left), name_of_peer(right)}
        assert len(names) == 2
        assert all(name.startswith("an unnamed peer (") for name in names)
        if hasattr(socket, "SO_PEERCRED"):
            assert all(f"process {os.getpid()} of user {os.getuid()}" in name for name in names)
    assert name_of_peer(left) == "a disconnected peer"
