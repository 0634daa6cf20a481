"""From a packet to what it carries: link types, IP with fragments, tunnels, and the heads of TCP, UDP and SCTP.

Strategy: headers.py declares the heads as frames; link.py, ip.py and carried.py each take one layer off; layers.py goes through
all of them.
"""
