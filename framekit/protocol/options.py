"""Options of a decoder, checked before it is known which class it will read.

Rules: what a protocol or one of its steps gives is checked where it is given, so that a typing error is not found in the
middle of a conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from framekit.declare.frame import Frame
from framekit.declare.scalars import u8
from framekit.declare.showing import show_value
from framekit.decoder import FrameDecoder

NAMES = ("framing", "max_frame_size", "on_error", "resync", "max_skip", "given")


class _Byte(Frame):
    """Has no rule of its own, so that a decoder of it refuses only what no decoder accepts."""

    value: u8


def check_decoder_options(options: Mapping[str, Any], frame: type[Frame] | None = None) -> None:
    """Check options that a FrameDecoder will be given.

    Args:
        options: by name.
        frame: the class that will be read, if it is known.

    Raises:
        TypeError: there is no such option.
        ValueError, SpecError: a value is not allowed, or not with this class.
    """
    for name in options:
        if name not in NAMES:
            raise TypeError(f"{name!r} is not an option of a decoder; the options are {', '.join(NAMES)}")
    if frame is not None:
        FrameDecoder(frame, **options)
        return
    if not isinstance(options.get("given", {}), Mapping):
        raise TypeError(f"given={show_value(options['given'])}: expected a mapping from names to values")
    FrameDecoder(_Byte, **{name: value for name, value in options.items() if name != "given"})
