"""Files that are written where the user says: whole or not at all, and never in the place of what is no file."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Sequence


def write_files(files: Sequence[tuple[Path, Path]]) -> None:
    """Copy files, each to where the user wants it. An ordinary file there is replaced and keeps its mode.

    Raises `InputRefused`, naming the place, where something else is there (a link, a folder, a pipe, a device) or the
    file cannot be written. None is written where one of them cannot have its place.
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
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _cannot_write(path, error) from error


def check_place(target: Path, *, folder: bool = False) -> None:
    """Raise `InputRefused` where `write_files` would refuse a file, as far as that can be told before there is one.

    With `folder` the same for `make_folder`.
    """
    if folder:
        _check_no_file(target)
    else:
        _mode_at(target)
    if not os.path.isdir(target.parent):  # noqa: PTH112  what is too long names no folder, and raises nothing
        raise InputRefused(str(target), "Its folder is not there.", "Make the folder first, or choose another place.")


def make_folder(folder: Path) -> None:
    """Make a folder where there is none. Raises `InputRefused` where that is not possible."""
    _check_no_file(folder)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error) from error


def _check_no_file(folder: Path) -> None:
    try:
        taken = os.path.lexists(folder) and not folder.is_dir()
    except (OSError, ValueError) as error:
        raise _cannot_write(folder, error) from error
    if taken:
        raise InputRefused(str(folder), "This is no folder.", "Name a folder, or a file whose name ends in .tiff.")


def _mode_at(target: Path) -> int | None:
    """Return the mode of the ordinary file at `target`, None where there is nothing."""
    try:
        found = target.lstat().st_mode
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _cannot_write(target, error) from error
    if not stat.S_ISREG(found):
        raise InputRefused(
            str(target), "What is there is no ordinary file, and is not replaced.", "Choose another name, or remove it."
        )
    return stat.S_IMODE(found)


def _replace(source: Path, target: Path, mode: int | None) -> None:
    handle, name = tempfile.mkstemp(prefix=".faxdesk-", dir=target.parent)
    unfinished = Path(name)
    try:
        with source.open("rb") as content, os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(_usual_mode() if mode is None else mode)
        unfinished.replace(target)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _usual_mode() -> int:
    """The mode of new files, as the user has set it for all programs."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _cannot_write(target: Path, error: Exception) -> InputRefused:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return InputRefused(str(target), f"It could not be written ({reason}).", "Choose another place.")
