"""A page as pixels, for the window."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

MOST_VIEW_PIXELS = 20_000_000
"""Pixels of one picture, at most 80 MB: a page at 400 dots per inch. What is asked for wider is drawn smaller."""


Mode = Literal["RGB", "L", "BGRA"]
BYTES: dict[Mode, int] = {"RGB": 3, "L": 1, "BGRA": 4}
"""Bytes of a pixel."""
BufferProvider = Callable[[int, int], memoryview]
"""Provides memory for a picture of so many pixels across and down, in "BGRA"."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A drawn page. `data` has its rows from top to bottom without padding, of pixels of `BYTES[mode]` bytes.

    "BGRA" is how screens have it; each pixel is opaque.
    """

    width: int
    height: int
    data: bytes | memoryview
    mode: Mode


def fit(width: int, ratio: float) -> tuple[int, int]:
    """Return width and height in pixels of a page that is `ratio` times as high as wide.

    It is `width` wide, or as wide as `MOST_VIEW_PIXELS` allow; neither side is less than 1.
    """
    most = math.sqrt(MOST_VIEW_PIXELS / ratio)
    wide = max(1, min(width, int(most)))
    return wide, max(1, min(round(wide * ratio), MOST_VIEW_PIXELS // wide))
