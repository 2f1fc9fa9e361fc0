"""What a file is by its content, whatever it is called."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from faxdesk.documents.common.text_encoding import decoded, is_text
from faxdesk.documents.inspection import pdf_header
from faxdesk.documents.inspection.content import (
    LINK,
    MAIL,
    OLD_PDF,
    PDF,
    PRINT_FILE,
    SIGNED,
    TEXT,
    TIFF,
    UNKNOWN,
    WRAPPED_PDF,
    Content,
)
from faxdesk.documents.inspection.file_names import (
    LINK_SUFFIXES,
    MAIL_SUFFIXES,
    PROGRAM_SUFFIXES,
    SETTINGS_SUFFIXES,
    TEXT_SUFFIXES,
)
from faxdesk.documents.inspection.magic_numbers import known_by_magic
from faxdesk.documents.inspection.ole_type import OLD_OFFICE, OLE_MARK, ole_content
from faxdesk.documents.inspection.signature_type import SignatureType, signature_type
from faxdesk.documents.inspection.text_type import SETTINGS, SOURCE, is_message, text_content
from faxdesk.documents.inspection.unmarked_pictures import unmarked_picture
from faxdesk.documents.inspection.zip_type import ZIP_MARKS, zip_content

_HEAD = 4096
_MOST_TEXT = 5_000_001
"""Bytes of text that are looked at; more is no fax (`convert.text_to_pdf.MOST_BYTES`)."""
_TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""Byte order and version: 42 is TIFF 6.0, 43 is BigTIFF."""
_PROPERTY_LIST, _URL = b"bplist00", b"URL"
_PDF_OBJECT = b" obj"

_WITH_CONTENT = frozenset({SignatureType.DATA, SignatureType.SIGNED, SignatureType.TIME_STAMPED})
_ENCRYPTED = Content(
    "a file that is encrypted for certain people (PKCS #7)",
    advice="Open it with its program and your certificate, save the document as a PDF, and add that file.",
)


def recognise(file: BinaryIO, name: str = "") -> Content:
    """Return what `file`, called `name`, is; `UNKNOWN` where nothing tells. May raise `OSError`.

    The content decides. The name tells what no content tells: that text is the source of a program, or that the user
    wants to see as text what is made for programs.
    """
    return _of_name(_of_content(file, name), name)


def _of_content(file: BinaryIO, name: str) -> Content:
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(_TIFF_MARKS):
        return TIFF
    if head.startswith(ZIP_MARKS):
        return zip_content(file, name)
    if head.startswith(OLE_MARK):
        return ole_content(file)
    if (kind := signature_type(head)) is not None:
        return SIGNED if kind in _WITH_CONTENT else _ENCRYPTED
    return _pdf_or_bytes(file, head, name) or unmarked_picture(file, head, name) or _text(file)


def _pdf_or_bytes(file: BinaryIO, head: bytes, name: str) -> Content | None:
    if pdf_header.has_old_header(head):
        return OLD_PDF
    header = pdf_header.header_at(head)
    if header >= 0 and pdf_header.is_nothing(head[:header]):
        return None if _only_mentions(file, name) else PDF
    known = _by_bytes(head)
    if header < 0 or known not in (None, PRINT_FILE) or is_message(head[:header].decode("latin-1")):
        return known
    # Where the places are counted from the begin of the file, what stands before the header belongs to it.
    if pdf_header.table_agrees(file, 0):
        return PDF
    return WRAPPED_PDF if pdf_header.table_agrees(file, header) else known


def _only_mentions(file: BinaryIO, name: str) -> bool:
    """True where a text begins with the header of a PDF, and has nothing else of one."""
    if Path(name).suffix.lower() not in TEXT_SUFFIXES:
        return False
    file.seek(0)
    data = file.read(_MOST_TEXT)
    return _PDF_OBJECT not in data and is_text(decoded(data).text)


def _by_bytes(head: bytes) -> Content | None:
    if head.startswith(_PROPERTY_LIST):
        return LINK if _URL in head else None
    return known_by_magic(head, text=b"\0" not in head and is_text(decoded(head).text))


def _text(file: BinaryIO) -> Content:
    file.seek(0)
    text = decoded(file.read(_MOST_TEXT)).text
    return text_content(text) if is_text(text) else UNKNOWN


def _of_name(content: Content, name: str) -> Content:
    suffix = Path(name).suffix.lower()
    if content.plain and suffix in TEXT_SUFFIXES:
        return TEXT
    if content is TEXT:
        return _OF_TEXTS.get(suffix, TEXT)
    if content.plain or content is UNKNOWN:
        return _OF_ANY.get(suffix, content)
    return MAIL if content is OLD_OFFICE and suffix in MAIL_SUFFIXES else content


_OF_ANY = {**dict.fromkeys(LINK_SUFFIXES, LINK), **dict.fromkeys(MAIL_SUFFIXES, MAIL)}
_OF_TEXTS = {**_OF_ANY, **dict.fromkeys(PROGRAM_SUFFIXES, SOURCE), **dict.fromkeys(SETTINGS_SUFFIXES, SETTINGS)}
"""What the name tells of a file whose content tells little."""
