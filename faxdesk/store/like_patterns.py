"""Words that people search for, as patterns of SQLite's LIKE with `ESCAPE '\\'`."""

from __future__ import annotations

import unicodedata


def patterns(word: str) -> tuple[str, ...]:
    """Return patterns for a word in any place, case aside: SQLite knows that of ASCII letters only.

    Both forms of a letter with an accent are among them, since macOS names files in NFD.
    """
    if word.isascii():
        return (_pattern(word),)
    cases = (word, word.lower(), word.upper(), word.capitalize())
    forms = (unicodedata.normalize(form, case) for case in cases for form in ("NFC", "NFD"))
    return tuple(map(_pattern, dict.fromkeys(forms)))


def _pattern(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
