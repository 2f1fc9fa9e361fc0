"""How many dots there are to the inch of a picture: which of the numbers in a file are believed.

Fax pictures have twice as many dots across as lines down: 204 x 98, 204 x 96, 200 x 100, 8 dots and 3.85 lines a
millimetre. Read with square pixels, their letters are half as high as they should be.
"""

from __future__ import annotations

import math

_MEASURED = range(100, 10_000)
"""Densities, in dots per inch, that a scanner or fax machine writes. 72 and 96 are what pictures get that nobody
measured; from those only the proportion of a pixel is believed."""
_FAX = (1.6, 2.5)
"""How many times as many dots there are one way as the other in a fax picture: 204 x 98 has 2.08, 408 x 196 as well,
204 x 391 has 1.92 the other way round."""
_MOST_PROPORTION = 10.0


def proportion(across: float, down: float) -> float:
    """Return how many times as many dots there are down as across; 1 where the numbers make no sense."""
    if not (_makes_sense(across) and _makes_sense(down)):
        return 1.0
    ratio = down / across
    return ratio if 1 / _MOST_PROPORTION <= ratio <= _MOST_PROPORTION else 1.0


def is_fax_pair(across: float, down: float) -> bool:
    """True where one is about twice the other, as fax machines have it."""
    ratio = proportion(across, down)
    return _FAX[0] <= max(ratio, 1 / ratio) <= _FAX[1]


def is_measured(across: float, down: float) -> bool:
    """True where somebody has measured these dots per inch: a scanner, or a fax machine."""
    if not (_makes_sense(across) and _makes_sense(down)):
        return False
    ratio = down / across
    if not 1 / _MOST_PROPORTION <= ratio <= _MOST_PROPORTION:
        return False
    low, high = sorted((round(across), round(down)))
    return high in _MEASURED and (low in _MEASURED or is_fax_pair(across, down))


def _makes_sense(value: float) -> bool:
    return math.isfinite(value) and value > 0
