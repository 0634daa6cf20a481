"""How much a test does: a share in each run, and everything with `--hypothesis-profile=thorough`, as CI runs it once.

Rules: a smaller share covers the same cases with fewer inputs. No law and no kind is left out of the usual run.
"""

from __future__ import annotations

from hypothesis import settings

QUICK, THOROUGH = "quick", "thorough"


def scaled(usual: int, thorough: int) -> int:
    """A number of inputs, by the chosen profile; to be called when a test runs, as the profile is not chosen before."""
    return thorough if settings().max_examples >= settings.get_profile(THOROUGH).max_examples else usual
