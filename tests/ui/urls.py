"""Stands in for the web browser, the file manager and other programs: takes what would be opened in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices


class Taker(QObject):
    """Notes each address."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


@contextmanager
def taking(scheme: str, taker: Taker | None = None) -> Iterator[Taker]:
    """Let a `Taker` have all addresses of this scheme."""
    taker = taker or Taker()
    # PySide's stub asks for bytes, which its code refuses.
    QDesktopServices.setUrlHandler(scheme, taker, "take")  # type: ignore[arg-type]
    try:
        yield taker
    finally:
        QDesktopServices.unsetUrlHandler(scheme)
