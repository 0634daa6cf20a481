"""Real servers on the loopback, started for a while and ended after it: for tests, and to record samples from.

Rules: they listen on the loopback alone. Where one is not installed, MissingPeer says so, and whoever asked decides what that
means.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class MissingPeer(Exception):
    """A server is not installed, or does not run here."""


def program(name: str, *folders: str) -> str:
    """The path of a server's program."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *folders]))
    if found is None:
        raise MissingPeer(f"{name} is not installed")
    return found


def free_port() -> int:
    """A TCP port, free as a UDP port too."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port = int(tcp.getsockname()[1])
            try:
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """A server that runs, from when it takes connections on."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if server.poll() is not None:
                        raise MissingPeer(f"{command[0]} does not run here (status {server.returncode})") from None
                    time.sleep(0.05)
            yield
        finally:
            server.terminate()


@contextmanager
def postgresql(port: int | None = None) -> Iterator[tuple[str, str]]:
    """PostgreSQL, at a free port or a given one; gives its URLs over TCP and over its UNIX socket."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not programs:
        raise MissingPeer("PostgreSQL is not installed")
    if os.geteuid() != 0:
        raise MissingPeer("PostgreSQL is started as another user, which needs root")
    folder, port, binaries = tempfile.mkdtemp(prefix="framekit-"), port or free_port(), programs[-1].parent
    shutil.chown(folder, "postgres")
    os.chmod(folder, 0o755)
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    control = f"{binaries}/pg_ctl -w -D {folder}/db -l {folder}/log"
    start = f"{binaries}/initdb -D {folder}/db -A trust -N && {control} -o '{options}' start"
    try:
        subprocess.run(["su", "postgres", "-c", start], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        yield f"tcp://127.0.0.1:{port}", f"unix:{folder}/.s.PGSQL.{port}"
    finally:
        subprocess.run(["su", "postgres", "-c", f"{control} -m fast stop"], check=False, stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder)


@contextmanager
def dnsmasq() -> Iterator[int]:
    """dnsmasq, which knows example.test; gives its port, over TCP and UDP."""
    port = free_port()
    where = [f"--port={port}", "--listen-address=127.0.0.1", "--bind-interfaces"]
    what = ["--address=/example.test/192.0.2.7", "--mx-host=example.test,mail.example.test,10"]
    alone = ["--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root", "--pid-file="]
    with running([program("dnsmasq"), *where, *what, *alone], port):
        yield port


@contextmanager
def mosquitto() -> Iterator[int]:
    """mosquitto, which lets anybody in; gives its port."""
    port, command = free_port(), program("mosquitto")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        settings = Path(folder, "mosquitto.conf")
        settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
        with running([command, "-c", str(settings)], port):
            yield port
