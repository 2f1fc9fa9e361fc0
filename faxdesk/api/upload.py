"""Request bodies that are read block by block while they go out."""

from __future__ import annotations

import hashlib
import io
import os
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from faxdesk.core import cancel_token as stop
from faxdesk.core import shared_files
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken

BLOCK = 256 * 1024
"""Bytes handed to a connection at once: fewer cost speed, more gain none (measured: 1.01 times sendfile;
docs/measurements.md, section 3)."""
_FIRST_BLOCK = 16 * 1024
_QUICK, _SLOW = 0.1, 0.4
"""Seconds that a block may take before blocks stop growing, and before they shrink: a slow line still shows progress
and notices a cancellation within about a second."""

_SUFFIXES = {DocumentType.PDF: {".pdf"}, DocumentType.TIFF: {".tif", ".tiff"}}


class UploadBody:
    """A request body of known length. `begun` is True once any of it was handed to the connection."""

    def __init__(self, source: bytes, media_type: str = "application/json") -> None:
        self.media_type = media_type
        self.begun = False
        self._source = io.BytesIO(source)
        self._length = len(source)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        # requests streams what can be iterated and urllib3 what can be read; the latter comes first.
        return iter(lambda: self.read(BLOCK), b"")

    def read(self, size: int = BLOCK) -> bytes:
        """Return the next block; empty at the end."""
        self.begun = True
        return self._source.read(size)


class FileBody(UploadBody):
    """A multipart body with one part, `fax_file`, whose content is read from the disk while it is sent.

    Memory stays the same whatever the size. `progress` gets the bytes of the document sent so far and its size.
    `read` raises `Stopped` when `cancel` asks for it, and `InputRefused` where the document cannot be read to the end
    that it had at first, or is not the one with the digest `sha256`, where that is known. Use as a context manager,
    which closes the document.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        kind: DocumentType,
        progress: Callable[[int, int], None],
        cancel: CancelToken,
        sha256: str = "",
    ) -> None:
        boundary = uuid.uuid4().hex
        self._name = name
        self._head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="fax_file"; filename="'.encode()
            + file_name(name, kind)
            + f'"\r\nContent-Type: {kind.media_type}\r\n\r\n'.encode()
        )
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        super().__init__(self._head, f"multipart/form-data; boundary={boundary}")
        self._progress, self._cancel = progress, cancel
        self._pace = _Pace()
        self._wanted, self._digest = sha256, hashlib.sha256()
        self._sent = 0
        try:
            self._file = shared_files.open_for_reading(path)
            self._size = os.fstat(self._file.fileno()).st_size
        except OSError as error:
            raise self._unreadable() from error
        self._length = len(self._head) + self._size + len(self._tail)

    def __enter__(self) -> FileBody:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int = BLOCK) -> bytes:
        """Return the next block; empty at the end."""
        stop.check(self._cancel)
        self._progress(self._sent, self._size)
        if not self.begun:
            return super().read(size)
        if self._sent < self._size:
            return self._document(self._pace.block(size))
        if self._wanted and self._digest.hexdigest() != self._wanted:
            # Before the end of the part: what has left so far is no document to the service.
            raise InputRefused(
                self._name,
                "The copy of this document that was kept has changed on the disk. It is not sent.",
                "Add the document again. If this happens more than once, have the disk checked.",
            )
        tail, self._tail = self._tail, b""
        return tail

    def _document(self, size: int) -> bytes:
        try:
            block = self._file.read(min(size, self._size - self._sent))
        except OSError as error:
            raise self._unreadable() from error
        if not block:
            raise self._unreadable()
        self._sent += len(block)
        if self._wanted:
            self._digest.update(block)
        return block

    def _unreadable(self) -> InputRefused:
        return InputRefused(
            self._name, "The document cannot be read to its end.", "Check that it still opens, then add it again."
        )


class _Pace:
    """Chooses how much to send at once by how long the block before took."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._size = _FIRST_BLOCK
        self._asked_at: float | None = None

    def block(self, most: int) -> int:
        """Return the size of the next block in bytes, at most `most`."""
        now = self._clock()
        took = now - self._asked_at if self._asked_at is not None else _QUICK
        self._asked_at = now
        if took < _QUICK:
            self._size = min(2 * self._size, BLOCK)
        elif took > _SLOW:
            self._size = max(self._size // 2, _FIRST_BLOCK // 4)
        return min(self._size, most)


def file_name(name: str, kind: DocumentType) -> bytes:
    """Return the file name of a part as browsers write it: UTF-8, with only quotes and line ends escaped.

    That is what RFC 7578 section 4.2 asks for (no `filename*`) and the HTML standard spells out. The service goes by
    the ending, so one that does not fit the content is followed by one that does.
    """
    plain = PurePath(name.replace("\\", "/")).name or "document"
    if PurePath(plain).suffix.lower() not in _SUFFIXES[kind]:
        plain += kind.suffix
    escaped = plain.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
    return escaped.encode("utf-8", "replace")
