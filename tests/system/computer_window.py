"""The window of FaxDesk, for a test to look at from outside: STEP...

Its data folder is that of the environment. What keeps it from starting is printed, and its box closed. Each step
prints one line of JSON, and the next begins when the window is at rest. Steps:

- `look`: where the window, the dialog *New fax* and the screens are, and which texts are cut off;
- `colours`: the same, and how much of both is light and dark;
- `move X Y`, `size WIDTH HEIGHT`: moves the window or makes it larger, as somebody does;
- `type WORDS`: opens *New fax* and types a comment;
- `dark`, `light`: the desktop changes its colours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.ui.desktop.pyside_import_hook import import_pyside

import_pyside()

from PySide6.QtCore import QPoint, QRect, Qt, QTimer  # noqa: E402  as the program begins
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QMessageBox, QToolButton, QWidget  # noqa: E402

from faxdesk import app, launcher  # noqa: E402  the same
from faxdesk.ui.compose.comment_field import CommentEdit  # noqa: E402  the same
from faxdesk.ui.widgets import theme  # noqa: E402  the same

if TYPE_CHECKING:
    from faxdesk.ui.desktop.application import Application

_REST = 50
"""Milliseconds between two looks whether the window is there."""
_LOOKS = 40
"""So often is looked again where a text is cut."""


def _rectangle(area: QRect) -> list[int]:
    return [area.x(), area.y(), area.width(), area.height()]


def _cut(window: QWidget) -> list[str]:
    """The texts that do not fit into their places."""
    found = []
    widgets: list[QLabel | QAbstractButton] = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    for widget in widgets:
        if widget.isVisibleTo(window) and widget.isVisible() and _shows_text(widget):
            wraps = isinstance(widget, QLabel) and widget.wordWrap()
            need = widget.minimumSizeHint()
            height = widget.heightForWidth(widget.width()) if wraps else need.height()
            if widget.height() < height - 1 or (not wraps and widget.width() < need.width() - 1):
                found.append(f"{type(widget).__name__} {widget.text()!r} {widget.size()} {need}")
    return found


def _shows_text(widget: QLabel | QAbstractButton) -> bool:
    """False where there is none, or where a button has it only for a screen reader."""
    icon_alone = isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    return bool(widget.text()) and not icon_alone


def _lightness(window: QWidget) -> list[int]:
    """The part of light, of mid and of dark points, in percent."""
    image = window.grab().toImage()
    counts = [0, 0, 0]
    for y in range(0, image.height(), 7):
        for x in range(0, image.width(), 7):
            counts[2 - image.pixelColor(x, y).lightness() // 86] += 1
    return [100 * count // sum(counts) for count in counts]


class Visit:
    """Goes through the steps, one each time the window is at rest."""

    def __init__(self, program: app.Program, application: Application, steps: list[str]) -> None:
        self._program, self._application = program, application
        self._steps: Iterator[str] = iter(steps)
        self._begun = False
        self._looks = 0
        self._timer = QTimer(application)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self.turn)

    def begin(self) -> None:
        # It lives as long as its timer.
        self._timer.setProperty("visit", self)
        assert self._program.session is not None
        self._program.session.begun.connect(self._now)

    def _now(self) -> None:
        self._timer.start()

    def turn(self) -> None:
        step = next(self._steps, None)
        if step is None:
            self._timer.stop()
            for dialog in self._dialogs():
                dialog.done(0)
            self._application.exit(0)
            return
        told = self._do(step)
        if told["cut"] and self._looks < _LOOKS:
            # It may be on its way to its place; what is cut for good is so at the last look, too.
            self._looks += 1
            self._steps = chain([step if step == "colours" else "look"], self._steps)
            return
        self._looks = 0
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    def _window(self) -> QWidget:
        assert self._program.session is not None
        return self._program.session.window

    def _dialogs(self) -> list[QDialog]:
        return [one for one in self._window().findChildren(QDialog) if one.isVisible()]

    def _do(self, step: str) -> dict[str, object]:
        word, _, rest = step.partition(" ")
        if word == "move":
            self._window().move(QPoint(*map(int, rest.split())))
        elif word == "size":
            self._window().resize(*map(int, rest.split()))
        elif word == "type":
            self._window().new_fax()  # type: ignore[attr-defined]  # of the main window
            self._comment().setPlainText(rest)
        elif word in ("dark", "light"):
            theme.apply(self._application, word)
        return self._seen(step)

    def _comment(self) -> CommentEdit:
        return next(field for dialog in self._dialogs() for field in dialog.findChildren(CommentEdit))

    def _seen(self, step: str) -> dict[str, object]:
        window = self._window()
        # What was shown a moment ago has its place only after this.
        self._application.sendPostedEvents()
        shown = [window, *self._dialogs()]
        return {
            "screens": [_rectangle(screen.availableGeometry()) for screen in self._application.screens()],
            "places": [_rectangle(one.frameGeometry()) for one in shown],
            "cut": [text for one in shown for text in _cut(one)],
            "lightness": [_lightness(one) for one in shown] if step == "colours" else [],
            "words": [one.text() for one in window.findChildren(QLabel) if one.isVisible()],
            "typed": self._comment().toPlainText() if self._dialogs() else "",
            "dark": self._application.palette().window().color().lightness() < 128,
            "ratio": window.devicePixelRatio(),
        }


def _tell_and_close(box: QMessageBox) -> None:
    """In place of the box that waits for somebody: print it."""
    sys.stdout.write(json.dumps({"box": f"{box.text()} {box.informativeText()}"}) + "\n")
    sys.stdout.flush()
    QTimer.singleShot(0, box.accept)


def main(steps: list[str]) -> int:
    QMessageBox.open = _tell_and_close  # type: ignore[method-assign, assignment]  # seen from outside, without a hook
    begun = app.Program.open

    def opened(program: app.Program, files: Sequence[Path]) -> bool:
        shown = begun(program, files)
        if shown:
            Visit(program, program._application, steps).begin()
        return shown

    app.Program.open = opened  # type: ignore[method-assign, assignment]  # the same
    return launcher.main([])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
