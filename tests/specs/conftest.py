"""The laws are held on every kind elsewhere; a protocol is large, so it gets fewer examples in a quick run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

BRIEF = 16

settings.register_profile("brief", max_examples=BRIEF, deadline=None)


@pytest.fixture(autouse=True)
def _brief() -> Iterator[None]:
    chosen = settings()
    quick = chosen.max_examples == settings.get_profile("quick").max_examples
    if quick:
        settings.load_profile("brief")
    yield
    if quick:
        settings.load_profile("quick")
