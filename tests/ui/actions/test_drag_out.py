"""Dragging files out of a list: they are made ready by a thread, and go only while the mouse is held."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from faxdesk.core.lifecycle import State
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions import drag_out
from faxdesk.ui.actions.drag_out import DragOut, FileDrag
from tests.ui.window_scene import archive, fax_in, part, scene_at

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("held", [True, False])
def test_the_documents_of_a_waiting_fax_are_dragged_while_the_mouse_is_held(
    held: bool, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[list[str]] = []

    def drag(_self: FileDrag, _source: QWidget, data: QMimeData) -> None:
        dragged.append([Path(url.toLocalFile()).name for url in data.urls()])

    monkeypatch.setattr(FileDrag, "drag", drag)
    buttons = Qt.MouseButton.LeftButton if held else Qt.MouseButton.NoButton
    monkeypatch.setattr(
        drag_out, "QGuiApplication", type("Held", (QGuiApplication,), {"mouseButtons": lambda: buttons})
    )
    with scene_at(qtbot, tmp_path / "data") as scene:
        recipient = fax_in(scene.store, State.QUEUED)
        scene.work()
        scene.changed()
        scene.choose(recipient)
        table = scene.window.lists.pages[Listing.OUTBOX].table
        table.drag_wanted.emit()
        files = part(scene.window, DragOut).files
        qtbot.waitUntil(lambda: not files._under_way)
        assert dragged == ([["Offer.pdf"]] if held else [])


def row_middle(table: QWidget, row: int) -> QPoint:
    return QPoint(60, table.rowViewportPosition(row) + 5)  # type: ignore[attr-defined]


def test_a_row_that_is_chosen_is_dragged_and_one_that_is_not_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data", prepare=[lambda store: archive(store, 3)]) as scene:
        scene.work()
        scene.window.lists.show_listing(Listing.SENT)
        scene.changed()
        table = scene.window.lists.page.table
        wanted: list[bool] = []
        table.drag_wanted.connect(lambda: wanted.append(True))
        left, nothing = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        table.selectAll()
        qtbot.mousePress(table.viewport(), left, nothing, row_middle(table, 1))
        qtbot.mouseMove(table.viewport(), row_middle(table, 1) + QPoint(60, 0))
        qtbot.waitUntil(lambda: wanted == [True])
        assert table.places() == [0, 1, 2]
        qtbot.mouseRelease(table.viewport(), left, nothing, row_middle(table, 1))
        qtbot.mouseClick(table.viewport(), left, nothing, row_middle(table, 1))
        assert table.places() == [1], "a click chooses the one alone"
        with qtbot.waitSignal(table.opened):
            qtbot.mouseDClick(table.viewport(), left, nothing, row_middle(table, 1))
        # Qt holds the button down after that.
        qtbot.mouseRelease(table.viewport(), left, nothing, row_middle(table, 1))
