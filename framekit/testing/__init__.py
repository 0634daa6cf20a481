"""Property tests of frames, made from the declaration alone. The one package that imports hypothesis and pytest.

strategies/ makes frames, mutants/ makes bytes that are wrong in one known way; laws/ holds frames, and other people's code, to
them; report/ shows what differs; plugin/ brings all that into pytest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from framekit.testing.laws import check_all, check_backends, check_refusals, check_round_trip
    from framekit.testing.strategies import frames, packed

_LATER = {
    **dict.fromkeys(("check_all", "check_backends", "check_refusals", "check_round_trip"), "framekit.testing.laws"),
    **dict.fromkeys(("frames", "packed"), "framekit.testing.strategies"),
}
"""Names that are imported when they are first asked for: pytest loads the plugin in every run, and need not load hypothesis."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LATER[name]), name)
    return value


__all__ = ["check_all", "check_backends", "check_refusals", "check_round_trip", "frames", "packed"]
