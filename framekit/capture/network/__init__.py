"""From a packet to what it carries: link types, IP with fragments, tunnels, and the headers of TCP, UDP and SCTP.

Strategy: headers.py declares the headers as frames; link.py, ip.py and sctp.py each remove one layer; layers.py goes through all
layers and yields what carried.py defines.
"""
