"""Files of UNIX sockets: bound so that a stale one is replaced and a live one never is, and removed only by who made them.

Strategy: everything happens under a lock on the directory, which all that use this module share. A socket file is stale where
nobody answers at it. A stale one is replaced by renaming a new one over it, so that the path never leads nowhere.

Rules: what is no socket is never touched. The mode is set before anybody can connect.
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
    """A socket file that this process has made."""

    path: str
    identity: tuple[int, int, int]
    owner: int = field(default_factory=os.getpid)

    def remove(self) -> None:
        """Remove the file, unless it was replaced by another since."""
        if os.getpid() != self.owner:  # a child of a fork closes its copy of the socket, which lives on
            return
        with suppress(OSError), _locked(self.path):
            if _identity(self.path) == self.identity:
                os.unlink(self.path)


def bind_file(kind: socket.SocketKind, path: str, mode: int | None, backlog: int | None) -> tuple[socket.socket, SocketFile]:
    """A socket that is bound to a path, and listens where there is a backlog.

    Args:
        kind: SOCK_STREAM or SOCK_DGRAM.
        path: where.
        mode: the permissions of the file; None for what the umask leaves.
        backlog: connections that may wait.

    Raises:
        InvalidAddress: something else than a socket stands there.
        OSError: EADDRINUSE where somebody answers at the path; others as the system says.
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
    # A number of an inode is soon used again, by which another's file could be taken for ours; the time tells them apart.
    found = os.lstat(path)
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _is_stale(kind: socket.SocketKind, path: str) -> bool:
    """True where a stale socket file is to be replaced, False where there is nothing."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    if not stat.S_ISSOCK(found.st_mode):
        raise InvalidAddress(f"{path!r} is there already, and it is no socket")
    with socket.socket(socket.AF_UNIX, kind) as probe:
        probe.setblocking(False)
        try:
            probe.connect(path)
        except (ConnectionRefusedError, FileNotFoundError):
            return True
        except OSError as fault:
            # EAGAIN: its queue is full. EPROTOTYPE: a socket of another kind is there. Anything else is not known to be stale.
            raise OSError(errno.EADDRINUSE, f"somebody may be there: {fault.strerror}", path) from None
    raise OSError(errno.EADDRINUSE, "somebody answers there", path)


def _beside(path: str) -> str:
    """A name in the same directory that nothing has."""
    place = os.path.join(os.path.dirname(path), f".{secrets.token_hex(3)}")
    if len(os.fsencode(place)) > LONGEST_PATH:
        raise InvalidAddress(f"{path!r} is stale, and too long for a name beside it; remove it by hand")
    return place


def _lock(folder: int, path: str) -> None:
    """Anybody who can open a directory can hold its lock, so that it is not waited for without end."""
    for _ in range(LOCK_TRIES):
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(LOCK_PAUSE)
    raise OSError(errno.EAGAIN, "somebody holds the lock of the directory", path)


@contextmanager
def _locked(path: str) -> Iterator[None]:
    """Hold the lock of the directory of a path; go without where the directory cannot be read."""
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
