"""Light and dark switched while the program runs: whatever is on the screen looks as if it had been opened so.

Each window is drawn after the switch and compared, pixel by pixel, with the same window opened afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from faxdesk.core.errors import FaxDeskError
from faxdesk.core.lifecycle import State
from faxdesk.core.settings import Settings
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.account.connect_dialog import ConnectDialog
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.time_estimator import TimeEstimator
from faxdesk.ui.cover_page.dialog import CoverDialog
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.page_editor.render_queue import RenderQueue
from faxdesk.ui.page_editor.render_scheduler import RenderScheduler
from faxdesk.ui.page_view.scroll_view import PageScrollView
from faxdesk.ui.settings.account_page import SignedInAs
from faxdesk.ui.settings.dialog import SettingsDialog
from faxdesk.ui.settings.writer import SettingsWriter
from faxdesk.ui.widgets import theme
from faxdesk.ui.widgets.severity import Severity
from tests.ui.accessible_names import the
from tests.ui.page_editor.scene import pages_of, source
from tests.ui.window_scene import Scene, asked_about, fax_in, foreign, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.unmeasured

Open = Callable[[], AbstractContextManager[QWidget]]


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    flash = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    yield
    qapp.setCursorFlashTime(flash)
    theme.apply(qapp, "light")


@pytest.fixture(autouse=True)
def same_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids stand on the screen: each window gets the same."""
    numbers = count()
    monkeypatch.setattr(secrets, "token_hex", lambda size=32: f"{next(numbers) % 100:0{2 * size}x}")


Look = dict[str, QImage]


def look_of(window: QWidget) -> Look:
    """Return how the window and the smallest widgets on it look, with what they are called."""
    looks = {"the window": window.grab().toImage()}
    for widget in window.findChildren(QWidget):
        leaf = not [child for child in widget.findChildren(QWidget) if child.isVisibleTo(window)]
        if leaf and widget.isVisibleTo(window):
            said = widget.accessibleName() or widget.property("text")
            looks[f"{type(widget).__name__} “{said}” {widget.mapTo(window, QPoint()).toTuple()}"] = (
                widget.grab().toImage()
            )
    return looks


def rest(qtbot: QtBot, window: QWidget) -> None:
    """Wait until nothing on a window moves any more, such as pages that are drawn."""

    def active() -> bool:
        window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(active)
    last: list[QImage] = [QImage()]

    def still() -> bool:
        before, last[0] = last[0], window.grab().toImage()
        schedulers = window.findChildren(RenderScheduler)
        is_drawing = any(each._drawing.busy or each._tell.isActive() for each in schedulers)
        is_drawing |= any(queue.busy for queue in window.findChildren(RenderQueue))
        is_drawing |= any(each._rest.isActive() for each in window.findChildren(TimeEstimator))
        is_asking = any(view._asked is not None for view in window.findChildren(PageScrollView))
        return last[0] == before and not is_drawing and not is_asking

    qtbot.waitUntil(still)


# ------------------------------------------------------------------------------------------------------ windows


@pytest.fixture
def open_main(qtbot: QtBot, tmp_path: Path) -> Open:
    """The main window with something of everything."""

    @contextmanager
    def open_it() -> Iterator[QWidget]:
        with scene_at(qtbot, tmp_path / secrets.token_urlsafe(8), practice=True) as scene:
            fill(scene)
            yield scene.window

    return open_it


def fill(scene: Scene) -> None:
    for state in State:
        fax_in(scene.store, state)
    foreign(scene.store)
    asked = asked_about(scene.store)
    scene.work()
    scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
    scene.changed()
    bar = scene.window.host.message_bar
    scene.choose(asked)
    pane = part(scene.window, DetailsPane)
    scene.qtbot.waitUntil(lambda: pane.details is not None)
    scene.qtbot.waitUntil(lambda: bool(bar.texts()))
    bar.clear()
    for severity in Severity:
        bar.say(f"Something is {severity.value}.", severity, stays=True, key=severity.value)
    bar.fail(FaxDeskError("A fault.", "Try again."))
    scene.window.resize(1300, 1100)


@pytest.fixture
def open_compose(qtbot: QtBot, tmp_path: Path, sample_pdf: Path) -> Iterator[Open]:
    """A new fax with recipients of every kind, a refused document and a message."""
    with scene_at(qtbot, tmp_path / "data", show=False) as scene:
        scene.work()

        @contextmanager
        def open_it() -> Iterator[QWidget]:
            wrong = tmp_path / "wrong.pdf"
            wrong.write_bytes(b"\x00\x01nothing")
            dialog = ComposeDialog(scene.backend, Settings(), [sample_pdf, wrong])
            dialog.open()
            field = dialog.documents_field
            assert isinstance(field, DocumentsField)
            qtbot.waitUntil(lambda: not field.pending)
            dialog.recipients_field.add(["+41445550123", "+41000", "12ab"])
            dialog.cover_field.check.setChecked(True)
            dialog.time_field.text.setText("soon")
            qtbot.waitUntil(lambda: not dialog.recipients_field.list.unchecked)
            dialog.send()
            dialog.resize(900, 1000)
            try:
                yield dialog
            finally:
                dialog.done(0)
                dialog.deleteLater()

        yield open_it


@pytest.fixture
def open_cover(open_compose: Open) -> Open:
    @contextmanager
    def open_it() -> Iterator[QWidget]:
        with open_compose() as dialog:
            assert isinstance(dialog, ComposeDialog)
            dialog.cover_field.edit()
            (cover,) = dialog.findChildren(CoverDialog)
            yield cover
            cover.close()

    return open_it


