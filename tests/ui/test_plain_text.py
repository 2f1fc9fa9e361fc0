"""What the service, a file or the computer says is shown as it is: nothing in it is drawn, loaded or pressed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMessageBox, QSystemTrayIcon, QWidget

from faxdesk.core.errors import FaxDeskError, InputRefused, Offline, SignInNeeded
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Account, Fax, Number, OutboxFax
from faxdesk.core.settings import Settings
from faxdesk.services.events import Condition, Link
from faxdesk.ui.account.connect_dialog import ConnectDialog
from faxdesk.ui.attention.controller import AttentionController
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.desktop import startup_checks
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.desktop.notifications import Notifications
from faxdesk.ui.desktop.tray import Tray
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.settings.account_page import SignedInAs
from faxdesk.ui.settings.dialog import SettingsDialog
from faxdesk.ui.settings.writer import SettingsWriter
from faxdesk.ui.widgets.tooltips import button_text, plain_box, plain_notice
from tests.documents.files import MARKUP_NAME
from tests.source_trees import PROGRAM, dotted, nodes, trees
from tests.ui.compose.compose_backend import ZURICH
from tests.ui.window_scene import NOW, Scene, archive, fax_in, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.store.store import Store

MARK = "<img src='file:///etc/hostname'><b>bold</b> & more"
"""What Qt would draw, load and underline where it is taken for more than text."""
ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole, Qt.ItemDataRole.StatusTipRole)


def prepare(store: Store) -> None:
    """Faxes about which everything that comes from elsewhere is such a text."""
    for state, event in ((State.SENDING, Event.REPORTED_FAILED), (State.SENDING, Event.REPORTED_PARTIAL)):
        recipient = fax_in(store, state, comment=MARK, number=f"+41445550123{MARK}")
        store.delivery_queue.moved((recipient,), event, MARK, status=MARK, fax_id=f"{MARK}{recipient}")
    waiting = fax_in(store, State.QUEUED, comment=MARK)
    store.delivery_queue.explain(store.submissions.recipient(waiting).job, MARK)  # type: ignore[union-attr]
    store.service_mirror.keep_outbox([OutboxFax(MARK, MARK, (MARK,), MARK, MARK, files=(MARK,), pages=3)])
    store.service_mirror.keep_faxes([Fax(MARK, MARK, MARK, MARK, MARK, MARK, pages=1, started_at=NOW)])
    store.service_mirror.keep_account(Account(MARK, MARK, MARK, MARK, MARK))
    store.service_mirror.keep_numbers([Number("+41445550100", MARK)])
    archive(store, 2)


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data", prepare=[prepare]) as scene:
        scene.work()
        scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
        yield scene


def widgets(top: QWidget) -> list[QWidget]:
    return [top, *top.findChildren(QWidget)]


def drawn(top: QWidget) -> list[str]:
    """Return what in a window Qt takes for more than text."""
    found = []
    for widget in widgets(top):
        if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText and "<b>" in widget.text():
            found.append(f"{widget!r}: {widget.text()}")
        found += [f"{widget!r} tip: {tip}" for tip in (widget.toolTip(), widget.whatsThis()) if "<b>" in tip]
        found += [f"{action!r} tip: {action.toolTip()}" for action in widget.actions() if "<b>" in action.toolTip()]
        if isinstance(widget, QAbstractItemView):
            found += cells(widget)
    return found


def cells(view: QAbstractItemView) -> list[str]:
    """Return what the cells of a list have that Qt takes for more than text."""
    model: QAbstractItemModel | None = view.model()
    if model is None:
        return []
    columns = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
    indexes = [model.index(row, column) for row in range(model.rowCount()) for column in range(columns)]
    said = ((role, model.data(index, role)) for index in indexes for role in ROLES)
    return [f"{view!r} {role}: {text}" for role, text in said if isinstance(text, str) and "<b>" in text]


def shown(top: QWidget) -> str:
    return "\n".join(widget.text() for widget in widgets(top) if isinstance(widget, QLabel))


# ------------------------------------------------------------------------------------------------------- the window


def test_the_window_draws_nothing_of_it(scene: Scene) -> None:
    scene.changed()
    for listing in scene.window.lists.pages:
        scene.window.lists.setCurrentWidget(scene.window.lists.pages[listing])
        page = scene.window.lists.pages[listing]
        scene.qtbot.waitUntil(lambda page=page: page.model.rowCount() >= 2)  # type: ignore[misc]
        for row in range(page.model.rowCount()):
            page.table.selectRow(row)
            QApplication.processEvents()
            assert drawn(scene.window) == []
    assert MARK in shown(scene.window), "it is shown all the same"
    panel = part(scene.window, AttentionController).panel
    assert MARK in shown(panel)


@pytest.mark.parametrize("link", [link for link in Link if link is not Link.UNKNOWN])
def test_trouble_is_drawn_by_nobody(scene: Scene, link: Link) -> None:
    error = SignInNeeded(MARK, MARK) if link is Link.SIGN_IN else Offline(MARK, MARK)
    scene.backend._weigh("deliver", Condition(link, error, NOW))
    scene.backend.failed.emit(FaxDeskError(MARK, MARK))
    scene.window.host.message_bar.say(MARK)
    QApplication.processEvents()
    assert drawn(scene.window) == []
    assert MARK in shown(scene.window)


# ------------------------------------------------------------------------------------------------------- the dialogs


def test_no_dialog_draws_it(scene: Scene, tmp_path: Path, sample_pdf: Path, qtbot: QtBot) -> None:
    named = tmp_path / MARKUP_NAME
    named.write_bytes(sample_pdf.read_bytes())
    compose = ComposeDialog(scene.backend, Settings(sender=MARK), [named, tmp_path / "gone <b>.pdf"], zone=ZURICH)
    compose.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(compose)
    compose.show()
    qtbot.waitUntil(lambda: compose.documents_field.pages is not None)
    for field in ("To", "Comment", "Documents", MARK):
        compose._explain(InputRefused(field, MARK, MARK))
        assert drawn(compose) == []
    viewer = DocumentWindow(scene.backend, named, MARK)
    qtbot.addWidget(viewer)
    viewer._refuse(FaxDeskError(MARK, MARK))
    assert drawn(viewer) == []
    assert MARK in shown(viewer)
    viewer.close()


def test_the_dialogs_of_the_account_draw_nothing_of_it(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    jobs: JobThread[object] = JobThread("test", object)
    connect = ConnectDialog(jobs, None, Settings(api_url=MARK, client_id=MARK, proxy=MARK))  # type: ignore[arg-type]
    qtbot.addWidget(connect)
    connect._fails(FaxDeskError(MARK, MARK))
    settings = SettingsDialog(
        SettingsWriter(jobs, scene.window._settings_file),
        scene.store.service_mirror,
        SignedInAs("token", MARK),
        tmp_path / "<b>folder",
    )
    qtbot.addWidget(settings)
    for dialog in (connect, settings):
        dialog.show()
        assert drawn(dialog) == []
    assert MARK in shown(connect)
    assert MARK in shown(settings)


def test_a_box_draws_nothing_of_it(qtbot: QtBot) -> None:
    box = plain_box(None, MARK, MARK, MARK)
    qtbot.addWidget(box)
    box.show()
    assert drawn(box) == []
    assert box.text() == MARK
    # Both labels, in the words of whoever made them: from Qt 6.11 on the second one is plain by itself.
    assert [label.text() for label in box.findChildren(QLabel) if label.text()] == [MARK, MARK]


def test_what_keeps_the_program_from_starting_is_drawn_by_nobody(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def look() -> int:
        (box,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]
        seen.extend([box.text(), *drawn(box)])
        box.close()
        return 0

    monkeypatch.setattr(qapp, "exec", look)
    assert startup_checks.show_and_end(qapp, FaxDeskError(MARK, MARK)) == 1
    assert seen == [MARK]


# -------------------------------------------------------------------------------------------------------- elsewhere


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "propagateSizeHints")
def test_a_notice_of_the_desktop_has_nothing_that_looks_like_html(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Desktops draw HTML in notices, or show how it is escaped: it is their choice."""
    told: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _tray, title, text: told.extend((title, text)))
    window = QWidget()
    qtbot.addWidget(window)
    Notifications(window, Settings, Tray(window)).tell(Notice("key", NoticeKind.NEED, MARK, MARK))
    assert len(told) == 2
    for text in told:
        assert "<" not in text
        assert "bold" in text
    assert plain_notice("Delivered to A & B: 2 pages.") == "Delivered to A & B: 2 pages."


