"""Files that other programs may have open at the same time: virus scanners, viewers, other processes of FaxDesk.

Windows replaces, renames and removes no file that is open, unless whoever has opened it allows that, which `open` does
not. So what FaxDesk reads is opened here, in the way that allows it, and what is refused all the same is tried again
for a moment: a scanner lets go of a new file soon. Other systems refuse nothing of the kind.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Set
from functools import partial
from io import BufferedReader, FileIO
from pathlib import Path

PATIENCE = 2.0
"""Seconds for which a change of a name is tried again: what a scanner takes for a document of many pages."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.1
"""Seconds between two tries. Nothing tells when another program closes a file."""

_ACCESS_DENIED = 5
_HELD = frozenset({32, 33, 303, 1224})
"""ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_DELETE_PENDING and ERROR_USER_MAPPED_FILE
(learn.microsoft.com, System Error Codes)."""
_NOT_EMPTY = 145
"""ERROR_DIR_NOT_EMPTY: the name of a file that was removed while it was open is there until it is closed."""
_BUSY = frozenset({errno.EBUSY, errno.ETXTBSY})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class FileHeld(PermissionError):
    """Another program has the file open, and does not let it be replaced or renamed."""


if sys.platform == "win32":
    import _winapi
    import msvcrt

    _DELETE, _APPEND, _SYNCHRONIZE = 0x10000, 0x4, 0x100000
    _SHARE_ALL = 0x1 | 0x2 | 0x4
    _OPEN_ALWAYS, _NORMAL = 4, 0x80
    """Values of CreateFileW (learn.microsoft.com, fileapi.h)."""

    def _create(path: Path, access: int, share: int, disposition: int) -> int:
        try:
            return _winapi.CreateFile(str(path), access, share, 0, disposition, _NORMAL, 0)
        except OSError as error:
            # The system does not say of which file.
            error.filename = str(path)
            raise

    def _descriptor(handle: int, flags: int) -> int:
        try:
            return msvcrt.open_osfhandle(handle, flags)
        except BaseException:
            _winapi.CloseHandle(handle)
            raise

    def descriptor_for_reading(path: Path) -> int:
        """Return a file descriptor, to be closed, that lets others replace, rename and remove the file meanwhile."""
        handle = _create(path, _winapi.GENERIC_READ, _SHARE_ALL, _winapi.OPEN_EXISTING)
        return _descriptor(handle, os.O_RDONLY | os.O_BINARY)

    def _descriptor_for_appending(path: Path) -> int:
        # Who may only append always writes at the end of the file, wherever that is by then (fileapi.h,
        # FILE_APPEND_DATA). `O_APPEND` of the C library looks first where the end is, and then writes there.
        handle = _create(path, _APPEND | _SYNCHRONIZE, _SHARE_ALL, _OPEN_ALWAYS)
        return _descriptor(handle, os.O_APPEND | os.O_WRONLY | os.O_BINARY)

    def _is_open_elsewhere(path: Path) -> bool:
        try:
            _winapi.CloseHandle(_create(path, _DELETE, 0, _winapi.OPEN_EXISTING))
        except OSError as error:
            return error.winerror in _HELD
        return False

    def is_being_written(path: Path) -> bool:
        """True where another program certainly has the file open, and may be writing it. Raises `OSError`."""
        try:
            _winapi.CloseHandle(_create(path, _winapi.GENERIC_READ, 0, _winapi.OPEN_EXISTING))
        except OSError as error:
            if error.winerror not in _HELD:
                raise
            return True
        return False

else:

    def descriptor_for_reading(path: Path) -> int:
        """Return a file descriptor, to be closed, that lets others replace, rename and remove the file meanwhile."""
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def _descriptor_for_appending(path: Path) -> int:
        return os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)

    def _is_open_elsewhere(_path: Path) -> bool:
        return False

    def is_being_written(path: Path) -> bool:
        """True where another program certainly has the file open, and may be writing it. Raises `OSError`.

        Only Linux can tell, by a lease, which nobody gets on a file that is open for writing (F_SETLEASE of fcntl(2)),
        and only of files of the user's own on drives that have leases.
        """
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            return _is_open_for_writing(descriptor)
        finally:
            os.close(descriptor)

    def _is_open_for_writing(descriptor: int) -> bool:
        import fcntl
        import signal

        if sys.platform != "linux":
            return False
        try:
            # Who opens the file in this moment waits, and we are told by a signal: by its own one, we would be ended.
            fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:
            return error.errno == errno.EAGAIN
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False


