"""How much of a list is read, and what is said of one that has more."""

from __future__ import annotations

from faxdesk.core.errors import InputRefused
from faxdesk.core.quantities import size_text

MOST_BYTES = 20_000_000
"""Bytes of a file; 100,000 rows with an address each have 10 MB."""
MOST_UNPACKED = 400_000_000
"""Bytes that a spreadsheet may have without its packing; its text is packed to a tenth."""
MOST_ROWS = 50_000
"""Rows that are read: more faxes than a number sends in a month without a pause."""
MOST_CELLS = 1_000_000
_SPLIT = "Split it into several lists."


def too_large(name: str, size: int) -> InputRefused:
    """Return the refusal of a file by its bytes."""
    return InputRefused(name, f"The list is too large: {size_text(size)}.", _SPLIT, code="list_too_large")


def too_long(name: str) -> InputRefused:
    """Return the refusal of a list by its rows and cells."""
    return InputRefused(
        name,
        f"The list is too long: {MOST_ROWS:,} rows and {MOST_CELLS:,} cells can be read.".replace(",", " "),
        _SPLIT,
        code="list_too_long",
    )
