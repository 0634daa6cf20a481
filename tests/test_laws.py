"""The laws, on every kind."""

import pytest

from framekit import Frame
from framekit.testing import check_backends, check_refusals, check_round_trip
from tests.kinds import KINDS

every_kind = pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)


@every_kind
def test_unpack_undoes_pack(frame: type[Frame]) -> None:
    check_round_trip(frame)


@every_kind
def test_codec_explain_and_construct_agree(frame: type[Frame]) -> None:
    check_backends(frame)


@every_kind
def test_whatever_the_bytes_only_unpack_errors_come_out(frame: type[Frame]) -> None:
    check_refusals(frame)
