"""A page as pixels, for the window."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

MOST_VIEW_PIXELS = 20_000_000
"""Pixels of one picture, at most 60 MB: a page at 400 dots per inch. A wider wish is drawn smaller."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A drawn page. `data` has its rows from top to bottom without padding: 3 bytes a pixel in mode "RGB", 1 in "L".

    A row has `width` times 3 or 1 bytes, which Qt wants to be told (`bytesPerLine`).
    """

    width: int
    height: int
    data: bytes
    mode: Literal["RGB", "L"]


def fit(width: int, ratio: float) -> tuple[int, int]:
    """Return width and height in pixels of a page that is `ratio` times as high as wide.

    It is `width` wide, or as wide as `MOST_VIEW_PIXELS` allow; neither side is less than 1.
    """
    most = math.sqrt(MOST_VIEW_PIXELS / ratio)
    wide = max(1, min(width, int(most)))
    return wide, max(1, min(round(wide * ratio), MOST_VIEW_PIXELS // wide))
