"""The generated codec of a frame: the product of this library.

Strategy: a program becomes Python source and then functions, once, when the frame is first used (compile.py). Each list of steps
has a printer (print_reading.py, print_measuring.py, print_writing.py). Every failure inside the generated code is caught at its
boundary, where the careful interpreter determines the error to report (boundary.py).

Rules: unpacking reads only from `bytes`, which is fastest to slice; from any other buffer, the bytes of the frame are copied
first. A frame that returns views, and every frame nested in it, reads from a memoryview and copies only what must be bytes.
"""

from framekit.compiler.codec.attributes import attribute_of
from framekit.compiler.codec.batches import batch_source, iter_unpack, read_many_of
from framekit.compiler.codec.bound import take_mapping
from framekit.compiler.codec.boundary import explain_unpack, flat_view, read_copy
from framekit.compiler.codec.compile import codec_of
from framekit.compiler.codec.model import Codec

__all__ = [
    "Codec",
    "attribute_of",
    "batch_source",
    "codec_of",
    "explain_unpack",
    "flat_view",
    "iter_unpack",
    "read_copy",
    "read_many_of",
    "take_mapping",
]
