"""Databases that a newer FaxDesk has written: no older one touches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.errors import StoreTrouble
from faxdesk.store.schema import MIGRATIONS

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC, _VERSION_AT = b"SQLite format 3\0", 60
"""How the file begins, and where `user_version` is in it, four bytes, the highest first (section 1.3 of
www.sqlite.org/fileformat2.html)."""


def refuse_newer(path: Path) -> None:
    """Raise `StoreTrouble` where a database was written by a newer FaxDesk; a file that is none is not judged.

    To be called while this process has no connection to it: to close a file takes away the locks that SQLite has on it.
    A version that is still in the file beside it (`-wal`) is seen when the database is opened.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_VERSION_AT + 4)
    except OSError:
        return
    if head.startswith(_MAGIC) and int.from_bytes(head[_VERSION_AT:], "big", signed=True) > len(MIGRATIONS):
        raise newer()


def newer() -> StoreTrouble:
    """Return what is said of a data folder of a newer version."""
    return StoreTrouble(
        "This data folder was written by a newer FaxDesk.", "Install the newest FaxDesk and start it again."
    )
