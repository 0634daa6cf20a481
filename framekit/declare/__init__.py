"""Declaring frames: the vocabulary, the Frame class, and the functions that work on frame classes."""
