"""The valid names of classes and fields, however they are declared.

Rules: names appear in generated code, so each must be an identifier, in the normalised form in which Python reads it.
"""

from __future__ import annotations

import keyword
import unicodedata

from framekit.errors import SpecError


def check_identifier(word: object, frame: str, path: str) -> None:
    """Raise SpecError if `word` is not an identifier in normalised form."""
    if type(word) is not str or not word.isidentifier() or keyword.iskeyword(word):
        raise SpecError(f"{word!r} is not a valid Python name; use letters, digits and _", frame=str(frame), path=str(path))
    if word != (plain := unicodedata.normalize("NFKC", word)):
        # Python normalises identifiers to this form (PEP 3131), so a lookup would never find the other.
        raise SpecError(f"Python reads the name {word!r} as {plain!r}; write it in that form", frame=frame, path=path)
