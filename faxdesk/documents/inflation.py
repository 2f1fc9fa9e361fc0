"""Notice a PDF whose tables of objects would inflate to gigabytes in memory, before PDFium inflates them.

PDFium reads object streams and cross-reference streams whole (ISO 32000-1, 7.5.7 and 7.5.8), each up to a gigabyte.
Deflate packs a thousand to one, so a file of 2 MB can ask for 2 GB. Contents of pages are not looked at here: they are
inflated only to draw, and PDFium bounds that. What is encrypted cannot be measured.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from faxdesk.core.errors import InputRefused

MOST_INFLATED = 200_000_000
"""Bytes of all tables of objects together; a manual of 2,000 pages has some 20 million."""

_BLOCK = 1_048_576
_DICTIONARY = 4096
"""Bytes after its type within which the dictionary of a stream ends."""
_TYPE = re.compile(rb"/(?:ObjStm|XRef)\b")
_DATA = re.compile(rb"stream[ \t]*(?:\r\n?|\n)")


def check_inflation(file: BinaryIO, name: str) -> None:
    """Raise `InputRefused` where the tables of objects in the PDF `file` take more than `MOST_INFLATED` bytes."""
    left = MOST_INFLATED
    for start in _tables(file):
        # Looking at a table is work as well, so that very many of them end, too.
        left -= _DICTIONARY + _inflated(file, start, left)
        if left <= 0:
            raise InputRefused(
                name,
                "The PDF is not an ordinary document: opening it would take too much memory.",
                "If you know where it comes from, open it, print it as a new PDF, then add that file.",
            )


def _tables(file: BinaryIO) -> Iterator[int]:
    """Yield where the data of each object stream and cross-reference stream begin."""
    at = found = 0
    while True:
        file.seek(at)
        block = file.read(_BLOCK)
        for match in _TYPE.finditer(block):
            file.seek(at + match.end())
            data = _DATA.search(file.read(_DICTIONARY))
            start = at + match.end() + data.end() if data else 0
            if start > found:
                found = start
                yield start
        if len(block) < _BLOCK:
            return
        # A name on the border of two blocks is found in the next one.
        at += _BLOCK - 16


def _inflated(file: BinaryIO, start: int, most: int) -> int:
    """Return to how many bytes the data at `start` inflate, up to `most`; 0 where they are not deflated."""
    inflater = zlib.decompressobj()
    total = 0
    file.seek(start)
    try:
        while total < most and not inflater.eof:
            packed = inflater.unconsumed_tail or file.read(16_384)
            if not packed:
                break
            total += len(inflater.decompress(packed, _BLOCK))
    except zlib.error:
        return total
    return total
