"""Protocols: which frames the two sides of a conversation send, and in which order.

Strategy: protocol.py is what a user declares, session.py what the two sides know of each other, reading.py reads one side, and
conversation.py both. There is no I/O and no clock here: captures and live streams drive the same objects.
"""

from framekit.protocol.conversation import Conversation
from framekit.protocol.protocol import Protocol, Steps
from framekit.protocol.session import Session, Wait

__all__ = ["Conversation", "Protocol", "Session", "Steps", "Wait"]
