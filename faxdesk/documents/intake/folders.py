"""From what was dropped to files: folders are opened, and what nobody means to fax is left out, and said so."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from faxdesk.core.file_names import is_folder, reachable
from faxdesk.documents.inspection.content import Content
from faxdesk.documents.inspection.zip_type import apple_document

MOST_FOUND = 500
"""Files that are taken from folders. One fax has 10; whoever drops a whole disk did not mean it."""
_MOST_SEEN = 20_000
"""Entries of folders that are looked at."""
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "icon\r", "ehthumbs.db", "__macosx", "$recycle.bin"})
"""What Windows and macOS put into folders for themselves."""
_LOCKS = ("~$", ".~lock.")
"""How the names of files begin that Word and LibreOffice make while a document is open."""
_PACKAGES = {
    ".rtfd": Content("a rich text document with its pictures (RTFD)"),
    ".app": Content("a program of a Mac"),
    ".photoslibrary": Content("a library of photos", advice="Open it, save the pictures that you mean, and add those."),
}
"""Folders that are one thing on a Mac, besides those of Pages, Numbers and Keynote."""
_JUNCTION = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT (winnt.h)."""
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a folder that was not taken: its path, and why, in words that follow "left out: "."""

    path: Path
    why: str


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return what names are sorted by so that "page 10" comes after "page 9", whatever their letters' case."""
    parts = _NUMBER.split(name.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def package_document(path: Path) -> Content | None:
    """Return what the folder `path` is where a Mac shows it as one document; None for other folders, and for files."""
    content = _PACKAGES.get(path.suffix.lower()) or apple_document(path.name)
    return content if content is not None and is_folder(path) else None


def files_in(paths: Iterable[Path]) -> Iterator[Path | LeftOut]:
    """Yield the files that `paths` name, in their order, with those in folders in natural order.

    A folder that is one document (`package_document`) is not opened. What the user named is always yielded, also where
    it is hidden or not there. Links to folders inside folders are not followed. Raises nothing: a folder that cannot be
    read is left out.
    """
    finder = _Finder()
    for path in paths:
        if is_folder(path) and package_document(path) is None:
            yield from finder.find(path)
        else:
            yield path


class _Finder:
    """Finds files in folders, up to a limit for all of them together."""

    def __init__(self) -> None:
        self._found = self._seen = 0
        self._full = False

    def find(self, folder: Path) -> Iterator[Path | LeftOut]:
        try:
            entries = sorted(os.scandir(reachable(folder)), key=lambda entry: natural(entry.name))
        except OSError as error:
            yield LeftOut(folder, f"the folder cannot be read ({error.strerror or type(error).__name__})")
            return
        if not entries:
            yield LeftOut(folder, "the folder is empty")
        # Files first, as file managers of all systems can show them together.
        for entry in sorted(entries, key=_is_folder):
            if self._full:
                return
            yield from self._entry(entry, folder / entry.name)

    def _entry(self, entry: os.DirEntry[str], path: Path) -> Iterator[Path | LeftOut]:
        self._seen += 1
        if self._found >= MOST_FOUND or self._seen > _MOST_SEEN:
            self._full = True
            yield LeftOut(path, f"this and all that follows; {MOST_FOUND} files are taken at most")
        elif why := _unmeant(entry):
            yield LeftOut(path, why)
        elif _is_folder(entry) and package_document(path) is None:
            yield from self.find(path)
        else:
            self._found += 1
            yield path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _unmeant(entry: os.DirEntry[str]) -> str:
    """Why nobody means to fax this; an empty text where that is not known."""
    name = entry.name.lower()
    if name in _SYSTEM:
        return "it belongs to the system"
    if name.startswith(_LOCKS):
        return "another program has made it while a document is open"
    if name.startswith(".") or _has_hidden_mark(entry):
        return "it is hidden"
    if is_link(entry) and is_folder(Path(entry.path)):
        return "it is a link to another folder"
    return ""


def is_link(entry: os.DirEntry[str]) -> bool:
    """True for symbolic links, and for the junctions of Windows, which are links to folders too.

    Some of Windows' own junctions lead back to a folder that they are in. What a cloud keeps has another mark.
    """
    try:
        tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    except OSError:
        tag = 0
    return entry.is_symlink() or tag == _JUNCTION


def _has_hidden_mark(entry: os.DirEntry[str]) -> bool:
    """Only Windows marks files; elsewhere there are no marks to see."""
    try:
        marks = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:
        return False
    return bool(marks & (stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM))
