"""Property tests of frames, made from the declaration alone. The one package that imports hypothesis."""

from framekit.testing.laws import check_all, check_backends, check_refusals, check_round_trip
from framekit.testing.strategies import frames, packed

__all__ = ["check_all", "check_backends", "check_refusals", "check_round_trip", "frames", "packed"]
