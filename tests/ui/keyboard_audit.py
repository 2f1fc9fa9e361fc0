"""What somebody without a mouse, or without sight, would miss in a window."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGroupBox,
    QLabel,
    QRadioButton,
    QWidget,
)

from faxdesk.ui.widgets.focus_chain import widgets_after
from tests.ui.accessible_names import name_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

_MOST_TABS = 300
_SAME = 12
"""So often may Tab stay in one widget, such as a date with its parts."""
_RING = 4
"""Pixels around a widget in which its focus may be drawn."""


def faults(qtbot: QtBot, window: QWidget) -> list[str]:
    """Return what is wrong with a window that is open: for the ear, for Tab, for the eye, for Alt and a letter."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return [*_nameless(window), *_mnemonics_twice(window), *_tab_faults(window)]


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{name_of(widget) or widget.objectName()}”"


def _seen(window: QWidget) -> Iterator[QWidget]:
    """Yield what is on the screen in this window."""
    for widget in window.findChildren(QWidget):
        if widget.window() is window and widget.isVisible() and not widget.visibleRegion().isEmpty():
            yield widget


def _nameless(window: QWidget) -> list[str]:
    """Buttons have to have a name, also those that take no focus; and so has all that takes it."""
    return [
        f"nameless: {type(widget).__name__} {widget.objectName()} in {type(widget.parentWidget()).__name__}"
        for widget in _seen(window)
        if (isinstance(widget, QAbstractButton) or widget.focusPolicy() is not Qt.FocusPolicy.NoFocus)
        and widget.focusProxy() is None
        and not name_of(widget).strip()
    ]


def _mnemonics_twice(window: QWidget) -> list[str]:
    """Alt and a letter leads to one thing."""
    by_key: dict[str, list[str]] = {}
    for widget in _seen(window):
        if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None):
            text = widget.text()
        elif isinstance(widget, QGroupBox):
            text = widget.title()
        else:
            continue
        key = QKeySequence.mnemonic(text).toString()
        if key and widget.isEnabled():
            by_key.setdefault(key, []).append(text)
    return [f"{key} leads to {texts}" for key, texts in by_key.items() if len(texts) > 1]


def _stops(window: QWidget) -> set[QWidget]:
    """Return what Tab has to come to: of radio buttons that belong together, Tab comes to one."""
    return {
        widget
        for widget in _seen(window)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.isEnabled()
        and not (isinstance(widget, QRadioButton) and not widget.isChecked())
    }


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())


def _picture(window: QWidget) -> QImage:
    QApplication.processEvents()
    return window.grab().toImage()


def _tab_faults(window: QWidget) -> list[str]:
    """Press Tab all the way round: everything is reached, each stop is seen, and the way does not jump up."""
    found: list[str] = []
    way = _walk(window, found)
    missed = _stops(window) - set(way) - {widget.focusProxy() for widget in way}
    found += [f"Tab never comes to {_called(widget)}" for widget in missed]
    # Once round, the way begins again at the top.
    top = min(way, key=lambda widget: _place(widget).top(), default=None)
    ups = [
        f"Tab jumps up from {_called(one)} to {_called(other)}"
        for one, other in pairwise(way)
        if _is_jump(_place(one), _place(other)) and other is not top
    ]
    return found + ups


def _is_jump(one: QRect, other: QRect) -> bool:
    return other.bottom() < one.top() and other.left() <= one.right()


def _first_stop(window: QWidget) -> QWidget | None:
    stops = _stops(window)
    return next((widget for widget in widgets_after(window) if widget in stops), None)


def _walk(window: QWidget, found: list[str]) -> list[QWidget]:
    """Press Tab from the first place in the window on until it comes round, and return the places."""
    first = _first_stop(window)
    if first is None:
        return []
    first.setFocus(Qt.FocusReason.TabFocusReason)
    way: list[QWidget] = []
    before = _picture(window)
    stayed = 0
    for _tab in range(_MOST_TABS):
        present = QApplication.focusWidget()
        if present is None or present in way[:-1]:
            return way
        if not way or present is not way[-1]:
            way.append(present)
            stayed = 0
        else:
            stayed += 1
            if stayed > _SAME:
                if _stops(window) != {present}:
                    found.append(f"Tab never leaves {_called(present)}")
                return way
        QApplication.sendEvent(present, _tab_key())
        now = QApplication.focusWidget()
        after = _picture(window)
        if now is not None and now is not present and now.window() is window and not _differs(before, after, now):
            found.append(f"nobody sees that {_called(now)} has the keyboard")
        before = after
    found.append("Tab never comes round")
    return way


def _tab_key() -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "\t")


def _differs(before: QImage, after: QImage, widget: QWidget) -> bool:
    """Return whether a widget, with what is right around it, looks otherwise in the two pictures."""
    scale = after.devicePixelRatio()
    place = _place(widget).adjusted(-_RING, -_RING, _RING, _RING)
    area = QRect(place.topLeft() * scale, place.size() * scale).intersected(after.rect())
    return before.size() != after.size() or before.copy(area) != after.copy(area)
