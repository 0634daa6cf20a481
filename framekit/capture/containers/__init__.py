"""Files of packets: pcap and pcapng, also compressed.

Strategy: the formats are frames of framekit (pcap.py, blocks.py), read as they come, so that memory stays flat for a file of any
size. opening.py recognises what a file is.
"""
