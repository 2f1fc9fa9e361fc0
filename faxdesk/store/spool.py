"""The spool: copies of the documents that were promised to be sent, named by their content."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

from faxdesk.core.errors import InputRefused, StoreTrouble

_BLOCK = 1 << 20
_ABANDONED = 24 * 3600.0
"""Seconds after its last byte from which a half-written copy belongs to nobody: others may be copying right now."""


class Spool:
    """A folder of documents, each under its SHA-256. The same content is kept once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, source: Path) -> str:
        """Copy a file into the spool, durably, and return its SHA-256 in hexadecimal digits.

        Raises `InputRefused` where the file cannot be read, `StoreTrouble` where the copy cannot be written.
        """
        handle, name = self._new_file()
        copy = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                digest = _copy(source, target.fileno())
            self._settle(copy, self.path(digest))
        finally:
            copy.unlink(missing_ok=True)
        return digest

    def _new_file(self) -> tuple[int, str]:
        try:
            return tempfile.mkstemp(prefix="incoming-", dir=self._folder)
        except OSError as error:
            raise _cannot_keep(error) from error

    def _settle(self, copy: Path, final: Path) -> None:
        try:
            final.parent.mkdir(mode=0o700, exist_ok=True)
            copy.replace(final)
            _sync_folder(final.parent)
        except OSError as error:
            raise _cannot_keep(error) from error

    def path(self, sha256: str) -> Path:
        """Return where the document with this digest is, or would be."""
        return self._folder / sha256[:2] / sha256

    def sweep(self) -> None:
        """Remove copies that a dead process left half-written."""
        for leftover in self._folder.glob("incoming-*"):
            with contextlib.suppress(OSError):
                if time.time() - leftover.stat().st_mtime > _ABANDONED:
                    leftover.unlink()


def _copy(source: Path, target: int) -> str:
    digest = hashlib.sha256()
    try:
        opened = source.open("rb")
    except OSError as error:
        raise InputRefused(source.name, "The file cannot be read.", _reading_advice(error)) from error
    with opened:
        while block := _read(opened.fileno(), source.name):
            digest.update(block)
            _write(target, block)
    try:
        os.fsync(target)
    except OSError as error:
        raise _cannot_keep(error) from error
    return digest.hexdigest()


def _read(source: int, name: str) -> bytes:
    try:
        return os.read(source, _BLOCK)
    except OSError as error:
        raise InputRefused(name, "The file cannot be read.", _reading_advice(error)) from error


def _write(target: int, block: bytes) -> None:
    view = memoryview(block)
    try:
        while view:
            view = view[os.write(target, view) :]
    except OSError as error:
        raise _cannot_keep(error) from error


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where the operating system can (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reading_advice(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "It is no longer there. Add it again."
    return f"Close it in other programs and check that you may open it ({error.strerror})."


def _cannot_keep(error: OSError) -> StoreTrouble:
    return StoreTrouble(
        f"The document could not be kept: {error.strerror or error}.", "Make room on the disk and try again."
    )