@pytest.fixture
def open_settings(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    jobs: JobThread[object] = JobThread("jobs", object)
    jobs.start()
    with scene_at(qtbot, tmp_path / "data", show=False) as scene:

        @contextmanager
        def open_it() -> Iterator[QWidget]:
            settings_file = SettingsFile(tmp_path / "settings.json")
            dialog = SettingsDialog(
                SettingsWriter(jobs, settings_file),
                scene.store.service_mirror,
                SignedInAs("token", "https://example.org"),
                tmp_path,
            )
            yield from shown(dialog)

        yield open_it
    assert jobs.stop()


@pytest.fixture
def open_connect(qtbot: QtBot) -> Iterator[Open]:
    yield from connecting("")


@pytest.fixture
def open_token(qtbot: QtBot) -> Iterator[Open]:
    yield from connecting("Connect with a &token")


@pytest.fixture
def open_client(qtbot: QtBot) -> Iterator[Open]:
    yield from connecting("&Use your own API client")


def connecting(way: str) -> Iterator[Open]:
    jobs: JobThread[object] = JobThread("sign-in", object)
    jobs.start()

    @contextmanager
    def open_it() -> Iterator[QWidget]:
        dialog = ConnectDialog(jobs, KeyringSecrets(), Settings())
        for button in dialog.findChildren(QPushButton):
            if button.text() == way:
                button.click()
        yield from shown(dialog)

    yield open_it
    assert jobs.stop()


def shown(dialog: QDialog) -> Iterator[QWidget]:
    dialog.open()
    try:
        yield dialog
    finally:
        dialog.reject()
        dialog.deleteLater()


@pytest.fixture
def open_pages(qtbot: QtBot, tmp_path: Path, sample_pdf: Path) -> Iterator[Open]:
    with scene_at(qtbot, tmp_path / "data", show=False) as scene:
        scene.work()

        @contextmanager
        def open_it() -> Iterator[QWidget]:
            with pages_of(qtbot, scene.backend, [source(sample_pdf, 2)], cover=True) as pages:
                pages.wait_drawn()
                yield pages.dialog

        yield open_it


@pytest.fixture
def open_viewer(qtbot: QtBot, tmp_path: Path, sample_pdf: Path) -> Iterator[Open]:
    with scene_at(qtbot, tmp_path / "data", show=False) as scene:
        scene.work()

        @contextmanager
        def open_it() -> Iterator[QWidget]:
            window = DocumentWindow(scene.backend, sample_pdf, "Pages", "pages.pdf")
            window.show()
            qtbot.waitUntil(lambda: window.findChild(PageScrollView) is not None)
            qtbot.waitUntil(lambda: the(window, PageScrollView).isVisible())
            try:
                yield window
            finally:
                window.close()

        yield open_it


WINDOWS = ("main", "compose", "cover", "settings", "connect", "token", "client", "pages", "viewer")


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("way", [("light", "dark"), ("dark", "light")])
def test_everything_follows_light_and_dark(
    window: str, way: tuple[str, str], qtbot: QtBot, qapp: QApplication, request: pytest.FixtureRequest
) -> None:
    assert left_as_before(request.getfixturevalue(f"open_{window}"), way, qtbot, qapp) == []


def test_the_main_window_follows_where_controls_have_no_colours_of_their_own(
    open_main: Open, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows and macOS the system draws their borders. Here a palette for each class lets Qt polish them anew."""
    monkeypatch.setattr(theme, "_FUSION", False)
    theme.apply(qapp, "light")
    assert left_as_before(open_main, ("light", "dark"), qtbot, qapp) == []


def left_as_before(open_it: Open, way: tuple[str, str], qtbot: QtBot, qapp: QApplication) -> list[str]:
    """Return what does not look, after the switch from one appearance to another, as if it had been opened in it."""
    before, after = way
    theme.apply(qapp, before)
    with open_it() as switched:
        rest(qtbot, switched)
        theme.apply(qapp, after)
        rest(qtbot, switched)
        size, found = switched.size(), look_of(switched)
    with open_it() as fresh:
        fresh.resize(size)
        rest(qtbot, fresh)
        wanted = look_of(fresh)
    assert found.keys() == wanted.keys()
    return [name for name, look in found.items() if look != wanted[name]]


# ---------------------------------------------------------------------------------------------- the keyboard


def takes_keyboard(widget: QWidget, window: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return by_tab and widget.isVisibleTo(window) and widget.isEnabled() and widget.window() is window


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_who_uses_the_keyboard_sees_where_it_is(
    window: str, appearance: str, qtbot: QtBot, qapp: QApplication, request: pytest.FixtureRequest
) -> None:
    open_it: Open = request.getfixturevalue(f"open_{window}")
    theme.apply(qapp, appearance)
    with open_it() as shown_window:
        rest(qtbot, shown_window)
        reached = [one for one in shown_window.findChildren(QWidget) if takes_keyboard(one, shown_window)]
        assert reached
        unseen = []
        for widget in reached:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            qtbot.waitUntil(widget.hasFocus)
            # As Qt does at a press of Tab.
            shown_window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
            with_it = widget.grab().toImage()
            widget.clearFocus()
            # The button that Enter presses has its frame whatever has the keyboard.
            default = isinstance(widget, QPushButton) and widget.isDefault()
            if widget.grab().toImage() == with_it and not default:
                unseen.append(f"{type(widget).__name__} “{widget.accessibleName() or widget.property('text')}”")
        assert unseen == []
