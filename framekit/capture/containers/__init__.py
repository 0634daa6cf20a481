"""Packet files: pcap and pcapng, optionally compressed.

Strategy: the formats are declared as frames (pcap.py, blocks.py) and read incrementally, so that memory stays constant for a file
of any size. opening.py recognises the kind of a file.
"""
