"""A PDF as PDFium opens it: with a password, decrypted by another library, or refused with the reason."""

from __future__ import annotations

import os
import re
from typing import Any, BinaryIO

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.documents.pdf.bomb_check import check_inflation
from faxdesk.documents.pdf.encryption import PdfEncryption

_BLOCK = 65_536
_OVERLAP = 32
"""Bytes; longer than any word of `_STRUCTURE`."""
_STRUCTURE = re.compile(rb"\d[ \t\r\n]+(obj)\b|%%EOF|startxref")
"""What begins an object, and what stands at the end of a PDF and of each of its revisions."""


class OpenedPdf:
    """An open file, and its document for PDFium, whose lock is held while it is made. Its maker closes both.

    Raises `InputRefused`, naming the document `name`, and `OSError` where the system cannot read the file.
    """

    def __init__(self, library: Any, file: BinaryIO, name: str, password: str | None) -> None:
        self._library, self._name = library, name
        self._raw = library.raw
        self._stream = _Stream(file)
        self.locked = False
        self.decrypted = False
        self.document = self._open(password)

    @property
    def encrypted(self) -> bool:
        """Whether the document is encrypted, also where it opens without a password."""
        with LOCK:
            return bool(self._raw.FPDF_GetSecurityHandlerRevision(self.document) >= 0)

    @property
    def file(self) -> BinaryIO:
        """What PDFium reads: the file, or a copy of it that is not encrypted."""
        return self._stream.file

    @property
    def trouble(self) -> OSError | None:
        """The error by which the file could not be read since `forget_trouble`."""
        return self._stream.trouble

    def forget_trouble(self) -> None:
        """What is read from now on is another matter."""
        self._stream.trouble = None

    def raise_trouble(self) -> None:
        """Raise the error by which the file could not be read, if there was one."""
        if self.trouble is not None:
            raise self.trouble

    def check_end(self) -> None:
        """Raise `InputRefused` where the end of the file is missing."""
        if _is_cut_off(self.file):
            raise _cut_off(self._name)

    def _open(self, password: str | None) -> Any:
        """Open the document with the raw call; the library's own takes one without pages for one that does not open."""
        handle = self._load(None)
        code = self._raw.FPDF_GetLastError()
        encryption = self._encryption() if self._may_be_encrypted(handle, code) else None
        handle = self._decrypted(handle, encryption, "")
        if not handle and password is not None and code == self._raw.FPDF_ERR_PASSWORD:
            self.locked = True
            handle = self._decrypted(self._load(password), encryption, password)
        if not handle:
            raise self.trouble or self._refusal(code, encryption)
        return self._library.PdfDocument(handle)

    def _load(self, password: str | None) -> Any:
        # PDFium reads through this as long as the document is open.
        self._access = self._library.internal.get_bufreader(self._stream)
        return self._raw.FPDF_LoadCustomDocument(self._access[0], None if password is None else password.encode())

    def _may_be_encrypted(self, handle: Any, code: int) -> bool:
        if handle:
            return bool(self._raw.FPDF_GetSecurityHandlerRevision(handle) >= 0)
        return code in {self._raw.FPDF_ERR_PASSWORD, self._raw.FPDF_ERR_SECURITY}

    def _decrypted(self, handle: Any, encryption: PdfEncryption | None, password: str) -> Any:
        """Return `handle`, or that of a copy that is not encrypted where PDFium does not read the document rightly.

        Raises `InputRefused` where there is no such copy and PDFium would draw something else than is meant.
        """
        if encryption is None or self._reads(handle, encryption):
            return handle
        decrypted = self._decrypt(encryption, password)
        if not (handle or decrypted):
            return None
        if handle:
            self._raw.FPDF_CloseDocument(handle)
        if not decrypted:
            raise _unknown_encryption(self._name)
        return self._load(None)

    def _reads(self, handle: Any, encryption: PdfEncryption) -> bool:
        """True where PDFium decrypts the document as it is meant."""
        return bool(handle) and not encryption.misread and self._raw.FPDF_GetPageCount(handle) > 0

    def _encryption(self) -> PdfEncryption | None:
        try:
            return PdfEncryption(self.file)
        except ValueError:
            return None

    def _decrypt(self, encryption: PdfEncryption, password: str) -> bool:
        """Go on with a copy that is not encrypted, if there is one; return whether there is."""
        try:
            copy = encryption.copy(password)
        except ValueError:
            return False
        if copy is None:
            return False
        check_inflation(copy, self._name)
        self.file.close()
        self._stream, self.decrypted = _Stream(copy), True
        return True

    def _refusal(self, code: int, encryption: PdfEncryption | None) -> InputRefused:
        """Why PDFium does not open the document, by its reason `code`."""
        if encryption is not None and encryption.of_certificates:
            return InputRefused(
                self._name,
                "The PDF is encrypted for certain people: it opens only with the certificate of one of them.",
                "Open it with your certificate, print it as a new PDF, then add that file, or ask for an open copy.",
            )
        if encryption is not None and encryption.maker:
            return InputRefused(
                self._name,
                f"The PDF is protected by {encryption.maker} and opens only in a program for that.",
                "Open it there and print it as a new PDF, or ask its author for an open copy.",
            )
        if code == self._raw.FPDF_ERR_PASSWORD:
            if self.locked:
                return InputRefused(
                    self._name,
                    "This is not the password of the PDF.",
                    "Mind capital letters, or ask its author for the password.",
                    code="password",
                )
            return InputRefused(
                self._name,
                "The PDF is encrypted: it opens only with a password.",
                "Open it with the password, save or print it as a PDF without one, then add that file.",
                code="password",
            )
        if code == self._raw.FPDF_ERR_SECURITY:
            return _unknown_encryption(self._name)
        if _is_cut_off(self.file):
            return _cut_off(self._name)
        return InputRefused(
            self._name, "The PDF is damaged and cannot be opened.", "Ask for another copy, or scan it again."
        )


class _Stream:
    """The file as PDFium reads it. PDFium learns only that a read failed; the reason is kept in `trouble`."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.trouble: OSError | None = None
        self.seek, self.tell, self.read = file.seek, file.tell, file.read

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` and return the number of bytes read, 0 after a fault."""
        try:
            return self.file.readinto(buffer)  # type: ignore[attr-defined, no-any-return]  # binary files have it
        except OSError as error:
            self.trouble = error
            return 0


def _unknown_encryption(name: str) -> InputRefused:
    return InputRefused(
        name,
        "The PDF is encrypted in a way that FaxDesk does not know.",
        "Open it in another program and print it as a new PDF, or ask its author for an open copy.",
    )


def _cut_off(name: str) -> InputRefused:
    return InputRefused(
        name,
        "The PDF is cut off: its end is missing.",
        "Copy, download or scan it again; the last attempt stopped too early.",
    )


def _is_cut_off(file: BinaryIO) -> bool:
    """True where the last thing of structure in the file is the begin of an object, not the end of a revision.

    Searched from the end in blocks, so that what is appended to some PDFs (zeros, web pages) does not matter.
    """
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        objects = [match[1] for match in _STRUCTURE.finditer(file.read(_BLOCK + _OVERLAP))]
        if objects:
            return objects[-1] is not None
        end = start
    return True
