"""The slow, careful interpreter of a FrameSpec: spans, paths, partial results, and the reason of an error.

Strategy: this is the second interpreter of a FrameSpec; the program, which the codec prints, is the first. It walks the spec
over the same bytes, one field at a time, with plain Python, so that it is also the reference that the codec is tested against.
The codec calls it only if something is wrong.

Rules: it accepts and refuses exactly what the codec does, and imports neither the program nor the codec.
"""
