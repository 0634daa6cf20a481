"""Limits of a decoder, and the sizes at which it changes its approach."""

from __future__ import annotations

MAX_FRAME_SIZE = 1 << 20
"""The default maximum size of a frame in bytes. Protocols vary widely: Kafka allows 1 MiB, AMQP peers often agree on 128 KiB."""
NOISE = 16
"""With a framing whose units end with a marker, noise of up to this many times the limit is skipped as one piece."""
LARGE = 1 << 15
"""The frame size in bytes above which copying a frame costs more than finding its end."""
READ_SIZE, MAX_READ_SIZE = 1 << 16, 1 << 18
"""The number of bytes that a stream reads at a time, and the maximum when frames are large."""
