"""Texts from elsewhere as lines that show what is in them, on a terminal and in a window."""

from __future__ import annotations

import re

_PARTS = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
"""What parts words and lines, for Python, terminals and Qt."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
"""Control characters, which a terminal obeys, and those that turn what stands around them (UAX #9, section 2)."""


def one_line(text: str) -> str:
    """Return a text as one line: any white space is one space, and what would be obeyed is a question mark."""
    return _CONTROLS.sub("?", _PARTS.sub(" ", text)).strip()


def lines(text: str) -> str:
    """Return a text whose lines end as ours do; what would be obeyed is a question mark."""
    parted = re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text)
    return "\n".join(_CONTROLS.sub("?", line.replace("\t", " ")) for line in parted)
