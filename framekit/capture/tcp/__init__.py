"""TCP connections out of segments: each direction as a stream of bytes, with what is missing in its place.

Strategy: side.py puts one direction together; connections.py tells connections apart and which end is the client.
"""
