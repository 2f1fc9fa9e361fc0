"""Files of a watched folder on their way: claimed, put back, moved to where they end, and what is put beside them.

Each change of a name is written down before it is made, and looked up after a sudden end. A name that is taken is never
written over: it may be another computer's.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import platform
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.file_names import reachable, usable
from faxdesk.core.watch_rules import TAKEN

if TYPE_CHECKING:
    from faxdesk.store.watched_files import WatchedFile, WatchedFiles

_RECORD = ".record"
"""The folder in `taken` with a small file for each content that was sent: it tells other computers."""
_LONGEST = 180
"""Bytes of a name that gets a number, or something put beside it; file systems take 255."""


class Vanished(Exception):
    """The file is not there any more: somebody has moved or removed it, or another computer has taken it."""


def watcher_id(data_folder: Path) -> str:
    """Return what tells the claims of this data folder on this computer from those of others, for people to read."""
    node = platform.node() or "computer"
    mark = hashlib.sha256(os.fsencode(os.path.realpath(data_folder)) + node.encode("utf-8", "replace")).hexdigest()[:6]
    return f"{usable(node.partition('.')[0])[:40]} {mark}"


def exists(path: Path) -> bool:
    """Return whether there is something of this name. Raises `OSError` where nobody can say."""
    try:
        os.lstat(reachable(path))
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def numbered(name: str) -> Iterator[str]:
    """Yield the name, and the same with numbers, short enough for something to be put beside the file."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122  a name is no path
    whole = os.fsencode(stem)
    if len(whole) + len(os.fsencode(suffix)) > _LONGEST:
        stem = whole[: max(1, _LONGEST - len(os.fsencode(suffix)))].decode("utf-8", "ignore")
    yield f"{stem}{suffix}"
    for number in range(2, 10_000):
        yield f"{stem} ({number}){suffix}"


