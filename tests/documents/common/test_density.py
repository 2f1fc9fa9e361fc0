"""Which dots per inch of a file are believed."""

from __future__ import annotations

import math

import pytest

from faxdesk.documents.common.density import is_fax_pair, is_measured, proportion


@pytest.mark.parametrize(
    "pair",
    [
        (204, 98), (204, 96), (203, 98), (200, 100), (203.2, 97.79), (204, 391), (408, 196), (98, 204), (100, 204),
        (204, 196), (300, 300), (200, 200), (150, 100), (1200, 600),
    ],
)  # fmt: skip
def test_what_scanners_and_fax_machines_write_is_believed(pair: tuple[float, float]) -> None:
    assert is_measured(*pair)


@pytest.mark.parametrize(
    "pair", [(72, 72), (96, 96), (1, 1), (0, 0), (72, 36), (0, 98), (-204, 98), (math.nan, 98), (math.inf, 98)]
)
def test_what_nobody_measured_is_not(pair: tuple[float, float]) -> None:
    assert not is_measured(*pair)


def test_the_proportion_of_a_pixel_is_told_apart_from_nonsense() -> None:
    assert proportion(2, 1) == 0.5
    assert is_fax_pair(2, 1)
    assert is_fax_pair(1, 2)
    assert not is_fax_pair(1, 1)
    assert [proportion(*pair) for pair in ((0, 1), (1, 0), (1, 100), (math.nan, 1), (1, math.inf))] == [1.0] * 5


@pytest.mark.parametrize(("across", "down"), [(0.0, 200.0), (200.0, float("nan")), (9_000.0, 100.0)])
def test_numbers_that_make_no_sense_were_measured_by_nobody(across: float, down: float) -> None:
    assert not is_measured(across, down)
