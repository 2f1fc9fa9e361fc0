"""The seal of a proof: a comment near the end of its PDF with the SHA-256 of the whole file.

The comment is the last line before `startxref`, and nothing follows the `%%EOF` after it but the end of its line. The
SHA-256 is that of the file in which the digits of the comment are all 0. So it covers each byte: what any reader of
PDFs could look at, also what it could be told to look at instead by an update behind the end of the file.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO

from faxdesk.core.proof import FORMAT

if TYPE_CHECKING:
    from pathlib import Path

MARK = f"%{FORMAT} sha256 ".encode("ascii")
"""How the comment begins; the digits follow."""
_DIGITS = hashlib.sha256().digest_size * 2
_NONE = b"0" * _DIGITS
_END = re.compile(rb"\n" + re.escape(MARK) + rb"([0-9a-f]{64})\nstartxref\n([0-9]{1,12})\n%%EOF\n\Z")
_MADE_END = re.compile(rb"\r?\nstartxref\r?\n([0-9]+)\r?\n%%EOF\r?\n\Z")
"""How PDFium ends a file."""
_TAIL = 256
"""Bytes at the end of a file in which the seal is, with room."""
_BLOCK = 1 << 20


class SealState(Enum):
    """What the seal of a file says of it."""

    HOLDS = "holds"
    BROKEN = "broken"
    """A byte has changed, the seal's own digits included."""
    CONTINUED = "continued"
    """There is a seal, and something follows it."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was found. `sha256` is that of the file as it is, by which people can tell one file from another."""

    state: SealState
    sha256: str
    size: int


def seal(path: Path) -> None:
    """Seal the PDF at `path`, which PDFium has written. Raises `OSError`, and `ValueError` where it ends otherwise."""
    with path.open("r+b") as file:
        tail_at, tail = _tail(file)
        end = _MADE_END.search(tail)
        if end is None:
            raise ValueError("this is not how PDFium ends a file")
        file.seek(tail_at + end.start())
        file.truncate()
        file.write(b"\n" + MARK)
        digits_at = file.tell()
        file.write(_NONE + b"\nstartxref\n" + end[1] + b"\n%%EOF\n")
        file.seek(0)
        digest = hashlib.sha256()
        while block := file.read(_BLOCK):
            digest.update(block)
        file.seek(digits_at)
        file.write(digest.hexdigest().encode("ascii"))


def check_seal(file: BinaryIO) -> Sealed:
    """Look whether the seal of an open file holds. Raises `OSError`. The file is read once, a block at a time."""
    tail_at, tail = _tail(file)
    end = _END.search(tail)
    digits_at = tail_at + end.start(1) if end is not None else -1
    as_it_is, unsealed = hashlib.sha256(), hashlib.sha256()
    size, seen_mark, before = 0, False, b""
    file.seek(0)
    while block := file.read(_BLOCK):
        as_it_is.update(block)
        unsealed.update(_without_digits(block, size, digits_at) if digits_at >= 0 else b"")
        seen_mark = seen_mark or MARK in before + block
        before = block[-len(MARK) :]
        size += len(block)
    if end is None:
        state = SealState.CONTINUED if seen_mark else SealState.NONE
    else:
        state = SealState.HOLDS if unsealed.hexdigest().encode("ascii") == end[1] else SealState.BROKEN
    return Sealed(state, as_it_is.hexdigest(), size)


def _tail(file: BinaryIO) -> tuple[int, bytes]:
    """Return the last bytes of a file, and where they begin."""
    size = file.seek(0, os.SEEK_END)
    at = max(0, size - _TAIL)
    file.seek(at)
    return at, file.read(_TAIL)


def _without_digits(block: bytes, at: int, digits_at: int) -> bytes:
    """Return a block that begins at `at`, with 0 for those of the seal's digits that are in it."""
    first, last = max(0, digits_at - at), min(len(block), digits_at + _DIGITS - at)
    if first >= last:
        return block
    return block[:first] + b"0" * (last - first) + block[last:]