def test_a_button_shows_an_ampersand() -> None:
    assert button_text("Failed: A & B") == "Failed: A && B"


# --------------------------------------------------------------------------------------------------------- the source

OURS = {
    ("actions/table.py", "tip + shown"),
    ("desktop/tray.py", "plain_notice(self._text or self._window.windowTitle())"),
    ("fax_details/earlier_attempts.py", "button.accessibleName()"),
    (
        "fax_details/step_line.py",
        "'\\n'.join((f'{step.text}: {fax_texts.exact_text(step.at)}' for step in steps if step.at))",
    ),
    ("fax_details/timeline.py", "fax_texts.exact_text(event.at)"),
    ("widgets/action_button.py", "self._action.toolTip()"),
    ("widgets/plain_labels.py", "self._copy.accessibleName()"),
    ("page_editor/options_panel.py", "tip"),
    ("page_view/toolbar.py", "f'{text} ({shown})' if shown else text"),
    ("widgets/segmented_control.py", "choice.tip"),
    ("widgets/primary_button.py", "action.toolTip()"),
}
"""Tool tips that are words of the program, put together; everything else goes through `plain_tip`."""
TIPS = {"setToolTip", "setWhatsThis", "setStatusTip"}


@cache
def calls() -> tuple[tuple[str, ast.Call, str], ...]:
    """Return each call in the window's source with its file and the name of what is called."""
    return tuple(
        (
            path.relative_to("faxdesk/ui").as_posix(),
            node,
            node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func),
        )
        for path, tree in trees(PROGRAM / "ui")
        for node in nodes(tree)
        if isinstance(node, ast.Call)
    )


