"""Hypothesis profiles: a quick one for every run, and `thorough`, chosen by --hypothesis-profile=thorough.

What is there when all tests are collected stays to the end: thousands of classes and their generated source, which each full
collection of garbage would walk. So it is set aside then.
"""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

from tests.scale import QUICK, THOROUGH

# These files are for type checkers to read; running them would fail on purpose.
collect_ignore = ["typing"]

settings.register_profile(QUICK, max_examples=4, deadline=None)
settings.register_profile(THOROUGH, max_examples=150, deadline=None)
settings.load_profile(QUICK)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Set aside what collecting has made."""
    gc.collect()
    gc.freeze()
