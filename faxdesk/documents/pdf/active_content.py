"""Notice what a PDF would do besides showing pages: scripts, and actions that start programs.

Searched for in the bytes of the file and in its tables of objects, where modern writers pack the dictionaries. What is
encrypted is not seen. None of it is ever run: PDFium is used without scripts, and starts nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from faxdesk.documents.common.findings import Finding
from faxdesk.documents.pdf.bomb_check import streams

_MOST_INFLATED = 20_000_000
"""Bytes of tables of objects that are searched; a manual of 2,000 pages has as many."""
_BLOCK = 1_048_576
_OVERLAP = 64
_SCRIPT = re.compile(rb"/S\s*/JavaScript\b")
_LAUNCH = re.compile(rb"/S\s*/Launch\b")
_HINTS = (b"/JavaScript", b"/Launch")
"""Plain words that are found ten times as fast as the expressions."""


def active_findings(file: BinaryIO, *, scripts: bool) -> tuple[Finding, ...]:
    """Return what the PDF `file` would do; `scripts` where PDFium has found some already. May raise `OSError`."""
    starts = False
    for block in blocks(file):
        if any(hint in block for hint in _HINTS):
            scripts = scripts or _SCRIPT.search(block) is not None
            starts = starts or _LAUNCH.search(block) is not None
        if scripts and starts:
            break
    found = []
    if scripts:
        found.append(Finding("scripts", "The PDF has scripts (JavaScript) inside. They have no effect on a fax."))
    if starts:
        found.append(
            Finding(
                "starts_programs",
                "The PDF is made to start other programs. That has no effect on a fax, but do not open it elsewhere.",
            )
        )
    return tuple(found)


def blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of the PDF `file` in pieces, then what is packed into its tables of objects, up to a limit.

    What is cut in two by the end of a piece is whole in the next. May raise `OSError`.
    """
    file.seek(0)
    tail = b""
    while block := file.read(_BLOCK):
        yield tail + block
        tail = block[-_OVERLAP:]
    left = _MOST_INFLATED
    for start in [packed.start for packed in streams(file) if packed.table]:
        file.seek(start)
        inflated = _inflated(file, left)
        left -= len(inflated) + _OVERLAP
        yield inflated


def _inflated(file: BinaryIO, most: int) -> bytes:
    """Inflate what begins here, up to `most` bytes; what is not deflated is nothing."""
    inflater = zlib.decompressobj()
    out = bytearray()
    try:
        while (
            len(out) < most and not inflater.eof and (packed := inflater.unconsumed_tail or file.read(_OVERLAP * 256))
        ):
            out += inflater.decompress(packed, _BLOCK)
    except zlib.error:
        pass
    return bytes(out)
