"""What takes the rest of a frame before fields of fixed size, as a checksum at the end: it takes all but their bytes.

Rules: the end of the frame must be known from outside it: by a framing, a datagram, a size. What is there only if bytes are left
stays last.
"""

from __future__ import annotations

from dataclasses import replace

from framekit.spec.kinds import Before, Optional, Sized
from framekit.spec.model import FieldSpec
from framekit.spec.sizes import fixed_size, is_greedy


def with_trailers(fields: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
    """The fields, of which the one that takes the rest leaves the bytes of those after it."""
    for index, each in enumerate(fields[:-1]):
        if isinstance(each.kind, Optional) or not is_greedy(each.kind):
            continue
        sizes = [fixed_size(after.kind) for after in fields[index + 1 :]]
        total = sum(size for size in sizes if size is not None)
        if None in sizes or not total:
            return fields
        bounded = replace(each, kind=Sized(each.kind, Before(total)))
        return (*fields[:index], bounded, *fields[index + 1 :])
    return fields
