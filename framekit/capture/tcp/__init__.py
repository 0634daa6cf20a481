"""TCP connections from segments: each direction as a stream of bytes, with gaps for missing ones.

Strategy: side.py reassembles one direction; connections.py separates connections and determines which end is the client.
"""
