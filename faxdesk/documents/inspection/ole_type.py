"""What a compound file of Microsoft (OLE) holds: older office files, messages of Outlook, and much else.

Told by the names of its streams ([MS-CFB]).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from faxdesk.documents.inspection.content import MAIL, UNLOCK_FIRST, Content, office

if TYPE_CHECKING:
    from olefile import OleFileIO  # type: ignore[import-untyped]  # it comes without type information

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_OFFICE = office("an older Word, Excel, PowerPoint or Outlook file", "doc")
"""What cannot be told closer."""

_WORD = office("an older Word document", "doc")
_EXCEL = office("an older Excel workbook", "xls")
_STREAMS = (
    ("EncryptedPackage", Content("an office document that opens only with a password", advice=UNLOCK_FIRST)),
    ("__properties_version1.0", MAIL),
    ("WordDocument", _WORD),
    ("Workbook", _EXCEL),
    ("Book", _EXCEL),
    ("PowerPoint Document", office("an older PowerPoint presentation", "ppt")),
    ("VisioDocument", office("an older Visio drawing", "vsd")),
    ("Quill", office("a Publisher document", "pub")),
    ("MatOST", office("a Works document", "wps")),
    ("StarWriterDocument", office("a StarOffice text", "sdw")),
    ("StarCalcDocument", office("a StarOffice spreadsheet", "sdc")),
    ("StarDrawDocument3", office("a StarOffice drawing", "sdd")),
    ("HwpSummaryInformation", Content("a Hangul (HWP) document")),
    ("\x05HwpSummaryInformation", Content("a Hangul (HWP) document")),
    ("BodyText", Content("a Hangul (HWP) document")),
    ("Catalog", Content("a file in which Windows keeps small pictures of others (Thumbs.db)")),
)
"""Names of streams and storages, of which the first that is there decides."""
_ENCRYPTED_WORD = 0x0100
"""The bit of the second flags of a Word file that says so ([MS-DOC], 2.5.2, fEncrypted)."""
_FILEPASS = 0x002F
"""The record of an Excel file that says how it is locked ([MS-XLS], 2.4.117)."""
_FIRST_RECORDS = 8192


def ole_content(file: BinaryIO) -> Content:
    """Return what the compound file holds. May raise `OSError` where it cannot be read."""
    import olefile

    file.seek(0)
    try:
        with olefile.OleFileIO(file) as opened:
            found = next((content for stream, content in _STREAMS if opened.exists(stream)), OLD_OFFICE)
            return _locked(found) if _is_locked(opened, found) else found
    except Exception:  # noqa: BLE001  on a broken file it raises whatever its parser stumbles over
        return OLD_OFFICE


def _is_locked(opened: OleFileIO, content: Content) -> bool:
    look = _LOCKS.get(content.word)
    return look is not None and look(opened)


def _locked(content: Content) -> Content:
    return Content(f"{content.noun} that opens only with a password", advice=UNLOCK_FIRST)


def _word_is_locked(opened: OleFileIO) -> bool:
    with opened.openstream("WordDocument") as stream:
        return bool(int.from_bytes(stream.read(12)[10:12], "little") & _ENCRYPTED_WORD)


def _excel_is_locked(opened: OleFileIO) -> bool:
    with opened.openstream("Workbook" if opened.exists("Workbook") else "Book") as stream:
        records = stream.read(_FIRST_RECORDS)
    at = 0
    while at + 4 <= len(records):
        kind, length = (int.from_bytes(records[place : place + 2], "little") for place in (at, at + 2))
        if kind == _FILEPASS:
            return True
        at += 4 + length
    return False


_LOCKS: dict[str, Callable[[OleFileIO], bool]] = {"doc": _word_is_locked, "xls": _excel_is_locked}
