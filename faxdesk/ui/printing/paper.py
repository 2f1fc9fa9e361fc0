"""The sheets that are painted on, of a printer or a PDF. Used in the thread that prints; nothing here is a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPainter

from faxdesk.core.errors import FaxDeskError

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.container import Services

_POINTS = 72
"""Of an inch."""


class PrintProgress(Protocol):
    """Is told how far the printing is: in words, and as a part of the whole from 0 to 1. In the thread that prints."""

    def __call__(self, text: str, part: float) -> object: ...


class Printout(Protocol):
    """Something that can be printed."""

    @property
    def title(self) -> str:
        """What the queue of the printer calls it."""
        ...

    @property
    def landscape(self) -> bool:
        """Whether it is better on its side, where the user has not chosen."""
        ...

    @property
    def margin(self) -> float:
        """Points of white around it; where a printer needs more, that."""
        ...

    def print_on(self, paper: Paper, services: Services, cancel: CancelToken, tell: PrintProgress) -> tuple[str, ...]:
        """Paint all sheets; return in sentences what is missing. Raises a `FaxDeskError`, `Stopped` when cancelled."""
        ...


class Paper:
    """One sheet after the other. Lengths are in dots of the device; `dots` of them are a point (1/72 inch)."""

    def __init__(self, device: QPagedPaintDevice) -> None:
        self._device, self._painter = device, QPainter()
        self.sheets = 0
        """How many have been begun."""

    @property
    def device(self) -> QPagedPaintDevice:
        """What letters are measured for."""
        return self._device

    @property
    def dots(self) -> float:
        """Dots for a point."""
        return self._device.logicalDpiX() / _POINTS

    @property
    def room(self) -> QRectF:
        """Where can be painted."""
        area = self._device.pageLayout().paintRectPixels(self._device.logicalDpiX())
        return QRectF(0, 0, area.width(), area.height())

    def next(self) -> QPainter:
        """Begin the next sheet. Raises a `FaxDeskError` where the printer does not take it."""
        taken = self._painter.begin(self._device) if self.sheets == 0 else self._device.newPage()
        if not taken:
            raise not_taken()
        self.sheets += 1
        return self._painter

    def end(self) -> None:
        """Give the sheets to the printer. Raises a `FaxDeskError` where it does not take them."""
        if self._painter.isActive() and not self._painter.end():
            raise not_taken()


def lay(device: QPagedPaintDevice, margin: float, *, landscape: bool) -> None:
    """Turn the paper, and leave `margin` points of white around it, or what the printer needs where that is more."""
    layout = device.pageLayout()
    layout.setUnits(QPageLayout.Unit.Point)
    layout.setOrientation(QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait)
    least = layout.minimumMargins()
    sides = (max(margin, side) for side in (least.left(), least.top(), least.right(), least.bottom()))
    layout.setMargins(QMarginsF(*sides))
    device.setPageLayout(layout)


def not_taken() -> FaxDeskError:
    """Return what is said where a printer fails."""
    return FaxDeskError(
        QCoreApplication.translate("Printing", "The printer does not take it."),
        QCoreApplication.translate("Printing", "See whether it is switched on and connected, or save a PDF instead."),
    )
