"""Captured bytes: packet captures, and text in which people keep bytes.

Strategy: `text/` reads dumps and other forms of text, `containers/` the files of packets (pcap, pcapng), `network/` takes the
layers off a packet, `tcp/` puts the streams of connections together again. streams.py and datagrams.py make frames of them with
a protocol, and capture.py goes through a whole file.
"""

from framekit.capture.capture import Capture, open_capture
from framekit.capture.found import Found
from framekit.capture.packet import CaptureError, Note, Packet
from framekit.capture.rows import rows
from framekit.capture.text.forms import TextReader, read_text

__all__ = ["Capture", "CaptureError", "Found", "Note", "Packet", "TextReader", "open_capture", "read_text", "rows"]
