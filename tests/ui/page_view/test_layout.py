"""Where pages are."""

from __future__ import annotations

import pytest

from faxdesk.ui.page_view.layout import LEAST, MARGIN, MOST, Fit, PageLayout, limited, zoom_to_fit

A4 = (595.0, 842.0)
WIDE = (842.0, 595.0)


def test_pages_are_below_each_other() -> None:
    layout = PageLayout([A4, WIDE, A4], 1.0)
    assert [layout.top(page) for page in range(3)] == [MARGIN, 842 + 2 * MARGIN, 842 + 595 + 3 * MARGIN]
    assert layout.width == 842 + 2 * MARGIN
    assert layout.height == 842 * 2 + 595 + 4 * MARGIN


@pytest.mark.parametrize(
    ("top", "bottom", "pages"),
    [(0, 100, [0]), (0, 1000, [0, 1]), (900, 1000, [1]), (10_000, 11_000, []), (-50, 5, [])],
)
def test_what_is_seen(top: int, bottom: int, pages: list[int]) -> None:
    assert list(PageLayout([A4] * 3, 1.0).between(top, bottom)) == pages


def test_nothing_has_no_pages() -> None:
    layout = PageLayout([], 1.0)
    assert list(layout.between(0, 1000)) == []
    assert layout.height == MARGIN


def test_the_nearest_page() -> None:
    layout = PageLayout([A4] * 3, 1.0)
    assert [layout.at(height) for height in (-5, 0, 500, 900, 99_999)] == [0, 0, 0, 1, 2]


def test_fitting() -> None:
    assert zoom_to_fit([A4, WIDE], Fit.WIDTH, 842 + 2 * MARGIN, 100) == pytest.approx(1.0)
    assert zoom_to_fit([A4], Fit.PAGE, 5000, 842 + 2 * MARGIN) == pytest.approx(1.0)
    assert zoom_to_fit([A4], Fit.PAGE, 595 + 2 * MARGIN, 5000) == pytest.approx(1.0)
    assert zoom_to_fit([], Fit.WIDTH, 10, 10) == LEAST


def test_the_zoom_has_limits() -> None:
    assert (limited(0.0001), limited(1.5), limited(99)) == (LEAST, 1.5, MOST)
    assert PageLayout([(0.1, 0.1)], LEAST).size(0) == (1, 1)