def is_plain(node: ast.expr) -> bool:
    """True for a text that is escaped, or is one of the program as it stands in the source."""
    if isinstance(node, ast.IfExp):
        return is_plain(node.body) and is_plain(node.orelse)
    if isinstance(node, ast.Constant):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    return name == "plain_tip" or (name in {"tr", "_tr"} and isinstance(node.args[0], ast.Constant))


@pytest.mark.unmeasured
def test_every_tool_tip_goes_through_the_one_helper() -> None:
    found = {
        (path, ast.unparse(call.args[0])) for path, call, name in calls() if name in TIPS and not is_plain(call.args[0])
    }
    assert found == OURS
    shown = [call for _, call, name in calls() if name == "showText"]
    assert shown
    assert all("plain_tip" in ast.unparse(call.args[1]) for call in shown)


@pytest.mark.unmeasured
def test_every_box_and_every_notice_goes_through_the_one_helper() -> None:
    boxes = {path for path, _, name in calls() if name in {"QMessageBox", "QErrorMessage"}}
    assert boxes == {"widgets/tooltips.py"}
    static = [path for path, call, _ in calls() if ast.unparse(call.func).startswith("QMessageBox.")]
    assert static == []
    shown = [ast.unparse(call) for path, call, name in calls() if name == "show_message"]
    assert shown
    assert all(text.count("plain_notice") == 2 for text in shown)
    elsewhere = {path for path, call, name in calls() if name == "showMessage" and "statusBar" not in ast.unparse(call)}
    assert elsewhere == {"desktop/tray.py"}


@pytest.mark.unmeasured
def test_nothing_in_the_window_is_html() -> None:
    html = {"setHtml", "insertHtml", "appendHtml", "toHtml", "setMarkdown", "QStaticText", "QTextBrowser"}
    assert [path for path, _, name in calls() if name in html] == []
