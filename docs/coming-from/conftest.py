"""Leave out the pages whose library is not installed, and import scapy before its page does.

When it is imported, scapy may warn about ciphers of the cryptography package, and in tests warnings are errors.
"""

from __future__ import annotations

import importlib.util
import warnings

LIBRARIES = {"kaitai.md": "kaitaistruct", "dissect-cstruct.md": "dissect", "scapy.md": "scapy"}

collect_ignore = [page for page, library in LIBRARIES.items() if importlib.util.find_spec(library) is None]

if "scapy.md" not in collect_ignore:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        importlib.import_module("scapy.layers.inet")
