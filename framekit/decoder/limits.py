"""How much a decoder takes at most, and from where on it goes another way."""

from __future__ import annotations

MAX_FRAME_SIZE = 1 << 20
"""The default limit of a frame in bytes. Protocols differ widely: Kafka allows 1 MiB, AMQP peers commonly agree on 128 KiB."""
NOISE = 16
"""With a framing whose units end at a marker, noise of this many times the limit is skipped as one piece."""
LARGE = 1 << 15
"""Bytes of a frame from which on copying it costs more than finding its end."""
READ_SIZE, MAX_READ_SIZE = 1 << 16, 1 << 18
"""Bytes that a stream reads at a time, and at most if large frames come."""
