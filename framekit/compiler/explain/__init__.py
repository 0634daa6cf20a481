"""The slow, careful interpreter of a FrameSpec: spans, paths, partial results, and the reasons for errors.

Strategy: this is the second interpreter of a FrameSpec; the first is the program from which the codec is generated. It walks
the spec over the same bytes, one field at a time, in plain Python, and so also serves as the reference against which the codec
is tested. The codec calls it only when something is wrong.

Rules: it accepts and refuses exactly what the codec does, and imports neither the program nor the codec.
"""
