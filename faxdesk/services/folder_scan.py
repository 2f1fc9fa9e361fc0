"""One look after another at a folder: what is in it, and for how many looks each file has stood still.

There is one `scandir` a look. Shares send no events, and say at most that; a directory that is read says it all.
Nothing here trusts a clock: files are compared with themselves, and looks are counted.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from faxdesk.core.file_names import reachable

LOOKS = 3
"""Looks in which a file must be the same: the issue asks for three."""
_THOROUGH = 30
"""Every so many looks, files are looked at that rest."""


class NameKind(IntEnum):
    """What a name in the folder stands for."""

    NOTHING = 0
    DOCUMENT = 1
    SIDECAR = 2


class FileStamp(NamedTuple):
    """What tells one content of a file from another, without opening it: sizes in bytes, times in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int


@dataclass
class FoundFile:
    """A file that is watched: how it was seen last, in how many looks it was so, and since when (`clock`, seconds)."""

    name: str
    kind: NameKind
    seen: FileStamp
    since: float
    looks: int = 1
    rests: bool = False

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells this content of the file from another."""
        return self.name, self.seen.size, self.seen.modified

    @property
    def still(self) -> bool:
        """True where it has stood still for long enough."""
        return self.looks >= LOOKS


class FolderScan:
    """The files of one folder, as of the last look. `kind_of` says what a name stands for."""

    def __init__(self, folder: Path, kind_of: Callable[[str], NameKind], clock: Callable[[], float]) -> None:
        self._folder, self._kind_of, self._clock = folder, kind_of, clock
        self._kinds: dict[str, NameKind] = {}
        self._files: dict[str, FoundFile] = {}
        self._awake: dict[NameKind, list[FoundFile]] = {}
        self._sidecars: dict[str, FoundFile] = {}
        self._looks = 0

    def look(self) -> None:
        """Read the folder. Raises `OSError` where that is not possible; what was known is forgotten then."""
        kinds, files = {}, {}
        self._looks += 1
        thorough = self._looks % _THOROUGH == 0
        try:
            with os.scandir(reachable(self._folder)) as entries:
                for entry in entries:
                    name = entry.name
                    kind = self._kinds.get(name)
                    if kind is None:
                        kind = self._kind_of(name)
                    kinds[name] = kind
                    if kind is NameKind.NOTHING:
                        continue
                    known = self._files.get(name)
                    if known is not None and known.rests and not thorough:
                        files[name] = known
                    elif (found := self._found(entry, kind, known)) is not None:
                        files[name] = found
        except OSError:
            self.forget()
            raise
        self._kinds, self._files = kinds, files
        awake = [file for file in files.values() if not file.rests]
        awake.sort(key=lambda file: (file.seen.modified, file.name))
        self._awake = {kind: [file for file in awake if file.kind is kind] for kind in NameKind}
        self._sidecars = {name.casefold(): file for name, file in files.items() if file.kind is NameKind.SIDECAR}

    def _found(self, entry: os.DirEntry[str], kind: NameKind, known: FoundFile | None) -> FoundFile | None:
        try:
            seen = _seen(entry)
        except OSError:
            # It has gone between two lines of the same look.
            return None
        if seen is None:
            return None
        if known is None or known.seen != seen:
            return FoundFile(entry.name, kind, seen, self._clock())
        known.looks += 1
        known.kind = kind
        return known

    def forget(self) -> None:
        """Begin anew: the folder may be another one."""
        self._kinds, self._files, self._awake, self._sidecars = {}, {}, {}, {}

    def reconsider(self) -> None:
        """Ask anew what names stand for, from the next look on."""
        self._kinds = {}
        for file in self._files.values():
            file.rests = False

    def documents(self) -> Iterator[FoundFile]:
        """Yield the documents that do not rest, in the order in which they were written."""
        return filter(self._is_awake, self._awake.get(NameKind.DOCUMENT, ()))

    def sidecars(self) -> Iterator[FoundFile]:
        """Yield the sidecars that do not rest."""
        return filter(self._is_awake, self._awake.get(NameKind.SIDECAR, ()))

    def _is_awake(self, file: FoundFile) -> bool:
        return not file.rests and self._files.get(file.name) is file

    def sidecar(self, names: tuple[str, ...]) -> FoundFile | None:
        """Return the sidecar that has the first of these names, without regard to upper and lower case."""
        found = (self._sidecars[name] for name in names if name in self._sidecars)
        return next((file for file in found if self._files.get(file.name) is file), None)

    def has(self, name: str) -> bool:
        """True where a file of this name is there."""
        return name in self._files

    def rest(self, name: str) -> None:
        """Look at a file only now and then: nothing can be done with it until it changes."""
        if name in self._files:
            self._files[name].rests = True

    def wake(self, name: str) -> None:
        """Look at a file that rests again, from the next look on."""
        if name in self._files:
            self._files[name].rests = False

    def drop(self, name: str) -> None:
        """A file has been taken away."""
        self._files.pop(name, None)

    def __len__(self) -> int:
        """How many names the folder has."""
        return len(self._kinds)


def _seen(entry: os.DirEntry[str]) -> FileStamp | None:
    """Return how a file looks; None for all but files: links, folders, pipes, devices, and what is hidden on Windows.

    Raises `OSError`.
    """
    found = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(found.st_mode):
        return None
    # Only Windows has these; a placeholder of a cloud is a reparse point that is a file all the same.
    if getattr(found, "st_file_attributes", 0) & (stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM):
        return None
    return FileStamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
