"""What tests of pictures do with a window before it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget

from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.time_estimator import TimeEstimator
from faxdesk.ui.page_editor.render_queue import RenderQueue
from faxdesk.ui.page_editor.render_scheduler import RenderScheduler
from faxdesk.ui.page_view.scroll_view import PageScrollView
from tests.time_limits import PATIENCE_MS

if TYPE_CHECKING:
    from faxdesk.core.lifecycle import State
    from faxdesk.ui.actions.table import ActionId
    from faxdesk.ui.compose.dialog import ComposeDialog
    from tests.ui.window_scene import Scene


def do(scene: Scene, act: ActionId) -> None:
    scene.window.actions_[act].trigger()
    scene.settled()


def words(window: QWidget) -> str:
    """All that labels of a window say now."""
    return " ".join(one.text() for one in window.findChildren(QLabel) if one.isVisible())


def press(window: QWidget, text: str) -> None:
    shown = [one for one in window.findChildren(QAbstractButton) if one.isVisible()]
    next(one for one in shown if one.text().replace("&", "") == text).click()


def still() -> bool:
    """True while nothing is drawn or measured in another process, as far as any window has asked for it."""
    windows = QApplication.topLevelWidgets()
    queues = [queue.busy for window in windows for queue in window.findChildren(RenderQueue)]
    rests = [one._rest.isActive() for window in windows for one in window.findChildren(TimeEstimator)]
    schedulers = [one for window in windows for one in window.findChildren(RenderScheduler)]
    asking = [view._asked is not None for window in windows for view in window.findChildren(PageScrollView)]
    drawing = [one._drawing.busy or one._tell.isActive() for one in schedulers]
    return not any((*queues, *rests, *drawing, *asking))


def drawn(scene: Scene) -> None:
    """Let what is drawn and measured in another process arrive."""
    # What begins it comes from the database.
    scene.qtbot.wait(300)
    scene.qtbot.waitUntil(still, timeout=PATIENCE_MS)
    scene.qtbot.wait(100)


def opened(scene: Scene) -> QDialog:
    """The dialog that is open, once it is."""

    def found() -> list[QDialog]:
        return [one for one in scene.window.findChildren(QDialog) if one.isVisible()]

    scene.qtbot.waitUntil(lambda: bool(found()))
    return found()[-1]


def fax(scene: Scene, state: State, *, latest: bool = False) -> int:
    """The first fax in this state, or the last one."""
    found = list(scene.store.database.column("SELECT id FROM recipient WHERE state = ? ORDER BY id", (state.value,)))
    return int(found[-1] if latest else found[0])


def add_documents(compose: ComposeDialog, files: Sequence[Path]) -> None:
    field = compose.documents_field
    assert isinstance(field, DocumentsField)
    field.add(files)
