"""Is it a PDF, where its header is not at the begin of the file?

Readers look for `%PDF-` in the first kilobyte, and so find it in what only carries or mentions a PDF. What stands
before it is allowed only where the file's own table of objects is then at its place.
"""

from __future__ import annotations

import os
import re
from typing import BinaryIO

_MARK = b"%PDF-"
_OLD_MARK = re.compile(rb"[ \t\r\n\f\0]{0,64}(%!PS-Adobe-\d\.\d (PDF-\d\.\d))(?=[\s\0])")
"""The header that PDFs of the first years have, with which others look like PostScript (ISO 32000-1, annex H, 14)."""
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_WITHIN = 1024
"""First bytes in which readers look for the header (ISO 32000-1, annex H, implementation note 13)."""
_NOTHING = b" \t\r\n\f\0\xef\xbb\xbf"
"""What is nothing before a header: white space, and the mark of UTF-8 that some programs put before any file."""
_BLOCK = 65_536
_START = re.compile(rb"startxref\s+(\d{1,10})")
_TABLE = re.compile(rb"\s{0,8}(xref\b|\d{1,10}\s{1,4}\d{1,5}\s{1,4}obj\b)")
"""A table of objects, or an object that is one (ISO 32000-1, 7.5.4 and 7.5.8)."""
_LONGEST = 64
"""Bytes that either of them has at most."""


def header_at(head: bytes) -> int:
    """Return where the header of a PDF is in the first bytes of a file, -1 where there is none."""
    return head.find(_MARK, 0, _WITHIN + len(_MARK))


def has_old_header(head: bytes) -> bool:
    """True where a file begins as PDFs of the first years do, and with objects of a PDF; PostScript has none."""
    return _OLD_MARK.match(head) is not None and _OBJECT.search(head) is not None


def with_usual_header(head: bytes) -> bytes:
    """Return the begin of a file that has an old header with the usual one, at its very begin; nothing else moves."""
    found = _OLD_MARK.match(head)
    if found is None:
        return head
    return (b"%" + found[2]).ljust(found.end(1)) + head[found.end(1) :]


def is_nothing(before: bytes) -> bool:
    """True where what stands before a header says nothing."""
    return not before.strip(_NOTHING)


def table_agrees(file: BinaryIO, header: int) -> bool:
    """True where the table of objects is where the end of `file` says, counted from `header`. May raise `OSError`."""
    start = _last_start(file)
    if start is None:
        return False
    file.seek(header + start)
    return _TABLE.match(file.read(_LONGEST)) is not None


def _last_start(file: BinaryIO) -> int | None:
    """Return what the last "startxref" says; None where there is none. Searched from the end, in blocks."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        begin = max(0, end - _BLOCK)
        file.seek(begin)
        found = _START.findall(file.read(_BLOCK + _LONGEST))
        if found:
            return int(found[-1])
        end = begin
    return None
