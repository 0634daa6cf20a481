"""The slow, careful interpreter of a FrameSpec: spans, paths, partial results, and the reason of an error.

Strategy: it walks the same spec over the same bytes as the generated codec, one field at a time, with plain Python and no
plan, so that it is also the reference that the codec is tested against. The codec calls it only when something is wrong.

Rules: it accepts and refuses exactly what the codec does.
"""
