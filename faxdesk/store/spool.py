"""The spool: copies of the documents that were promised to be sent, named by their content."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

from faxdesk.core import shared_files
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
                digest = self._copy(source, target.fileno())
            self._settle(copy, digest)
        finally:
            shared_files.discard(copy)
        return digest

    def _new_file(self) -> tuple[int, str]:
        try:
            return tempfile.mkstemp(prefix="incoming-", dir=self._folder)
        except OSError as error:
            raise self._cannot_keep(error) from error

    def _settle(self, copy: Path, digest: str) -> None:
        final = self.path(digest)
        try:
            shared_files.make_private_folder(final.parent)
            # It may be open: it is being sent, or looked at. One that the disk has damaged is replaced all the same.
            if _digest(final) != digest:
                _place(copy, final, digest)
            _sync_folder(final.parent)
        except OSError as error:
            raise self._cannot_keep(error) from error

    def _copy(self, source: Path, target: int) -> str:
        digest = hashlib.sha256()
        try:
            opened = shared_files.open_for_reading(source)
        except OSError as error:
            raise InputRefused(source.name, "The file cannot be read.", _reading_advice(error)) from error
        with opened:
            while block := _read(opened.fileno(), source.name):
                digest.update(block)
                self._write(target, block)
        try:
            os.fsync(target)
        except OSError as error:
            raise self._cannot_keep(error) from error
        return digest.hexdigest()

    def _write(self, target: int, block: bytes) -> None:
        view = memoryview(block)
        try:
            while view:
                view = view[os.write(target, view) :]
        except OSError as error:
            raise self._cannot_keep(error) from error

    def _cannot_keep(self, error: OSError) -> StoreTrouble:
        return StoreTrouble(
            f"The document could not be kept: {shared_files.reason(error)}.",
            shared_files.remedy(error, self._folder),
        )

    def path(self, sha256: str) -> Path:
        """Return where the document with this digest is, or would be."""
        return self._folder / sha256[:2] / sha256

    def sweep(self) -> None:
        """Remove copies that a dead process left half-written."""
        for leftover in self._folder.glob("incoming-*"):
            with contextlib.suppress(OSError):
                if time.time() - leftover.stat().st_mtime > _ABANDONED:
                    shared_files.discard(leftover)


def _place(copy: Path, final: Path, digest: str) -> None:
    try:
        shared_files.replace(copy, final)
    except OSError:
        # Another process may have kept the same document meanwhile, and is sending it.
        if _digest(final) != digest:
            raise


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, "" where there is none that can be read."""
    try:
        with shared_files.open_for_reading(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _read(source: int, name: str) -> bytes:
    try:
        return os.read(source, _BLOCK)
    except OSError as error:
        raise InputRefused(name, "The file cannot be read.", _reading_advice(error)) from error


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
    if shared_files.is_held(error):
        return "Another program has it open. Close it there, then add it again."
    return f"Close it in other programs and check that you may open it ({error.strerror})."
