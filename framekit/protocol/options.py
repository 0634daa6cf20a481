"""Decoder options, checked before it is known which class the decoder will read.

Rules: the options of a protocol or of one of its steps are checked where they are given, so that a typo is not first noticed in
the middle of a conversation.
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
    """A frame without requirements, so that its decoder refuses only options that no decoder accepts."""

    value: u8


def check_decoder_options(options: Mapping[str, Any], frame: type[Frame] | None = None) -> None:
    """Check options for a FrameDecoder.

    Args:
        options: the options by name.
        frame: the class that will be read, if it is known.

    Raises:
        TypeError: an option is unknown.
        ValueError, SpecError: a value is not allowed, or not with this class.
    """
    for name in options:
        if name not in NAMES:
            raise TypeError(f"unknown decoder option {name!r}; expected one of {', '.join(NAMES)}")
    if frame is not None:
        FrameDecoder(frame, **options)
        return
    if not isinstance(options.get("given", {}), Mapping):
        raise TypeError(f"given= must be a mapping from names to values, got {show_value(options['given'])}")
    FrameDecoder(_Byte, **{name: value for name, value in options.items() if name != "given"})
