"""Documents and reports to disk: whole and of the right kind, or not at all."""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.api import wire
from faxdesk.core import cancel_token as stop
from faxdesk.core import shared_files
from faxdesk.core.errors import BadAnswer, StoreTrouble

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import DocumentType

log = logging.getLogger(__name__)

LARGEST = 1_000_000_000
"""No document of a fax is larger, in bytes: 150 MB go in, and come out as at most a few times that."""
_HEAD, _TAIL = 1024, 2048


class FileKind(Enum):
    """What a download must be: the media type to ask for and what its bytes look like."""

    PDF = "application/pdf"
    TIFF = "image/tiff"

    @classmethod
    def of(cls, kind: DocumentType) -> FileKind:
        """Return the kind of a document type."""
        return cls(kind.media_type)

    def begins(self, head: bytes) -> bool:
        """True where the first kilobyte is that of this kind (a PDF may have a few bytes before its header)."""
        if self is FileKind.PDF:
            return b"%PDF-" in head
        return head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}


def save(
    blocks: Iterator[bytes],
    length: int,
    kind: FileKind,
    target: Path,
    cancel: CancelToken,
    progress: Callable[[int, int], None],
) -> None:
    """Write the blocks to `target`, which is replaced at once when everything has arrived and been checked.

    `length` is how many bytes were announced, 0 where that is not known; `progress` gets the bytes so far and `length`.
    Raises `BadAnswer` for a body that is cut short or is no `kind`, `StoreTrouble` for a disk that does not take it,
    `Stopped`, and whatever `blocks` raises. After any of them `target` is as it was before.
    """
    part = target.parent / f".{uuid.uuid4().hex}.part"
    try:
        _write(blocks, length, kind, part, cancel, progress)
        shared_files.replace(part, target)
    except OSError as error:
        raise StoreTrouble(
            f"“{target.name}” could not be saved.",
            f"{_reason(error)} Check that the folder exists and has room, and that the file is not open elsewhere.",
        ) from error
    finally:
        shared_files.discard(part)


def _reason(error: OSError) -> str:
    return f"The system says: {shared_files.reason(error)}."


def _write(
    blocks: Iterator[bytes],
    length: int,
    kind: FileKind,
    part: Path,
    cancel: CancelToken,
    progress: Callable[[int, int], None],
) -> None:
    check = _Check(kind, length)
    with part.open("xb") as file:
        for block in blocks:
            stop.check(cancel)
            check.take(block)
            file.write(block)
            progress(check.size, length)
        check.finish()
        file.flush()
        os.fsync(file.fileno())


class _Check:
    """Looks at a download while it passes."""

    def __init__(self, kind: FileKind, length: int) -> None:
        self._kind, self._length = kind, length
        self._head = b""
        self._tail = b""
        self.size = 0

    def take(self, block: bytes) -> None:
        """Look at the next block; raise `BadAnswer` as soon as this cannot become the document."""
        self.size += len(block)
        self._tail = (self._tail + block)[-_TAIL:]
        if len(self._head) < _HEAD:
            self._head = (self._head + block)[:_HEAD]
            if len(self._head) == _HEAD:
                self._look_at_head()
        if self.size > LARGEST:
            raise BadAnswer("The document is too large to be one of Fax.Plus.", "Ask Fax.Plus support about this fax.")

    def finish(self) -> None:
        """Raise `BadAnswer` where this is not the whole document."""
        self._look_at_head()
        # Without an announced length the connection's end and a cut look the same; a PDF says where it ends.
        cut = self.size != self._length if self._length else self._kind is FileKind.PDF and b"%%EOF" not in self._tail
        if cut:
            raise BadAnswer("The document arrived incomplete.", "Try again.")

    def _look_at_head(self) -> None:
        if self._kind.begins(self._head):
            return
        if wire.looks_like_html(self._head):
            raise wire.web_page()
        log.warning("A download that should be %s is something else (%d bytes)", self._kind.value, self.size)
        raise BadAnswer(
            "Fax.Plus sent something else than the document.", "Try again; if it keeps happening, ask Fax.Plus support."
        )
