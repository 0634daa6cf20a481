"""The generated codec of a frame: the product of this library.

Strategy: program -> Python source -> functions, once, when the frame is first used (compile.py). Each list of steps has a printer
(print_reading.py, print_measuring.py, print_writing.py). Whatever goes wrong inside the generated code is caught at its boundary,
where the careful interpreter finds out what to say (boundary.py).

Rules: unpacking reads from `bytes` only, which slice fastest; from another buffer, the bytes of the one frame are copied first.
A frame that gives views, and every frame inside it, reads from a memoryview and copies nothing but what must be bytes.
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
