"""Hypothesis profiles: a quick one for every run, and `thorough`, chosen by --hypothesis-profile=thorough."""

from hypothesis import settings

# These files are for type checkers to read; running them would fail on purpose.
collect_ignore = ["typing"]

settings.register_profile("quick", max_examples=30, deadline=None)
settings.register_profile("thorough", max_examples=150, deadline=None)
settings.load_profile("quick")
