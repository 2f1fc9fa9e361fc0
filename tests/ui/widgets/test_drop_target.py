"""A dialog that documents are held over is outlined, and what is in it stays to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from faxdesk.ui.widgets.drop_target import DropTarget
from faxdesk.ui.widgets.severity import contrast

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

BUTTONS, KEYS, ACTION = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


def test_documents_outline_a_dialog_while_they_are_held_over_it(qtbot: QtBot, sample_pdf: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    field = QPlainTextEdit("Appeal", window)
    field.setGeometry(60, 60, 180, 80)
    target = DropTarget(window)
    window.show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sample_pdf))])
    before = window.grab().toImage()

    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), ACTION, data, BUTTONS, KEYS))
    held = window.grab().toImage()
    edge = [held.pixelColor(x, 1 + y) for x in range(40, 260) for y in range(4)]
    assert max(contrast(colour, before.pixelColor(150, 20)) for colour in edge) >= 3
    assert held.copy(20, 20, 260, 160) == before.copy(20, 20, 260, 160), "nothing in it is covered"

    QApplication.sendEvent(window, QDragLeaveEvent())
    assert window.grab().toImage() == before
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), ACTION, data, BUTTONS, KEYS))
    with qtbot.waitSignal(target.dropped) as signal:
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), ACTION, data, BUTTONS, KEYS))
    assert signal.args == [(sample_pdf,)]
    assert window.grab().toImage() == before
