"""Where the pages of a document are in the page viewer, one below the other. All lengths in pixels of the screen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import Enum
from itertools import accumulate

MARGIN = 12
"""Around the pages and between two of them."""
LEAST, MOST = 0.1, 8.0
"""Limits of the zoom, in pixels of the screen for a point (1/72 inch) of paper."""
STEP = 1.25
"""What one press of "Zoom in" makes of the zoom."""


class Fit(Enum):
    """How the zoom follows the size of the window. `FREE` does not."""

    WIDTH = "width"
    PAGE = "page"
    FREE = "free"


class PageLayout:
    """Pages of the given sizes (width and height in points) at one zoom."""

    def __init__(self, sizes: Sequence[tuple[float, float]], zoom: float) -> None:
        self.zoom = zoom
        self._sizes = [(max(1, round(width * zoom)), max(1, round(height * zoom))) for width, height in sizes]
        self._ends = list(accumulate((height + MARGIN for _, height in self._sizes), initial=MARGIN))
        self.width = max((width for width, _ in self._sizes), default=0) + 2 * MARGIN
        self.height = self._ends[-1]

    def size(self, page: int) -> tuple[int, int]:
        """Return width and height of a page, counted from 0."""
        return self._sizes[page]

    def top(self, page: int) -> int:
        """Return where a page begins, from the top of the first margin."""
        return self._ends[page]

    def between(self, top: int, bottom: int) -> range:
        """Return the pages of which something is between two heights."""
        first = max(0, bisect_right(self._ends, top) - 1)
        return range(min(first, len(self._sizes)), min(bisect_left(self._ends, bottom), len(self._sizes)))

    def at(self, height: int) -> int:
        """Return the page at a height, or the nearest."""
        return max(0, min(bisect_right(self._ends, height) - 1, len(self._sizes) - 1))


def zoom_to_fit(sizes: Sequence[tuple[float, float]], fit: Fit, width: int, height: int) -> float:
    """Return the zoom at which the widest page is as wide as the view, or the largest is wholly in it."""
    widest = max((wide for wide, _ in sizes), default=1.0)
    zoom = (width - 2 * MARGIN) / widest
    if fit is Fit.PAGE:
        highest = max((high for _, high in sizes), default=1.0)
        zoom = min(zoom, (height - 2 * MARGIN) / highest)
    return limited(zoom)


def limited(zoom: float) -> float:
    """Return the nearest zoom that is possible."""
    return max(LEAST, min(zoom, MOST))
