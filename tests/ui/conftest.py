"""The one application of these tests is FaxDesk's own, in a font that every machine has; and waits are long."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import ImageFont
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont, QFontDatabase
from pytestqt.qtbot import QtBot

from faxdesk.documents.worker import client
from faxdesk.ui.backend import backend
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.desktop.application import Application
from tests.time_limits import PATIENCE, PATIENCE_MS
from tests.ui.window_scene import Scene, scene_at


class OneFontApplication(Application):
    """FaxDesk in the font that Pillow brings, so that every text is as wide on one machine as on another."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        font = ImageFont.load_default(10)
        assert isinstance(font, ImageFont.FreeTypeFont)
        number = QFontDatabase.addApplicationFontFromData(font.font_bytes)
        self.setFont(QFont(QFontDatabase.applicationFontFamilies(number), 9))


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    """What pytest-qt makes its `qapp` of."""
    return OneFontApplication


@pytest.fixture
def qtbot(qapp: Application, request: pytest.FixtureRequest) -> Iterator[QtBot]:
    """The one of pytest-qt, which waits 5 seconds by itself. No test may leave a mouse button down for the next."""
    bot = QtBot(request)
    for name in ("waitActive", "waitExposed", "waitSignal", "waitSignals", "waitUntil"):
        setattr(bot, name, partial(getattr(bot, name), timeout=PATIENCE_MS))
    yield bot
    assert qapp.mouseButtons() is Qt.MouseButton.NoButton


@pytest.fixture
def no_language() -> Iterator[None]:
    """Dates, numbers and names as they are where no language is set, whatever that of this computer is."""
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    yield
    QLocale.setDefault(before)


@pytest.fixture(autouse=True)
def no_desktop_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """No message of a test reaches the screen of the one who runs it; a test of them has a bus of its own."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


@pytest.fixture(autouse=True)
def work_has_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the window gives up after seconds is at work; a test that lets something hang sets its own limit."""
    monkeypatch.setattr(backend, "STOP_SECONDS", PATIENCE)
    for name in ("PAGE_SECONDS", "OPEN_SECONDS"):
        monkeypatch.setattr(client, name, PATIENCE)


@pytest.fixture(autouse=True)
def documents_have_a_child(document_children_are_shared: None) -> None:
    """Every test with documents would start one."""


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    """A main window that shows numbers as they are written, and whose backend reads lists and documents."""
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
        yield scene


@pytest.fixture
def jobs(qapp: Application) -> Iterator[JobThread[object]]:
    """A thread for what a dialog does beside the window's."""
    thread: JobThread[object] = JobThread("jobs", object)
    thread.start()
    yield thread
    assert thread.stop()
