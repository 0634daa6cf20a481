"""FrameSpec -> a schema of the construct library. The one folder that imports construct.

Strategy: this is the third interpreter of a FrameSpec, besides the program and explain. It uses construct's own classes where
these suffice (FormatField, BytesInteger, Bytes, Prefixed, Array, BitStruct), and otherwise classes of this folder. frame.py has
the frame, schema.py makes a schema for each kind, parts.py has the classes for single kinds, and stream.py the stream that they
read from.

Rules: it shares no code with the program, the codec or explain except the text functions, the expressions and the tags, so that
agreement between them is meaningful. It accepts and refuses the same bytes, with construct's errors. Source: construct 2.10
(construct.readthedocs.io).
"""

from framekit.compiler.construct.frame import construct_schema
from framekit.compiler.construct.parts import functions_of

__all__ = ["construct_schema", "functions_of"]
