"""Declaring frames: the vocabulary, the Frame class, and functions on frame classes."""
