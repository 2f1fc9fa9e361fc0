"""Open what the user named, where it is a file that can be read."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from faxdesk.core.cancel_token import CancelToken, check
from faxdesk.core.errors import InputRefused
from faxdesk.core.shared_files import descriptor_for_reading
from faxdesk.core.visible_text import visible

_BLOCK = 1 << 20
_FETCHED = 64 << 10
"""Bytes that are fetched before it is looked whether to stop: a second on a slow line."""
_PLACEHOLDER = stat.FILE_ATTRIBUTE_OFFLINE | 0x40000 | 0x400000
"""Further: FILE_ATTRIBUTE_RECALL_ON_OPEN and FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS (winnt.h), as OneDrive sets it."""
_DATALESS = 0x40000000
"""SF_DATALESS (sys/stat.h of macOS): what iCloud has taken from this computer."""
_IN_USE = frozenset({errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.EDEADLK})
_IN_USE_ON_WINDOWS = frozenset({32, 33})
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION (learn.microsoft.com, System Error Codes)."""
_IN_THE_CLOUD_ON_WINDOWS = range(358, 405)
"""ERROR_CLOUD_FILE_… (the same): the file is only a name until its program fetches it, which did not succeed."""


def name_of(path: Path, name: str | None = None) -> str:
    """Return how to call the file in a sentence: `name` where one is given, else the last part of its path.

    It is one line that reads as it is, whatever is in the name.
    """
    return visible(name or path.name or str(path))


@contextmanager
def reading(path: Path, name: str) -> Iterator[BinaryIO]:
    """Open `path` for reading; a fault of the system, then or inside the block, becomes `InputRefused`.

    Pipes and devices are refused without waiting for them.
    """
    try:
        with open_file(path, name) as file:
            yield file
    except OSError as error:
        raise trouble(name, error) from error


def open_file(path: Path, name: str) -> BinaryIO:
    """Open `path` for reading. The caller closes the file; others may rename, replace and remove it meanwhile.

    Raises `InputRefused` for anything but a regular file, and `OSError` where the system says no.
    """
    try:
        # A name with a zero byte in it is a ValueError.
        _check_regular(path.stat().st_mode, name)
    except ValueError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error
    file = os.fdopen(_descriptor(path), "rb")
    try:
        _check_regular(os.fstat(file.fileno()).st_mode, name)
    except InputRefused:
        file.close()
        raise
    return file


def open_to_keep(path: Path, name: str) -> BinaryIO:
    """Open `path` for reading as long as its document is shown; raises as `open_file` does.

    On Windows it is a copy, which goes when it is closed, or with the process: an open file is in the way of programs
    that save over it, and of whoever removes the drive that it is on, however much it is shared.
    """
    file = open_file(path, name)
    return private_copy(file) if sys.platform == "win32" else file


def private_copy(file: BinaryIO) -> BinaryIO:
    """Return a copy that nobody else uses of `file`, which is closed then; `file` itself where there is no room.

    Raises `OSError` where `file` cannot be read; it is closed then as well.
    """
    try:
        copy = cast("BinaryIO", tempfile.TemporaryFile(prefix="faxdesk-"))  # noqa: SIM115  the caller closes it
    except OSError:
        return file
    try:
        fits = _fill(copy, file)
    except BaseException:
        copy.close()
        file.close()
        raise
    if not fits:
        with suppress(OSError):
            copy.close()
        file.seek(0)
        return file
    file.close()
    return copy


def _fill(copy: BinaryIO, file: BinaryIO) -> bool:
    """Copy all of `file`; return False where it cannot be written."""
    while block := file.read(_BLOCK):
        try:
            copy.write(block)
        except OSError:
            return False
    try:
        # It may be the first call that writes to the disk.
        copy.seek(0)
    except OSError:
        return False
    return True


def is_placeholder(path: Path) -> bool:
    """True where the file is in a cloud, and comes to this computer when it is read."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return False
    marks: int = getattr(found, "st_file_attributes", 0)
    flags: int = getattr(found, "st_flags", 0) if sys.platform == "darwin" else 0
    return bool(marks & _PLACEHOLDER or flags & _DATALESS)


def fetch_from_cloud(path: Path, name: str, cancel: CancelToken) -> None:
    """Read a placeholder to its end, so that its program brings it, however long that takes.

    Raises `Stopped`, and `InputRefused` as `reading` does.
    """
    with reading(path, name) as file:
        while file.read(_FETCHED):
            check(cancel)


def _descriptor(path: Path) -> int:
    if sys.platform == "win32":
        return descriptor_for_reading(path)
    # Should a pipe take the file's place just now, opening it must not wait for somebody to write.
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)


def _check_regular(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise InputRefused(name, "This is a folder.", "Open it and add the documents inside.")
    if not stat.S_ISREG(mode):
        raise InputRefused(name, "This is a device or a pipe, not a document.", "Add a PDF or TIFF file.")


def trouble(name: str, error: OSError) -> InputRefused:
    """Return what `error` means for the user who named the file `name`."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return InputRefused(
            name,
            "The file is not there.",
            "It was moved, renamed or deleted, or its drive is not connected. Add it again from where it is now.",
        )
    if _is_in_the_cloud(error):
        return InputRefused(
            name,
            "The file is in the cloud, and is not on this computer yet.",
            "Open its folder, let the program of the cloud download it, then add it again.",
        )
    if error.errno in _IN_USE or getattr(error, "winerror", None) in _IN_USE_ON_WINDOWS:
        return InputRefused(name, "The file is in use by another program.", "Close it there, then add it again.")
    if isinstance(error, PermissionError):
        return InputRefused(
            name, "You may not read this file.", "Ask its owner for permission, or for a copy of your own."
        )
    reason = error.strerror or type(error).__name__
    return InputRefused(
        name, f"The file cannot be read ({reason}).", "Copy it to a folder on this computer, then add the copy."
    )


def _is_in_the_cloud(error: OSError) -> bool:
    # A Mac says that waiting for the download would be a deadlock.
    not_fetched = sys.platform == "darwin" and error.errno == errno.EDEADLK
    return not_fetched or getattr(error, "winerror", None) in _IN_THE_CLOUD_ON_WINDOWS
