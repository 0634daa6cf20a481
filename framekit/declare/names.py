"""Which words may be names: of classes and of fields, however they come into a declaration.

Rules: a name enters generated code, so it is an identifier, in the form in which Python reads identifiers.
"""

from __future__ import annotations

import keyword
import unicodedata

from framekit.errors import SpecError


def check_identifier(word: object, frame: str, path: str) -> None:
    """Raise SpecError for a word that is not an identifier. A class made of a generic one has its arguments in brackets."""
    if type(word) is not str or not word.isidentifier() or keyword.iskeyword(word):
        raise SpecError(f"{word!r} is not a valid Python name; use letters, digits and _", frame=str(frame), path=str(path))
    if word != (plain := unicodedata.normalize("NFKC", word)):
        # Python reads identifiers in this form (PEP 3131), so that the other would never be found.
        raise SpecError(f"Python reads the name {word!r} as {plain!r}; write it in that form", frame=frame, path=path)
