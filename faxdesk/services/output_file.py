"""Files that are written where the user says: whole or not at all, and never in the place of what is no file."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import uuid
from itertools import count
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import is_folder, reachable, windows_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_BLOCK = 1 << 20
_BINARY: int = getattr(os, "O_BINARY", 0)


def write_files(files: Sequence[tuple[Path, Path]]) -> None:
    """Copy files, each to where the user wants it. An ordinary file there is replaced and keeps its mode.

    Raises `InputRefused`, naming the place, where something else is there (a link, a folder, a pipe, a device), the
    system would take another name than this, or the file cannot be written. None is written where one of them cannot
    have its place.
    """
    modes = [_mode_at(target) for _, target in files]
    for (source, target), mode in zip(files, modes, strict=True):
        try:
            _replace(source, target, mode)
        except OSError as error:
            raise _cannot_write(target, error) from error


def remove_files(files: Sequence[Path]) -> None:
    """Remove files that are replaced by fewer. Raises `InputRefused`, naming the one that cannot be removed."""
    for path in files:
        shared_files.discard(path)
        if os.path.lexists(path):
            raise InputRefused(str(path), "It could not be removed.", "Remove it, or choose another folder.")


def check_place(target: Path) -> None:
    """Raise `InputRefused` where `write_files` would refuse a file, as far as that can be told before there is one."""
    _mode_at(target)
    _check_parent(target)


def check_folder_place(folder: Path) -> None:
    """Raise `InputRefused` where `make_folder` would refuse it, as far as that can be told before it is made."""
    _check_no_file(folder)
    _check_parent(folder)


def _check_parent(target: Path) -> None:
    if not is_folder(target.parent):
        raise InputRefused(str(target), "Its folder is not there.", "Make the folder first, or choose another place.")


def make_folder(folder: Path) -> None:
    """Make a folder where there is none. Raises `InputRefused` where that is not possible."""
    _check_no_file(folder)
    try:
        reachable(folder).mkdir(exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error) from error


def _check_no_file(folder: Path) -> None:
    _check_name(folder)
    if os.path.lexists(reachable(folder)) and not is_folder(folder):
        raise InputRefused(str(folder), "This is no folder.", "Name a folder, or a file whose name ends in .tiff.")


def _mode_at(target: Path) -> int | None:
    """Return the mode of the ordinary file at `target`, None where there is nothing."""
    _check_name(target)
    try:
        found = reachable(target).lstat().st_mode
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _cannot_write(target, error) from error
    if not stat.S_ISREG(found):
        raise InputRefused(
            str(target), "What is there is no ordinary file, and is not replaced.", "Choose another name, or remove it."
        )
    return stat.S_IMODE(found)


def _check_name(target: Path) -> None:
    if sys.platform == "win32" and (fault := windows_fault(PureWindowsPath(target))):
        raise InputRefused(str(target), fault, "Choose another name.")


def _replace(source: Path, target: Path, mode: int | None) -> None:
    target = reachable(target)
    unfinished = target.with_name(f".faxdesk-{uuid.uuid4().hex[:12]}")
    try:
        # The system itself takes from the mode of new files what the user has set for all programs (umask).
        handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o666 if mode is None else mode)
        with os.fdopen(handle, "wb") as file, shared_files.open_for_reading(source) as content:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            unfinished.chmod(mode)
        shared_files.replace(unfinished, target)
    finally:
        shared_files.discard(unfinished)


def copy_to_open(source: Path, folder: Path, name: str) -> Path:
    """Return a copy of `source` for another program, in `folder`, under `name` or, where that is taken, one like it.

    The same document is not copied twice. What is there already is never replaced: another program may have it open,
    and somebody may have written into it. `folder` is made where it is not there. Raises `InputRefused`.
    """
    try:
        shared_files.make_private_folder(folder)
        copy = next(one for one in _names(folder, name) if not one.exists() or _is_same(source, one))
        if not copy.exists():
            write_files([(source, copy)])
        return copy
    except OSError as error:
        raise _cannot_write(folder / name, error) from error


def free_place(folder: Path, name: str) -> Path:
    """Return `name` in a folder, or one like it where that is taken: what is there is not to be replaced."""
    return next(one for one in _names(folder, name) if not os.path.lexists(reachable(one)))


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    stem, suffix = Path(name).stem, Path(name).suffix
    yield from (folder / f"{stem} ({number}){suffix}" for number in count(2))


def _is_same(source: Path, copy: Path) -> bool:
    """True where both have the same content; False as well where another program lets nobody read it."""
    try:
        with shared_files.open_for_reading(source) as one, shared_files.open_for_reading(copy) as other:
            if os.fstat(one.fileno()).st_size != os.fstat(other.fileno()).st_size:
                return False
            while block := one.read(_BLOCK):
                if block != other.read(_BLOCK):
                    return False
            return True
    except PermissionError:
        return False


def _cannot_write(target: Path, error: Exception) -> InputRefused:
    if isinstance(error, OSError) and shared_files.is_held(error):
        return InputRefused(
            str(target), "Another program has it open.", "Close it there and try again, or choose another place."
        )
    reason = getattr(error, "strerror", None) or type(error).__name__
    return InputRefused(str(target), f"It could not be written ({reason}).", "Choose another place.")
