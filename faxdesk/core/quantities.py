"""Numbers as people read them in a sentence."""

from __future__ import annotations

_UNITS = ("KB", "MB", "GB", "TB")
_HISSING = ("s", "x", "z", "ch", "sh")


def size_text(size: int) -> str:
    """Return `size`, a number of bytes, as text such as "812 bytes", "64 KB" or "31.5 MB".

    Units are decimal (1 MB is 1,000,000 bytes), as in the limits of Fax.Plus and in the file windows of macOS. From
    10 on, KB are whole numbers; a decimal of zero is left out.
    """
    if size < 1000:
        return count_text(size, "byte")
    value, unit = size / 1000, 0
    # What would be rounded to 1000 reads better in the next unit.
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    digits = 0 if unit == 0 and value >= 10 else 1
    return f"{value:.{digits}f}".removesuffix(".0") + f" {_UNITS[unit]}"


def count_text(count: int, noun: str) -> str:
    """Return "1 page", "3 pages", "2 faxes", "2 copies": `count` with `noun`, given in the singular."""
    return f"{count} {noun if count == 1 else _plural(noun)}"


def cost_text(cost: float) -> str:
    """Return a cost, which may be a sum of many, such as "0.3" or "12345.67": to four decimals, without zeros.

    >>> cost_text(0.1 + 0.2), cost_text(12345.67), cost_text(1000000.0)
    ('0.3', '12345.67', '1000000')
    """
    return f"{round(cost, 4):.15g}"


def _plural(noun: str) -> str:
    """The regular English plural of `noun`."""
    if noun.endswith(_HISSING):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"
