"""Captured bytes: packet captures, and text that contains bytes.

Strategy: `text/` reads dumps and other forms of text, `containers/` reads packet files (pcap, pcapng), `network/` removes the
layers of a packet, `tcp/` reassembles the streams of connections. streams.py and datagrams.py decode them into frames with a
protocol, and capture.py processes a whole file.
"""

from framekit.capture.capture import Capture, open_capture
from framekit.capture.found import Found
from framekit.capture.packet import CaptureError, Note, Packet
from framekit.capture.rows import rows
from framekit.capture.text.forms import TextReader, read_text

__all__ = ["Capture", "CaptureError", "Found", "Note", "Packet", "TextReader", "open_capture", "read_text", "rows"]
