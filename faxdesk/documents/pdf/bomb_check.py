"""Notice a PDF that would inflate to gigabytes in memory, before PDFium inflates it.

PDFium reads tables of objects (ISO 32000-1, 7.5.7 and 7.5.8) and the contents of a page whole, each up to a gigabyte
and several times over. Deflate packs a thousand to one, so 2 MB of file can ask for 4 GB of memory. Pictures are not
looked at: PDFium scales them row by row. What is encrypted or packed in another way cannot be measured.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from faxdesk.core.errors import InputRefused

MOST_TABLES = 200_000_000
"""Bytes of all tables of objects together; a manual of 2,000 pages has some 20 million."""
MOST_CONTENT = 1_000_000_000
"""Bytes of all other streams together, which is also the most that is inflated to find out."""
PLAIN_CONTENT = 20_000_000
"""Bytes of one stream that are inflated to judge it."""
MOST_RATIO = 100
"""Contents that inflate to more than `PLAIN_CONTENT` and to more than this many times their size are no drawing. Real
ones reach 20 times."""

_BLOCK = 1_048_576
_BEFORE = 4096
"""Bytes before a stream that its dictionary has at most."""
_SMALL = 16_384
"""A stream, not a table, of fewer bytes inflates to 17 MB at most and is not looked at."""
_WORD = b"stream"
_LINE_END = re.compile(rb"[ \t]*(?:\r\n?|\n)")
_TABLE = re.compile(rb"/(?:ObjStm|XRef)\b")
_PICTURE = re.compile(rb"/Image\b")


@dataclass(frozen=True, slots=True)
class PackedStream:
    """Where the data of a stream begin, and whether it is a table of objects."""

    start: int
    table: bool


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """Where the data of a stream begin, and the bytes of its dictionary."""

    start: int
    dictionary: bytes


def check_inflation(file: BinaryIO, name: str) -> None:
    """Raise `InputRefused` where the PDF `file`, called `name`, would take gigabytes of memory."""
    tables, content = MOST_TABLES, MOST_CONTENT
    for packed in streams(file):
        # Looking at a stream is work as well, so that very many of them end, too.
        if packed.table:
            tables -= _inflated(file, packed.start, tables)[0] + _BEFORE
        else:
            inflated, read = _inflated(file, packed.start, PLAIN_CONTENT)
            content -= inflated + _SMALL
            if inflated >= PLAIN_CONTENT and inflated > read * MOST_RATIO:
                content = 0
        if tables <= 0 or content <= 0:
            raise InputRefused(
                name,
                "The PDF is not an ordinary document: opening it would take too much memory.",
                "If you know where it comes from, open it, print it as a new PDF, then add that file.",
            )


def streams(file: BinaryIO) -> Iterator[PackedStream]:
    """Yield the streams that are worth a look: tables, and all that is large and no picture."""
    for block, word, data, at in _found(file):
        yield from _worth(block, word, data, at)


def stream_places(file: BinaryIO) -> Iterator[StreamPlace]:
    """Yield every stream that has a dictionary before it."""
    for block, word, data, at in _found(file):
        dictionary = _dictionary(block, word)
        if dictionary.rstrip().endswith(b">>"):
            yield StreamPlace(at + data, dictionary)


def _found(file: BinaryIO) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield a piece of the file, where in it a stream is said to begin and its data do, and where the piece is."""
    at = done = 0
    while True:
        file.seek(at)
        block = file.read(_BLOCK + _BEFORE)
        for word, data in _words(block):
            if at + data > done:
                done = at + data
                yield block, word, data, at
        if len(block) < _BLOCK + _BEFORE:
            return
        # The last bytes are read again: the next block needs what is before its streams.
        at += _BLOCK - _BEFORE


def _words(block: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the word that begins a stream is, and where the data after it begin."""
    word = block.find(_WORD)
    while word >= 0:
        line_end = _LINE_END.match(block, word + len(_WORD))
        if line_end and block[max(0, word - 3) : word] != b"end":
            yield word, line_end.end()
        word = block.find(_WORD, word + len(_WORD))


def _dictionary(block: bytes, word: int) -> bytes:
    before = block[max(0, word - _BEFORE) : word]
    return before[before.rfind(b"obj") + 1 :]


def _worth(block: bytes, word: int, data: int, at: int) -> Iterator[PackedStream]:
    """Yield the stream in `block`, which is at `at` of the file, if it is worth a look."""
    dictionary = _dictionary(block, word)
    if _TABLE.search(dictionary):
        yield PackedStream(at + data, table=True)
    elif not _PICTURE.search(dictionary) and block.find(b"endstream", data, data + _SMALL) < 0:
        yield PackedStream(at + data, table=False)


def _inflated(file: BinaryIO, start: int, most: int) -> tuple[int, int]:
    """Return to how many bytes the data at `start` inflate, up to about `most`, and how many bytes were read for it.

    Data that are not deflated inflate to nothing.
    """
    inflater = zlib.decompressobj()
    total = read = 0
    file.seek(start)
    try:
        while total < most and not inflater.eof:
            packed = inflater.unconsumed_tail
            if not packed:
                packed = file.read(_SMALL)
                read += len(packed)
            if not packed:
                break
            total += len(inflater.decompress(packed, _BLOCK))
    except zlib.error:
        return total, read
    return total, read