class ClaimedFiles:
    """Moves the files of one folder. Raises `OSError` where the folder cannot be read or written."""

    def __init__(self, folder: Path, own: str, files: WatchedFiles) -> None:
        self._folder, self._own, self._files = folder, own, files

    def path(self, file: WatchedFile) -> Path:
        """Return where a file is."""
        return self._folder / file.place

    def sidecar_path(self, file: WatchedFile) -> Path | None:
        """Return where the sidecar of a file is, None where it has none."""
        return None if file.sidecar is None else _beside(self.path(file), file.sidecar)

    # --------------------------------------------------------------------------------------------------- claims

    def claim(self, name: str, sidecar: str | None, size: int, modified: int) -> WatchedFile:
        """Take a file, and its sidecar, out of the sight of everybody else.

        Raises `Vanished` where somebody was quicker, and `OSError` where the file cannot be renamed; it is then as it
        was.
        """
        place = self._free(PurePath(TAKEN, self._own), name)
        file = self._files.claim(self._folder, name, sidecar, place, size, modified)
        try:
            self._rename(self._folder / name, self._folder / place)
        except (OSError, Vanished):
            # Whatever else ends it, the record says how far it was.
            if not exists(self._folder / place):
                self._files.forget(file.id)
            raise
        self._take_sidecar(file)
        return file

    def _take_sidecar(self, file: WatchedFile) -> None:
        target = self.sidecar_path(file)
        if target is not None and file.sidecar is not None and not exists(target):
            with contextlib.suppress(Vanished):
                self._rename(self._folder / file.sidecar, target)

    def take_late_sidecar(self, file: WatchedFile, sidecar: str) -> None:
        """Put a sidecar that came later beside the document that was taken. Raises `Vanished`."""
        self._files.has_sidecar(file.id, sidecar)
        self._rename(self._folder / sidecar, _beside(self.path(file), sidecar))

    def put_back(self, file: WatchedFile) -> None:
        """Put a file that became nothing yet back to where it was, under another name where that is taken."""
        for source, name in ((self.sidecar_path(file), file.sidecar), (self.path(file), file.name)):
            if source is not None and name is not None and exists(source):
                target = next(free for free in numbered(name) if not exists(self._folder / free))
                self._rename(source, self._folder / target)
        self._files.forget(file.id)

    def found(self, file: WatchedFile) -> WatchedFile:
        """Return a file as it is after a sudden end, which may have come before or after each change of its name.

        Raises `Vanished` where it is certainly gone, `OSError` where that is not certain.
        """
        if exists(self.path(file)):
            self._take_sidecar(file)
            return file
        if file.target is not None and exists(self._folder / file.target):
            return self._arrived(file, file.target)
        if file.place.parts[0] == TAKEN and self._is_as_it_was(file):
            self._make_folders(file.place.parent)
            self._rename(self._folder / file.name, self.path(file))
            self._take_sidecar(file)
            return file
        if not exists(self._folder / TAKEN):
            # The place where a share is mounted is there without the share.
            raise FileNotFoundError(errno.ENOENT, "The folder is not as it was", str(self._folder / TAKEN))
        raise Vanished

    def _is_as_it_was(self, file: WatchedFile) -> bool:
        """Return whether the very file is still, or again, where it was before its claim."""
        try:
            now = os.lstat(reachable(self._folder / file.name))
        except (FileNotFoundError, NotADirectoryError):
            return False
        return stat.S_ISREG(now.st_mode) and (now.st_size, now.st_mtime_ns) == (file.size, file.modified)

    # ---------------------------------------------------------------------------------------------------- moves

    def move(self, file: WatchedFile, where: str) -> WatchedFile:
        """Move a file, with its sidecar, into the folder `where`; return it as it is then. Raises `Vanished`."""
        if file.place.parts[0] == where:
            return file
        self._make_folders(PurePath(where))
        if file.target is not None and self._is_reserved(file.target):
            return self._replace(file, file.target)
        for name in numbered(file.name):
            target = PurePath(where, name)
            self._files.moving(file.id, target)
            if self._reserve(target):
                return self._replace(file, target)
        raise FileExistsError(errno.EEXIST, "Too many files have this name", str(self._folder / where / file.name))

    def _replace(self, file: WatchedFile, target: PurePath) -> WatchedFile:
        try:
            shared_files.replace(reachable(self.path(file)), reachable(self._folder / target))
        except FileNotFoundError as error:
            shared_files.discard(reachable(self._folder / target))
            raise Vanished from error
        return self._arrived(file, target)

    def _arrived(self, file: WatchedFile, target: PurePath) -> WatchedFile:
        before, there = self.sidecar_path(file), self._folder / target
        if before is not None and file.sidecar is not None and exists(before):
            after = _beside(there, file.sidecar)
            if not exists(after):
                self._rename(before, after)
        self._files.moved(file.id, target)
        return self._files.get(file.id) or file

    def _reserve(self, target: PurePath) -> bool:
        """Make an own file of this name; False where there is one already. Whoever looks meanwhile sees whose it is."""
        path = reachable(self._folder / target)
        try:
            with open(path, "xb") as file:  # noqa: PTH123  as it is, with its long name
                file.write(self._own.encode("utf-8", "replace"))
        except FileExistsError:
            return False
        return True

    def _is_reserved(self, target: PurePath) -> bool:
        try:
            with shared_files.open_for_reading(reachable(self._folder / target)) as file:
                return file.read(4096) == self._own.encode("utf-8", "replace")
        except FileNotFoundError:
            return False

    # --------------------------------------------------------------------------------------------- what is beside

    def write_beside(self, file: WatchedFile, suffix: str, text: str) -> Path:
        """Write a text beside a file; return where."""
        target = self.path(file).with_name(self.path(file).name + suffix)
        unfinished = target.with_name(f".{target.name}.part")
        with open(reachable(unfinished), "w", encoding="utf-8", newline="\r\n") as out:  # noqa: PTH123  as above
            out.write(text)
        shared_files.replace(reachable(unfinished), reachable(target))
        return target

    def copy_beside(self, file: WatchedFile, suffix: str, source: Path) -> Path:
        """Put a copy of `source` beside a file; return where."""
        target = self.path(file).with_name(self.path(file).name + suffix)
        unfinished = target.with_name(f".{target.name}.part")
        with shared_files.open_for_reading(source) as content, open(reachable(unfinished), "wb") as out:  # noqa: PTH123
            shutil.copyfileobj(content, out)
        shared_files.replace(reachable(unfinished), reachable(target))
        return target

    def sent_elsewhere(self, key: str) -> bool:
        """Return whether another computer has sent what `key` stands for; if not, nobody else does from now on."""
        folder = PurePath(TAKEN, _RECORD)
        self._make_folders(folder)
        if self._reserve(folder / key):
            return False
        return not self._is_reserved(folder / key)

    # --------------------------------------------------------------------------------------------------- folders

    def _free(self, where: PurePath, name: str) -> PurePath:
        self._make_folders(where)
        return where / next(free for free in numbered(name) if not exists(self._folder / where / free))

    def _make_folders(self, where: PurePath) -> None:
        """Make folders in this one. What is there must be folders, and no links to others."""
        at = self._folder
        for part in where.parts:
            at /= part
            with contextlib.suppress(FileExistsError):
                os.mkdir(reachable(at))  # noqa: PTH102  as above
            if not stat.S_ISDIR(os.lstat(reachable(at)).st_mode):
                raise NotADirectoryError(errno.ENOTDIR, "It is no folder", str(at))

    @staticmethod
    def _rename(source: Path, target: Path) -> None:
        try:
            shared_files.replace(reachable(source), reachable(target))
        except FileNotFoundError as error:
            # A server may have done it, and answered so when it was asked again (NFS).
            if not exists(target):
                raise Vanished from error


def _beside(document: Path, sidecar: str) -> Path:
    """Return where the sidecar of a document is once it was taken."""
    return document.with_name(document.name + os.path.splitext(sidecar)[1].lower())  # noqa: PTH122  a name is no path
