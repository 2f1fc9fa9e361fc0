"""The letters of a line as they stand on paper from left to right, where some are written from right to left.

Arabic letters have the forms in which they join their neighbours. Marks above and below letters are left out: they
would need a font program of their own, and names and comments are written without. So are embeddings and isolates:
nobody types those, they come with texts that are pasted from telephones.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper  # type: ignore[import-untyped]  # it comes without type information

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NOT_DRAWN = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Classes (UAX 9, table 4) of what turns the letters after it; the library fails at isolates."""
_FORM = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")


def visual(text: str) -> str:
    """Return the letters of a line in the order in which they are drawn from left to right."""
    if not _RIGHT_TO_LEFT.search(text):
        return text
    # Here: most papers have no such letter.
    from bidi.algorithm import get_display  # type: ignore[import-untyped]  # it comes without type information

    letters = "".join(_drawn(letter) for letter in text if not unicodedata.combining(letter))
    # A line with Latin letters is one of ours, into which a name or a comment has been put.
    base = "L" if any(unicodedata.bidirectional(letter) == "L" for letter in letters) else "R"
    return str(get_display(_reshaper().reshape(letters), base_dir=base))


def _drawn(letter: str) -> str:
    """Return what is drawn of a letter; what ends a paragraph is a space, as this is one line."""
    kind = unicodedata.bidirectional(letter)
    return "" if kind in _NOT_DRAWN else " " if kind == "B" else letter


def plain_letters(letter: str) -> str:
    """Return the letters of which this is a form, for a font that lacks it; in the order in which they are drawn."""
    return unicodedata.normalize("NFKC", letter)[::-1] if _FORM.match(letter) else letter


@cache
def _reshaper() -> ArabicReshaper:
    from arabic_reshaper import ArabicReshaper

    # Of ligatures only those of Lam with an Alef, which fonts have and readers expect.
    return ArabicReshaper({"support_ligatures": True, "ARABIC LIGATURE ALLAH": False})
