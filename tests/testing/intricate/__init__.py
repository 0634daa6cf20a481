"""Small declarations that combine what fields say of each other: lengths, counts, tags, presences, sizes, markers.

Strategy: each class combines two or three words of the vocabulary, with the numbers derived or plain. The strategies must make
varied frames of each, and every law must hold on them.
"""

from tests.testing.intricate import markers, numbers, parts, sizes, switches
from tests.testing.intricate.shared import INTRICATE

__all__ = ["INTRICATE", "markers", "numbers", "parts", "sizes", "switches"]
