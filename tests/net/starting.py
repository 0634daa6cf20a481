"""Starting a real server for a test, which is skipped if the server is not installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Literal, TypeVar

import pytest

from tests.net.peers import MissingPeer

T = TypeVar("T")


@contextmanager
def started(peer: AbstractContextManager[T], level: Literal["required", "all"]) -> Iterator[T]:
    """Start a server.

    If it is missing, the test is skipped; or it fails if FRAMEKIT_PEERS in the environment is `level`, or "all".
    """
    with ExitStack() as stack:
        try:
            found = stack.enter_context(peer)
        except MissingPeer as reason:
            if os.environ.get("FRAMEKIT_PEERS") in (level, "all"):
                pytest.fail(f"{reason}, but FRAMEKIT_PEERS requires it")
            pytest.skip(f"{reason}; CONTRIBUTING.md lists the servers")
        yield found
