"""Captured bytes: packet captures, and text in which people keep bytes.

Strategy: `text/` reads dumps and other forms of text, `containers/` the files of packets (pcap, pcapng), `network/` takes the layers
off a packet, `tcp/` puts the streams of connections together again. Each floor knows those before it, and none knows frames but
the last.
"""

from framekit.capture.text.forms import TextReader, read_text

__all__ = ["TextReader", "read_text"]
