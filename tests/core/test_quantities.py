"""Numbers in sentences."""

from __future__ import annotations

import pytest

from faxdesk.core.quantities import count_text, size_text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 KB"),
        (1550, "1.6 KB"),
        (64_400, "64 KB"),
        (999_499, "999 KB"),
        (999_500, "1 MB"),
        (999_400_000, "999.4 MB"),
        (31_500_000, "31.5 MB"),
        (150_000_000, "150 MB"),
        (999_960_000, "1 GB"),
        (2_340_000_000_000_000, "2340 TB"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (1, "page", "1 page"),
        (0, "page", "0 pages"),
        (3, "page", "3 pages"),
        (2, "fax", "2 faxes"),
        (2, "copy", "2 copies"),
        (2, "day", "2 days"),
        (12, "more page", "12 more pages"),
    ],
)
def test_counts(count: int, noun: str, text: str) -> None:
    assert count_text(count, noun) == text