def open_for_reading(path: Path) -> BufferedReader:
    """Open a file that others may replace, rename and remove meanwhile; it stays what it was when it was opened.

    Raises `OSError`.
    """
    return os.fdopen(descriptor_for_reading(path), "rb")


def read_text(path: Path) -> str:
    """Return the text of such a file, which is in UTF-8. Raises `OSError`, `UnicodeDecodeError`."""
    with open_for_reading(path) as file:
        return file.read().decode("utf-8")


def open_for_appending(path: Path) -> FileIO:
    """Open a file to which several processes append at once, and which any of them may rename; make it where it is not.

    Each `write` is one call of the system, so the bytes of one are never among those of another. A new file is for its
    owner alone. Raises `OSError`.
    """
    return os.fdopen(_descriptor_for_appending(path), "ab", buffering=0)


def replace(source: Path, target: Path, patience: float = PATIENCE) -> None:
    """Give a file another name, in the place of what has it now. Raises `OSError`, which says where it is held.

    What is refused is tried again for `patience` seconds.
    """
    try:
        _patiently(partial(source.replace, target), patience)
    except PermissionError as error:
        held = next(filter(_is_open_elsewhere, (target, source)), None)
        if held is None:
            raise
        # Windows says “access denied” where somebody has the file that is to be replaced.
        raise FileHeld(errno.EACCES, "Another program has the file open", str(held)) from error


def discard(path: Path, patience: float = PATIENCE) -> None:
    """Remove a file that nobody needs any more, also one that is open; nothing is said where it stays or is gone.

    On Windows the name of an open file may stay until it is closed: so that its name is free, it gets another one.
    """
    aside = path.with_name(f"{path.name}-{os.urandom(4).hex()}.removed") if _is_open_elsewhere(path) else path
    with contextlib.suppress(OSError):
        if aside is not path:
            path.replace(aside)
        _patiently(aside.unlink, patience)


def remove_folder(folder: Path, patience: float = PATIENCE) -> None:
    """Remove a folder with all that is in it. Raises `OSError` where some of it is left after `patience` seconds."""
    # Loads every kind of compression, and few remove a folder.
    from shutil import rmtree

    _patiently(lambda: rmtree(folder) if folder.exists() else None, patience, {_NOT_EMPTY})


def make_private_folder(folder: Path, *, parents: bool = False, exist_ok: bool = True) -> None:
    """Make a folder for its owner alone. Raises `OSError`.

    On Windows it has the rights of the folder around it, which in a profile let in nobody else. With mode 0o700 it
    would be for whoever owns it (Python 3.11.10 and 3.12.4), and what a program with raised rights makes is owned by
    the administrators: its user could not open it the next day.
    """
    mode = 0o777 if sys.platform == "win32" else 0o700
    folder.mkdir(mode=mode, parents=parents, exist_ok=exist_ok)


def is_held(error: OSError) -> bool:
    """True where a file cannot be had because another program has it."""
    return isinstance(error, FileHeld) or error.errno in _BUSY or getattr(error, "winerror", None) in _HELD


def reason(error: OSError) -> str:
    """Return what happened to a file, to stand in the middle of a sentence."""
    return "another program has the file open" if is_held(error) else (error.strerror or type(error).__name__)


def remedy(error: OSError, folder: Path) -> str:
    """Return what a user can do about a file of this folder that could not be written."""
    if is_held(error):
        return f"Close programs that look into {folder}, such as a viewer or a virus scanner, and try again."
    if error.errno in _FULL:
        return f"Make room on the disk that has {folder}, and try again."
    return f"Check that {folder} is there and that you may write into it, and try again."


def _patiently(act: Callable[[], object], patience: float, more: Set[int] = frozenset()) -> None:
    """Do it, again and again for a while where Windows says that somebody has the file, or one of the codes `more`."""
    until = time.monotonic() + patience
    pause = _FIRST_PAUSE
    while True:
        try:
            act()
            return
        except OSError as error:
            held = getattr(error, "winerror", None)
            if held not in {_ACCESS_DENIED, *_HELD, *more} or time.monotonic() > until:
                raise
        time.sleep(pause)  # noqa: TID251  see `_FIRST_PAUSE`
        pause = min(2 * pause, _LONGEST_PAUSE)
