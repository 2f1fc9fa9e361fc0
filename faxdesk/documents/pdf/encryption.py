"""How a PDF is encrypted, and a copy of it that is not, where PDFium reads it wrong or not at all.

PDFium is strict about the dictionary that describes the encryption (ISO 32000-2, 7.6), and where it is not written as
usual takes the document for one that wants a password, or draws blank pages. Other readers open it, so people send it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

_ENCRYPT = "/Encrypt"
_STANDARD = "/Standard"
_IDENTITY, _NONE = "/Identity", "/None"
_FILTERED, _AES_256 = 4, 5
"""Versions from which there are crypt filters, and AES with 256 bits (ISO 32000-2, table 20)."""
_LONGEST_KEY = 32
"""Bytes of a key. What is more is a number of bits."""
_RC4_BITS = (40, 128)
"""Bits of the keys of older documents that do not say how many: that of the standard first, then what writers use."""
_OF_CERTIFICATES = ("/Adobe.PubSec", "/Adobe.PPKLite")
_MAKERS = {
    "/Adobe.APS": "a policy of Adobe",
    "/EBX_HANDLER": "Adobe Digital Editions",
    "/FOPN_fLock": "FileOpen",
    "/FOPN_foweb": "FileOpen",
    "/MicrosoftIRMServices": "Microsoft Purview (IRM)",
    "/SVSecurityHandler": "Vitrium",
}
"""Kinds of protection that only their own programs open (registered names of security handlers)."""


class PdfEncryption:
    """The encryption of the PDF `file`. Raises `ValueError` where it makes no sense or there is none."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        with _parsing():
            self._reader = _new_reader(file)
            self._entry = self._reader.trailer[_ENCRYPT].get_object()
            self._filter = str(self._entry.get("/Filter", ""))
            self.misread = self._filter == _STANDARD and _is_misread(self._entry)
            """True where PDFium opens the document and draws blank pages."""
            self._bits = _tidy(self._entry) if self._filter == _STANDARD else ()

    @property
    def of_certificates(self) -> bool:
        """True where it opens only for the holders of certificates."""
        return self._filter in _OF_CERTIFICATES

    @property
    def maker(self) -> str:
        """Whose protection it is, where only their program opens it, else an empty text."""
        return _MAKERS.get(self._filter, "")

    def copy(self, password: str) -> BinaryIO | None:
        """Return the document without encryption; None where it does not open with `password`."""
        from pypdf import PdfWriter

        with _parsing():
            for bits in self._bits:
                _set(self._entry, "/Length", bits)
                if self._reader.unlock(password):
                    out = io.BytesIO()
                    PdfWriter(clone_from=self._reader).write(out)
                    return out
        return None


def _is_misread(entry: Any) -> bool:
    if entry.get("/V") == _AES_256:
        return _bits_of(entry, 8 * _LONGEST_KEY) != 8 * _LONGEST_KEY
    return any(_method(crypt_filter) == _NONE for crypt_filter in _used(entry).values())


def _tidy(entry: Any) -> tuple[int, ...]:
    """Describe the encryption in `entry` as usual; return how many bits the key may have, the likely first."""
    version, revision = int(entry["/V"]), int(entry["/R"])
    for name, crypt_filter in _used(entry).items():
        if _method(crypt_filter) == _NONE:
            _set(entry, name, _IDENTITY)
        elif version == _AES_256:
            _set(crypt_filter, "/CFM", "/AESV3")
        else:
            _set(crypt_filter, "/Length", 16 if _method(crypt_filter) == "/AESV2" else _bits_of(crypt_filter, 128) // 8)
    if version >= _FILTERED:
        lengths = {_bits_of(crypt_filter, 128) for crypt_filter in _used(entry).values()}
        return (8 * _LONGEST_KEY,) if version == _AES_256 else tuple(lengths or {128})
    if version == 1:
        return (40,)
    said = _bits_of(entry, 0)
    return (said,) if said else _RC4_BITS[: revision - 1]


def _used(entry: Any) -> dict[str, Any]:
    """Return the crypt filters for streams, strings and attached files, those that do nothing left out."""
    filters = entry.get("/CF")
    names = {name: str(entry.get(name, _IDENTITY)) for name in ("/StmF", "/StrF", "/EFF")}
    return {name: filters[said] for name, said in names.items() if said != _IDENTITY}


def _method(crypt_filter: Any) -> str:
    return str(crypt_filter.get("/CFM", _NONE))


def _bits_of(dictionary: Any, usual: int) -> int:
    """Return the length of a key in bits, of which some writers count bytes."""
    said = int(dictionary.get("/Length", 0)) or usual
    return said * 8 if said <= _LONGEST_KEY else said


def _set(dictionary: Any, name: str, value: str | int) -> None:
    from pypdf.generic import NameObject, NumberObject

    dictionary[NameObject(name)] = NameObject(value) if isinstance(value, str) else NumberObject(value)


def _new_reader(file: BinaryIO) -> Any:
    """Return the document as pypdf reads it, without decrypting anything yet."""
    from pypdf import PasswordType, PdfReader

    # It tells programmers what it mends.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)

    class Reader(PdfReader):
        is_encrypted = False  # so that it waits until the description is tidied

        def unlock(self, password: str) -> bool:
            """Decrypt from now on; return False where that is not the password."""
            self._handle_encryption(None)
            return self.decrypt(password) is not PasswordType.NOT_DECRYPTED

    return Reader(file)


@contextmanager
def _parsing() -> Iterator[None]:
    """Inside, a parser may stumble over a broken document."""
    try:
        yield
    except ImportError:
        raise
    except Exception as error:
        raise ValueError("the encryption makes no sense") from error
