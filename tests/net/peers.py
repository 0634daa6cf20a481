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
def running(command: list[str], port: int | None, *, patience: float = 10) -> Iterator[None]:
    """A server that runs, from when it takes connections on; one with datagrams alone (no port) is asked again by its client.

    Args:
        command: that starts it.
        port: over TCP.
        patience: seconds until it must take connections.
    """
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(0 if port is None else int(patience / 0.05)):
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


def _as_user(user: str, folder: str) -> list[str]:
    """What a command begins with that runs as another user, who owns a folder."""
    if os.geteuid() != 0:
        raise MissingPeer(f"it is started as the user {user}, which needs root")
    shutil.chown(folder, user)
    os.chmod(folder, 0o755)
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]


@contextmanager
def redis(at: int | None = None) -> Iterator[int]:
    """Redis, which keeps nothing; at a free port or a given one; gives its port."""
    port = at or free_port()
    with running([program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""], port):
        yield port


@contextmanager
def memcached(at: int | None = None) -> Iterator[int]:
    """memcached; at a free port or a given one; gives its port."""
    port = at or free_port()
    with running([program("memcached"), "-u", "root", "-l", "127.0.0.1", "-p", str(port), "-U", "0"], port):
        yield port


@contextmanager
def mariadb(at: int | None = None) -> Iterator[int]:
    """MariaDB, into which root logs in without a password; at a free port or a given one; gives its port."""
    install, server, port = program("mariadb-install-db"), program("mariadbd"), at or free_port()
    with tempfile.TemporaryDirectory(prefix="framekit-") as folder:
        user = _as_user("mysql", folder)
        where = [f"--datadir={folder}", "--auth-root-authentication-method=normal"]
        subprocess.run(
            [*user, install, "--no-defaults", *where], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        options = ["--no-defaults", f"--datadir={folder}", f"--socket={folder}/s", f"--port={port}", "--bind-address=127.0.0.1"]
        with running([*user, server, *options], port):
            yield port


@contextmanager
def rabbitmq(at: int | None = None) -> Iterator[int]:
    """RabbitMQ, into which guest logs in; at a free port or a given one; gives its port."""
    server, port, distribution = program("rabbitmq-server", "/usr/lib/rabbitmq/bin"), at or free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="framekit-", ignore_cleanup_errors=True) as folder:
        settings = {
            "HOME": folder,
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"framekit{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_MNESIA_BASE": folder,
            "RABBITMQ_LOG_BASE": folder,
        }
        command = [*_as_user("rabbitmq", folder), "env", *(f"{name}={value}" for name, value in settings.items()), server]
        with running(command, port, patience=60):
            yield port


@contextmanager
def nginx(at: int | None = None) -> Iterator[int]:
    """nginx, which answers over HTTP/2 without TLS; at a free port or a given one; gives its port."""
    port, command = at or free_port(), program("nginx")
    with tempfile.TemporaryDirectory(prefix="framekit-") as folder:
        settings = Path(folder, "nginx.conf")
        site = f'server {{ listen 127.0.0.1:{port} http2; location / {{ return 200 "hello\\n"; }} }}'
        settings.write_text(
            f"pid {folder}/pid; error_log {folder}/log; daemon off; events {{}} http {{ access_log off; {site} }}"
        )
        with running([command, "-c", str(settings)], port):
            yield port


@contextmanager
def openssh(at: int | None = None) -> Iterator[int]:
    """OpenSSH; at a free port or a given one; gives its port."""
    port, command, keygen = at or free_port(), program("sshd"), program("ssh-keygen")
    Path("/run/sshd").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="framekit-") as folder:
        key = f"{folder}/key"
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        where = ["-o", "ListenAddress=127.0.0.1", "-p", str(port), "-o", "PidFile=none"]
        with running([command, "-D", "-f", "/dev/null", "-h", key, *where], port):
            yield port


@contextmanager
def chrony() -> Iterator[int]:
    """chrony, which gives the time of this machine; gives its port, over UDP."""
    port, command = free_port(), program("chronyd")
    with tempfile.TemporaryDirectory(prefix="framekit-") as folder:
        settings = Path(folder, "chrony.conf")
        lines = [
            "local stratum 5",
            "allow 127.0.0.0/8",
            f"port {port}",
            "cmdport 0",
            "bindaddress 127.0.0.1",
            f"pidfile {folder}/pid",
        ]
        settings.write_text("\n".join([*lines, ""]))
        with running([command, "-x", "-d", "-U", "-u", "root", "-f", str(settings)], None):
            yield port


@contextmanager
def tftpd() -> Iterator[tuple[int, Path]]:
    """tftpd-hpa; gives its port, over UDP, and the folder of its files."""
    port, command = free_port(), program("in.tftpd")
    with tempfile.TemporaryDirectory(prefix="framekit-") as folder:
        os.chmod(folder, 0o755)
        with running([command, "-L", "-4", "--address", f"127.0.0.1:{port}", "--user", "root", "-s", folder], None):
            yield port, Path(folder)


@contextmanager
def freeradius() -> Iterator[int]:
    """FreeRADIUS, whose secret is testing123; gives its port, over UDP."""
    port, command = free_port(), program("freeradius")
    where = ["-i", "127.0.0.1", "-p", str(port), "-n", "radiusd", "-d", "/etc/freeradius/3.0"]
    with running([command, "-f", *where, "-l", "stdout"], None):
        yield port
