"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import BinaryIO

from faxdesk.core.model import DocumentType

_HEAD = 4096
_TAIL = 65_536
"""Bytes read from the end of a ZIP archive: its list of contents is there."""
_PDF_MARK_WITHIN = 1024
"""Readers look for `%PDF-` in this many first bytes (ISO 32000-1, annex H, implementation note 13)."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds. `type` is None for what FaxDesk does not take; `noun` is like "a PNG picture"."""

    noun: str
    type: DocumentType | None = None


PDF = Content("a PDF", DocumentType.PDF)
TIFF = Content("a TIFF", DocumentType.TIFF)
UNKNOWN = Content("")

_TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""Byte order and version: 42 is TIFF 6.0, 43 is BigTIFF."""

_MARKS = (
    (b"\x89PNG\r\n\x1a\n", Content("a PNG picture")),
    (b"\xff\xd8\xff", Content("a JPEG picture")),
    (b"GIF8", Content("a GIF picture")),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Content("a JPEG 2000 picture")),
    (b"8BPS", Content("a Photoshop picture")),
    (b"%!PS", Content("a PostScript file")),
    (b"{\\rtf", Content("a rich text (RTF) document")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content("an older Word, Excel, PowerPoint or Outlook file")),
    (b"7z\xbc\xaf\x27\x1c", Content("a 7-Zip archive")),
    (b"Rar!\x1a\x07", Content("a RAR archive")),
    (b"\x1f\x8b", Content("a gzip archive")),
    (b"MZ", Content("a Windows program")),
    (b"\x7fELF", Content("a program")),
    (b"L\0\0\0\x01\x14\x02\0", Content("a Windows shortcut, not the document itself")),
)
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_IN_ZIP = (
    (b"word/", Content("a Word document")),
    (b"xl/", Content("an Excel workbook")),
    (b"ppt/", Content("a PowerPoint presentation")),
    (b"opendocument.text", Content("an OpenDocument text")),
    (b"opendocument.spreadsheet", Content("an OpenDocument spreadsheet")),
    (b"opendocument.presentation", Content("an OpenDocument presentation")),
    (b"application/epub+zip", Content("an e-book")),
)
_ZIP = Content("a ZIP archive")
_RIFF = {b"WEBP": Content("a WebP picture"), b"WAVE": Content("a sound recording"), b"AVI ": Content("a video")}
_HTML = Content("a web page (HTML)")
_XML = Content("an XML file")
_MAIL = Content("an e-mail message")
_TEXT = Content("a text file")
_HTML_TAG = re.compile(rb"<(!doctype html|html|head|body|script|title)[\s>]", re.IGNORECASE)
_MAIL_FIELD = re.compile(rb"(received|return-path|mime-version|message-id|delivered-to): ", re.IGNORECASE)
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def recognise(file: BinaryIO) -> Content:
    """Return what `file` is, by its content; `UNKNOWN` where nothing tells. Reads some KB; may raise `OSError`."""
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(_TIFF_MARKS):
        return TIFF
    if head.startswith(_ZIP_MARKS):
        return _in_zip(head, _tail(file))
    for mark, content in _MARKS:
        if head.startswith(mark):
            return content
    if b"%PDF-" in head[:_PDF_MARK_WITHIN]:
        return PDF
    return _container(head) or _text(head)


def _tail(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    return file.read(_TAIL)


def _in_zip(head: bytes, tail: bytes) -> Content:
    """Office files are ZIP archives; their folders, or a first entry that names the media type, tell which."""
    for mark, content in _IN_ZIP:
        if mark in head or mark in tail:
            return content
    return _ZIP


def _container(head: bytes) -> Content | None:
    """Formats whose name comes after a length."""
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        picture = head[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"avif"}
        return Content("a HEIC picture") if picture else Content("a video or sound recording")
    # The length of a Windows bitmap, its reserved zeros and the size of its second header.
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0" and head[15:18] == b"\0\0\0":
        return Content("a BMP picture")
    return None


def _text(head: bytes) -> Content:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _TEXT
    if not head or _NOT_TEXT.search(head):
        return UNKNOWN
    if _HTML_TAG.search(head):
        return _HTML
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return _XML
    return _MAIL if _MAIL_FIELD.match(head) else _TEXT
