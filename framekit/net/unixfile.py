"""Files of UNIX sockets: replaced if they are stale but never while in use, and removed only by the process that created them.

Strategy: all changes are made under a lock on the directory, which all users of this module share. A socket file is stale if
nothing answers at it. It is replaced by renaming a new file over it, so that the path always leads to a socket.

Rules: a file that is not a socket is never touched. The mode is set before clients can connect.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from framekit.errors import InvalidAddress
from framekit.net.endpoint import LONGEST_PATH

LOCK_TRIES = 100
LOCK_PAUSE = 0.02


@dataclass(frozen=True)
class SocketFile:
    """A socket file that this process created."""

    path: str
    identity: tuple[int, int, int]
    owner: int = field(default_factory=os.getpid)

    def remove(self) -> None:
        """Remove the file, unless it has since been replaced by another."""
        if os.getpid() != self.owner:  # a child process of a fork only closes its copy of the socket
            return
        with suppress(OSError), _locked(self.path):
            if _identity(self.path) == self.identity:
                os.unlink(self.path)


def bind_file(kind: socket.SocketKind, path: str, mode: int | None, backlog: int | None) -> tuple[socket.socket, SocketFile]:
    """Bind a socket to a path, and listen if `backlog` is given.

    Args:
        kind: SOCK_STREAM or SOCK_DGRAM.
        path: the path of the socket file.
        mode: the permissions of the file; None for those that the umask leaves.
        backlog: maximum number of connections that wait to be accepted; None for a socket that does not listen.

    Raises:
        InvalidAddress: the path exists and is not a socket.
        OSError: EADDRINUSE if the address is in use; otherwise an error of the system.
    """
    with _locked(path):
        replaces = _is_stale(kind, path)
        place = _beside(path) if replaces else path
        sock = socket.socket(socket.AF_UNIX, kind)
        try:
            sock.bind(place)
            try:
                if mode is not None:
                    os.chmod(place, mode)
                if backlog is not None:
                    sock.listen(backlog)
                if replaces:
                    os.rename(place, path)
                return sock, SocketFile(os.path.abspath(path), _identity(path))
            except BaseException:
                os.unlink(place)
                raise
        except BaseException:
            sock.close()
            raise


def _identity(path: str) -> tuple[int, int, int]:
    # Inode numbers are soon reused, so another file could be mistaken for ours; the modification time distinguishes them.
    found = os.lstat(path)
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _is_stale(kind: socket.SocketKind, path: str) -> bool:
    """True if a stale socket file must be replaced, False if the path does not exist."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    if not stat.S_ISSOCK(found.st_mode):
        raise InvalidAddress(f"{path!r} already exists, and is not a socket")
    with socket.socket(socket.AF_UNIX, kind) as probe:
        probe.setblocking(False)
        try:
            probe.connect(path)
        except (ConnectionRefusedError, FileNotFoundError):
            return True
        except OSError as fault:
            # EAGAIN: the queue of a live socket is full. EPROTOTYPE: it is a socket of another kind. After any other error, it is
            # not known to be stale.
            raise OSError(errno.EADDRINUSE, f"the address may be in use: {fault.strerror}", path) from None
    raise OSError(errno.EADDRINUSE, "the address is in use", path)


def _beside(path: str) -> str:
    """Return an unused name in the same directory."""
    place = os.path.join(os.path.dirname(path), f".{secrets.token_hex(3)}")
    if len(os.fsencode(place)) > LONGEST_PATH:
        raise InvalidAddress(f"{path!r} is stale, but its path is too long for a temporary name beside it; remove the file")
    return place


def _lock(folder: int, path: str) -> None:
    """Lock a directory. The wait is limited, because any process that can open the directory can hold its lock."""
    for _ in range(LOCK_TRIES):
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(LOCK_PAUSE)
    raise OSError(errno.EAGAIN, "cannot lock the directory, which is already locked", path)


@contextmanager
def _locked(path: str) -> Iterator[None]:
    """Hold the lock of the directory of a path, or continue without it if the directory cannot be read."""
    try:
        folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY | os.O_CLOEXEC)
    except PermissionError:
        yield
        return
    try:
        _lock(folder, path)
        yield
    finally:
        os.close(folder)
