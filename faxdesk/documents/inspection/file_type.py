"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import BinaryIO

from faxdesk.core.model import DocumentType

_HEAD = 4096
_TAIL = 65_536
"""Bytes read from the end of a ZIP archive: its list of contents is there."""
_PDF_MARK_WITHIN = 1024
"""Readers look for `%PDF-` in this many first bytes (ISO 32000-1, annex H, implementation note 13)."""


class Conversion(Enum):
    """How a file becomes pages: as it is, as one picture, set as text, by an office program, or not at all."""

    AS_IT_IS = auto()
    PICTURE = auto()
    HEIC = auto()
    TEXT = auto()
    OFFICE = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds. `type` is None for what Fax.Plus is not given as it is; `noun` is like "a PNG picture".

    `word` is the usual ending of such files, without its dot; `way` is how FaxDesk makes pages of it.
    """

    noun: str
    type: DocumentType | None = None
    word: str = ""
    way: Conversion = Conversion.NONE


PDF = Content("a PDF", DocumentType.PDF, "pdf", Conversion.AS_IT_IS)
TIFF = Content("a TIFF", DocumentType.TIFF, "tiff", Conversion.AS_IT_IS)
UNKNOWN = Content("")


def _picture(noun: str, word: str) -> Content:
    return Content(noun, None, word, Conversion.PICTURE)


def _office(noun: str, word: str) -> Content:
    return Content(noun, None, word, Conversion.OFFICE)


_TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""Byte order and version: 42 is TIFF 6.0, 43 is BigTIFF."""

_MARKS = (
    (b"\x89PNG\r\n\x1a\n", _picture("a PNG picture", "png")),
    (b"\xff\xd8\xff", _picture("a JPEG picture", "jpeg")),
    (b"GIF8", _picture("a GIF picture", "gif")),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Content("a JPEG 2000 picture")),
    (b"8BPS", Content("a Photoshop picture")),
    (b"%!PS", Content("a PostScript file")),
    (b"{\\rtf", _office("a rich text (RTF) document", "rtf")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _office("an older Word, Excel, PowerPoint or Outlook file", "doc")),
    (b"7z\xbc\xaf\x27\x1c", Content("a 7-Zip archive")),
    (b"Rar!\x1a\x07", Content("a RAR archive")),
    (b"\x1f\x8b", Content("a gzip archive")),
    (b"MZ", Content("a Windows program")),
    (b"\x7fELF", Content("a program")),
    (b"L\0\0\0\x01\x14\x02\0", Content("a Windows shortcut, not the document itself")),
)
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_IN_ZIP = (
    (b"word/", _office("a Word document", "docx")),
    (b"xl/", _office("an Excel workbook", "xlsx")),
    (b"ppt/", _office("a PowerPoint presentation", "pptx")),
    (b"opendocument.text", _office("an OpenDocument text", "odt")),
    (b"opendocument.spreadsheet", _office("an OpenDocument spreadsheet", "ods")),
    (b"opendocument.presentation", _office("an OpenDocument presentation", "odp")),
    (b"application/epub+zip", Content("an e-book")),
)
ZIP = Content("a ZIP archive", None, "zip")
_RIFF = {
    b"WEBP": _picture("a WebP picture", "webp"),
    b"WAVE": Content("a sound recording"),
    b"AVI ": Content("a video"),
}
_AVIF = _picture("an AVIF picture", "avif")
_HEIC = Content("a HEIC picture", None, "heic", Conversion.HEIC)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_HTML = _office("a web page (HTML)", "html")
_XML = Content("an XML file", None, "xml")
_SVG = Content("an SVG drawing", None, "svg")
MAIL = Content("an e-mail message", None, "eml")
TEXT = Content("a text file", None, "txt", Conversion.TEXT)
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
    return ZIP


def _container(head: bytes) -> Content | None:
    """Formats whose name comes after a length."""
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    # The length of a Windows bitmap, its reserved zeros and the size of its second header.
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0" and head[15:18] == b"\0\0\0":
        return _picture("a BMP picture", "bmp")
    return None


def _of_brands(head: bytes) -> Content:
    """What a file of ISO 14496-12 holds: its own brand is after its length and mark, then those it is like."""
    length = int.from_bytes(head[:4], "big")
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(length, 64), 4))}
    if brands & {b"avif", b"avis"}:
        return _AVIF
    return _HEIC if brands & _HEIC_BRANDS else Content("a video or sound recording")


def _text(head: bytes) -> Content:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TEXT
    if not head or _NOT_TEXT.search(head):
        return UNKNOWN
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith(b"<") and b"<svg" in head and not begin.lower().startswith(b"<!doctype html"):
        return _SVG
    if _HTML_TAG.search(head):
        return _HTML
    if begin.startswith(b"<?xml"):
        return _XML
    return MAIL if _MAIL_FIELD.match(head) else TEXT
