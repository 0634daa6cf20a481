"""The laws, on every kind."""

import pytest

from framekit import Frame
from framekit.testing.laws import LAWS
from tests.kinds import KINDS


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
@pytest.mark.parametrize("law", LAWS)
def test_the_laws_hold(frame: type[Frame], law: str) -> None:
    LAWS[law](frame)
