"""What is attached to a PDF, as a reader of PDFs finds it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.core.proof import JSON_NAME
from faxdesk.documents.common.opening import reading
from faxdesk.documents.pdf.library import library

if TYPE_CHECKING:
    from pathlib import Path

_MOST = 10_000
"""Attachments that are looked at; the JSON of a proof is the first."""
_LONGEST_JSON = 30_000_000
"""Bytes of the JSON; that of 200 faxes with 100 entries each has 10 MB."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that is attached to a PDF."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Attached:
    """All of them but the JSON of a proof, of which `json` has the text; None where there is none, or several."""

    json: bytes | None
    files: tuple[AttachedFile, ...]


def attach(document: Any, name: str, data: bytes) -> None:
    """Attach a file to an open document. The caller holds PDFium's lock."""
    document.new_attachment(name).set_data(data)


def read_attached(path: Path, name: str) -> Attached:
    """Return what is attached to the PDF at `path`. Raises `InputRefused`, naming it `name`, where that fails."""
    pdfium = library()
    with reading(path, name) as file, LOCK:
        try:
            with closing(pdfium.PdfDocument(file)) as document:
                found = list(_files(document, name))
        except pdfium.PdfiumError as error:
            raise _unreadable(name) from error
    texts = [data for attachment, data in found if attachment.name == JSON_NAME]
    files = tuple(attachment for attachment, _ in found if attachment.name != JSON_NAME)
    return Attached(texts[0] if len(texts) == 1 else None, files)


def _files(document: Any, name: str) -> Iterator[tuple[AttachedFile, bytes]]:
    """Yield each attachment with its content, where that is the JSON."""
    count = document.count_attachments()
    if count > _MOST:
        raise _unreadable(name)
    for number in range(count):
        attachment = document.get_attachment(number)
        data, called = attachment.get_data(), attachment.get_name()
        digest = hashlib.sha256(data).hexdigest()
        is_json = called == JSON_NAME and len(data) <= _LONGEST_JSON
        yield AttachedFile(called, digest, len(data)), bytes(data) if is_json else b""


def _unreadable(name: str) -> InputRefused:
    return InputRefused(
        name, "What is attached to it cannot be read.", "Ask for the file once more from whoever made it."
    )
