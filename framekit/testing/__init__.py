"""Property tests of frames, derived from their declarations. The only package that imports hypothesis and pytest.

strategies/ generates frames, and mutation/ generates bytes with one known error; laws/ checks frames and other code with both;
report/ describes failures; plugin/ makes everything available in pytest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from framekit.testing.coverage import Coverage
    from framekit.testing.hostile import hostile_inputs
    from framekit.testing.laws import check_against, check_all, check_backends, check_refusals, check_round_trip, check_stream
    from framekit.testing.mutation import WAYS, Mutant, mutants, mutants_of
    from framekit.testing.plugin.marks import framekit_laws
    from framekit.testing.recorded import Recorded
    from framekit.testing.report.broken import LawBroken
    from framekit.testing.report.difference import Difference, differences
    from framekit.testing.scripted import END, RESET, TIMEOUT, WOULD_BLOCK, ScriptedSocket
    from framekit.testing.strategies import frames, packed
    from framekit.testing.strategies.packed_bytes import Sent, chunks, datagrams, streams
    from framekit.testing.strategies.sampling import packed_sample, sample
    from framekit.testing.vectors import check_vectors, load_vectors, make_vectors, save_vectors

LAW_NAMES = ("round_trip", "backends", "refusals", "stream")
"""Names of the laws, in the order in which they are checked; defined here so that their users need not import hypothesis."""

_HOMES = {
    "coverage": ("Coverage",),
    "hostile": ("hostile_inputs",),
    "laws": ("check_against", "check_all", "check_backends", "check_refusals", "check_round_trip", "check_stream"),
    "mutation": ("WAYS", "Mutant", "mutants", "mutants_of"),
    "plugin.marks": ("framekit_laws",),
    "report.broken": ("LawBroken",),
    "report.difference": ("Difference", "differences"),
    "scripted": ("END", "RESET", "TIMEOUT", "WOULD_BLOCK", "ScriptedSocket"),
    "strategies": ("frames", "packed"),
    "strategies.sampling": ("packed_sample", "sample"),
    "strategies.packed_bytes": ("Sent", "chunks", "datagrams", "streams"),
    "recorded": ("Recorded",),
    "vectors": ("check_vectors", "load_vectors", "make_vectors", "save_vectors"),
}
_LATER = {name: f"framekit.testing.{home}" for home, names in _HOMES.items() for name in names}
"""Names that are imported on first use: pytest loads the plugin in every run, and should not load hypothesis unless needed."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LATER[name]), name)
    return value


__all__ = [
    "END",
    "RESET",
    "TIMEOUT",
    "WAYS",
    "WOULD_BLOCK",
    "Coverage",
    "Difference",
    "LawBroken",
    "Mutant",
    "Recorded",
    "ScriptedSocket",
    "Sent",
    "check_against",
    "check_all",
    "check_backends",
    "check_refusals",
    "check_round_trip",
    "check_stream",
    "check_vectors",
    "chunks",
    "datagrams",
    "differences",
    "framekit_laws",
    "frames",
    "hostile_inputs",
    "load_vectors",
    "make_vectors",
    "mutants",
    "mutants_of",
    "packed",
    "packed_sample",
    "sample",
    "save_vectors",
    "streams",
]
