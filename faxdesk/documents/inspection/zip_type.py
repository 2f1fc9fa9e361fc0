"""What a ZIP archive holds: office files, e-books, signed containers and print files are archives, too.

Told by the names inside, and by the media type that some keep in an entry of its own.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from faxdesk.documents.inspection.content import COPY_AGAIN, UNLOCK_FIRST, Content, archive, office

if TYPE_CHECKING:
    from zipfile import ZipFile

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ZIP = archive("a ZIP archive", "zip")

_MOST_LISTED = 4_000_000
"""Bytes of the list of names; that of 40,000 files. Longer ones are not read."""
_END_OF_LIST = b"PK\x05\x06"
_TAIL = 65_557
"""Bytes in which the end of the list is: its own, and the longest comment (APPNOTE.TXT, 4.3.16)."""
_LOCAL = b"PK\x03\x04"
_HEAD = 65_536
_MOST_TYPE = 200
"""Bytes of the entry that says the media type."""

_ASIC = Content(
    "a signed container (ASiC) with documents inside",
    advice="Open it in your signature program, save the documents that are inside, and add those.",
)
_MEDIA_TYPES = (
    ("vnd.etsi.asic", _ASIC),
    ("vnd.oasis.opendocument.text-master", office("an OpenDocument master document", "odm")),
    ("vnd.oasis.opendocument.text-template", office("an OpenDocument text template", "ott")),
    ("vnd.oasis.opendocument.text-web", office("an OpenDocument web page", "oth")),
    ("vnd.oasis.opendocument.text", office("an OpenDocument text", "odt")),
    ("vnd.oasis.opendocument.spreadsheet-template", office("an OpenDocument spreadsheet template", "ots")),
    ("vnd.oasis.opendocument.spreadsheet", office("an OpenDocument spreadsheet", "ods")),
    ("vnd.oasis.opendocument.presentation-template", office("an OpenDocument presentation template", "otp")),
    ("vnd.oasis.opendocument.presentation", office("an OpenDocument presentation", "odp")),
    ("vnd.oasis.opendocument.graphics-template", office("an OpenDocument drawing template", "otg")),
    ("vnd.oasis.opendocument.graphics", office("an OpenDocument drawing", "odg")),
    ("vnd.oasis.opendocument.formula", office("an OpenDocument formula", "odf")),
    ("vnd.oasis.opendocument.", Content("an OpenDocument database or chart")),
    ("vnd.sun.xml.writer", office("an OpenOffice.org text", "sxw")),
    ("vnd.sun.xml.calc", office("an OpenOffice.org spreadsheet", "sxc")),
    ("vnd.sun.xml.impress", office("an OpenOffice.org presentation", "sxi")),
    ("vnd.sun.xml.draw", office("an OpenOffice.org drawing", "sxd")),
    ("epub+zip", Content("an e-book")),
    ("hwp+zip", Content("a Hangul (HWPX) document")),
)
"""Media types, without "application/", and what they stand for; the longer of two with one begin comes first."""
_PAGES = Content(
    "a Pages document",
    None,
    "pages",
    advice="Open it in Pages, choose File, Export To, PDF, then add that file.",
)
_NUMBERS = Content(
    "a Numbers spreadsheet",
    None,
    "numbers",
    advice="Open it in Numbers, choose File, Export To, PDF, then add that file.",
)
_KEYNOTE = Content(
    "a Keynote presentation",
    None,
    "key",
    advice="Open it in Keynote, choose File, Export To, PDF, then add that file.",
)
_IWORK = Content(
    "a document of Pages, Numbers or Keynote",
    advice="Open it there, choose File, Export To, PDF, then add that file.",
)
_IWORK_SUFFIXES = {".pages": _PAGES, ".numbers": _NUMBERS, ".key": _KEYNOTE, ".keynote": _KEYNOTE}
_XPS = Content(
    "an XPS document", None, "xps", advice="Open it and print it to “Microsoft Print to PDF”, then add that file."
)

_BY_NAMES = (
    (re.compile(r"word/document\d*\.xml"), office("a Word document", "docx")),
    (re.compile(r"xl/workbook\d*\.(xml|bin)"), office("an Excel workbook", "xlsx")),
    (re.compile(r"ppt/presentation\d*\.xml"), office("a PowerPoint presentation", "pptx")),
    (re.compile(r"visio/document\d*\.xml"), office("a Visio drawing", "vsdx")),
    (re.compile(r"([^/]+\.fdseq|Documents/\d+/FixedDoc(ument)?\.fdoc)", re.IGNORECASE), _XPS),
    (re.compile(r"(Index/.*\.iwa|Index\.zip|index\.apxl(\.gz)?)"), _IWORK),
    (re.compile(r"META-INF/.*(signatures?\d*\.(xml|p7s)|ASiCManifest.*\.xml)", re.IGNORECASE), _ASIC),
    (re.compile(r"(META-INF/MANIFEST\.MF|AndroidManifest\.xml)"), Content("a program")),
)
"""What whole names inside tell."""
_SLIDES = re.compile(r"(Index/Slide.*\.iwa|index\.apxl(\.gz)?)")
_MANIFEST, _ENCRYPTED = "META-INF/manifest.xml", b"manifest:encryption-data"


def zip_content(file: BinaryIO, name: str) -> Content:
    """Return what the ZIP archive `file` holds; `name` tells the programs of Apple apart. May raise `OSError`."""
    import zipfile

    if not _has_list(file):
        return _cut_off(file)
    try:
        with zipfile.ZipFile(file) as opened:
            # Some writers on Windows separate folders as Windows does (APPNOTE 4.4.17.1 allows slashes only).
            names = [entry.replace("\\", "/") for entry in opened.namelist()]
            return _by_media_type(opened, names) or _by_names(names, name) or ZIP
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, zlib.error):
        return replace(ZIP, noun="a damaged ZIP archive", advice=COPY_AGAIN)


def apple_document(name: str) -> Content | None:
    """Return the document that a program of Apple makes of this name, as a file or as a folder; None for others."""
    return _IWORK_SUFFIXES.get(Path(name).suffix.lower())


def _has_list(file: BinaryIO) -> bool:
    """True where the list of names is there, at the end, and of a usual size."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    end = tail.rfind(_END_OF_LIST)
    return end >= 0 and int.from_bytes(tail[end + 12 : end + 16], "little") <= _MOST_LISTED


