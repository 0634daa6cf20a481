"""Protocols: which frames the two sides of a conversation send, and in which order.

Strategy: protocol.py is what a user declares, session.py what the two sides share, side_reader.py reads one side, and
conversation.py reads both, as captures do. live.py reads one side and follows what the other one writes; ends.py creates the ends
of a stream. There is no I/O and no clock here.
"""

from framekit.protocol.conversation import Conversation
from framekit.protocol.protocol import Protocol, Steps
from framekit.protocol.session import Session, Wait
from framekit.protocol.side_reader import Opaque

__all__ = ["Conversation", "Opaque", "Protocol", "Session", "Steps", "Wait"]
