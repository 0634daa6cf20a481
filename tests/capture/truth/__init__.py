"""Captures that others made, held against what an independent dissector says of them.

- `case`: a capture, and the rules of its protocol.
- `cases/`: one file a protocol, with the golden file of what it models.
- `units`: the truth as it lies in the files.
- `comparing`: how a unit of the truth is held against a decoded frame.

`python -m tests.capture.truth [PROTOCOL ...]` writes the golden files; their difference shows what has changed.
"""