def _by_media_type(opened: ZipFile, names: Sequence[str]) -> Content | None:
    """Return what the entry "mimetype" says; None where there is none, or it is of no use."""
    if "mimetype" not in names:
        return None
    with opened.open("mimetype") as entry:
        said = entry.read(_MOST_TYPE).decode("ascii", "replace").strip().removeprefix("application/")
    found = next((content for start, content in _MEDIA_TYPES if said.startswith(start)), None)
    return _locked(found) if found is not None and _is_locked(opened, names) else found


def _is_locked(opened: ZipFile, names: Sequence[str]) -> bool:
    """True where an OpenDocument file opens only with a password (ODF 1.2, part 3, 4.8)."""
    if _MANIFEST not in names or opened.getinfo(_MANIFEST).file_size > _MOST_LISTED:
        return False
    return _ENCRYPTED in opened.read(_MANIFEST)


def _locked(content: Content) -> Content:
    return Content(f"{content.noun} that opens only with a password", advice=UNLOCK_FIRST)


def _by_names(names: Sequence[str], name: str) -> Content | None:
    """Return what is told by the names inside, None where they tell nothing."""
    for pattern, content in _BY_NAMES:
        if any(pattern.fullmatch(one) for one in names):
            return _iwork(names, name) if content is _IWORK else content
    if {"index.xml", "index.xml.gz"} & set(names):
        return apple_document(name)
    return None


def _iwork(names: Sequence[str], name: str) -> Content:
    if any(_SLIDES.fullmatch(one) for one in names):
        return _KEYNOTE
    return apple_document(name) or _IWORK


def _cut_off(file: BinaryIO) -> Content:
    """Return what an archive without its end was, by the names that stand before each of its entries."""
    file.seek(0)
    head = file.read(_HEAD)
    names, at = [], head.find(_LOCAL)
    while at >= 0:
        length = int.from_bytes(head[at + 26 : at + 28], "little")
        names.append(head[at + 30 : at + 30 + length].decode("utf-8", "replace"))
        at = head.find(_LOCAL, at + 30)
    was = _by_names(names, "") or ZIP
    return Content(f"{was.noun} whose end is missing", advice=COPY_AGAIN)
