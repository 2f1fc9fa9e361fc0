"""The application of the pictures: FaxDesk's own, in the letters of this computer, on a screen of a known size."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import QMainWindow

from faxdesk.services.events import Condition, Link
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.desktop.application import Application
from faxdesk.ui.widgets import theme
from tests.pictures.office import office
from tests.pictures.steps import opened, still
from tests.time_limits import PATIENCE_MS
from tests.ui.window_scene import Clock, Scene, scene_at

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot


class Photograph(Protocol):
    """Makes the pictures of a window, under a name; in one `size` only, where one is given."""

    def __call__(self, window: QWidget, name: str, size: QSize | None = None) -> None: ...


FOLDER = Path(os.environ.get("FAXDESK_PICTURES", "dist/pictures"))
SIZES = {1: (QSize(800, 600), QSize(1024, 768), QSize(1440, 900)), 2: (QSize(960, 600),)}
"""The sizes of the window by the scale of the screen; 960 x 600 at 2 is 1920 x 1200 on the screen."""
SCREEN = (1440, 900)


@pytest.fixture(scope="session")
def scale() -> int:
    """How many points of the screen are one of the window, each way."""
    return int(os.environ.get("QT_SCALE_FACTOR", "1"))


@pytest.fixture(scope="session")
def qapp_cls(scale: int, tmp_path_factory: pytest.TempPathFactory) -> type[Application]:
    """What pytest-qt makes its `qapp` of; the platform reads its screen from a file."""
    width, height = SCREEN
    screen = {"name": "screen", "x": 0, "y": 0, "width": width * scale, "height": height * scale}
    file = tmp_path_factory.mktemp("screen") / "screen.json"
    file.write_text(json.dumps({"screens": [{**screen, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"
    return Application


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A European office, whatever computer this is."""
    before = QLocale()
    monkeypatch.setenv("TZ", "Europe/Zurich")
    if hasattr(time, "tzset"):
        time.tzset()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture
def photograph(qtbot: QtBot, qapp: Application, scale: int) -> Iterator[Photograph]:
    """Makes a picture of a window in light and in dark, in each size that it can have."""

    def take(window: QWidget, name: str, size: QSize | None = None) -> None:
        own = window.size()
        for look in ("light", "dark"):
            theme.apply(qapp, look)
            if size is not None:
                sizes = {"": size}
            elif isinstance(window, QMainWindow):
                sizes = {f"-{size.width()}": size for size in SIZES[scale]}
            else:
                # A dialog has its own size; on a small screen it must do with less.
                small = own.boundedTo(QSize(780, 560))
                sizes = {"": own} | ({"-small": small} if small != own else {})
            for words, one in sizes.items():
                window.resize(one)
                # What follows from a size takes a few rounds, such as lines that wrap anew.
                for _ in range(5):
                    qapp.sendPostedEvents()
                    qapp.processEvents()
                # Pages are drawn anew for another size.
                qtbot.waitUntil(still, timeout=PATIENCE_MS)
                folder = FOLDER / f"{look}-{scale}x"
                folder.mkdir(parents=True, exist_ok=True)
                assert window.grab().save(str(folder / f"{name}{words}.png"))
            window.resize(own)

    yield take
    theme.apply(qapp, "light")


@pytest.fixture
def desk(qtbot: QtBot, qapp: Application, tmp_path: Path) -> Iterator[Scene]:
    """The window of an office with contacts, faxes in all states, an inbox and drafts."""
    theme.apply(qapp, "light")
    clock = Clock()
    with scene_at(qtbot, tmp_path / "data", prepare=[partial(office, clock)], clock=clock) as scene:
        scene.work()
        qtbot.waitUntil(lambda: scene.window.numbers.loaded)
        scene.backend._weigh("deliver", Condition(Link.ONLINE))
        scene.changed()
        yield scene


@pytest.fixture
def bare_desk(qtbot: QtBot, qapp: Application, tmp_path: Path) -> Iterator[Scene]:
    """The window on the first day."""
    theme.apply(qapp, "light")
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        scene.changed()
        yield scene


@pytest.fixture
def compose(desk: Scene) -> ComposeDialog:
    desk.window.new_fax(())
    dialog = opened(desk)
    assert isinstance(dialog, ComposeDialog)
    return dialog
