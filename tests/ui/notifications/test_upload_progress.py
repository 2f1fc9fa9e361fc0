"""While documents are uploaded, the program's icon shows how far all of them have come together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.lifecycle import State
from faxdesk.services.events import Progress
from tests.ui.window_scene import Scene, fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Indicator:
    def __init__(self) -> None:
        self.parts: list[float | None] = []

    def show(self, part: float | None) -> None:
        self.parts.append(part)


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data") as scene:
        yield scene


@pytest.fixture
def shown(scene: Scene) -> list[float | None]:
    indicator = Indicator()
    scene.window.host.taskbar.use(indicator)
    return indicator.parts


def progress(scene: Scene, job: str, sent: int, total: int = 100) -> None:
    scene.backend.progressed.emit(Progress(job, sent, total))


def test_uploads_are_shown_together_until_all_have_ended(scene: Scene, shown: list[float | None]) -> None:
    progress(scene, "one", 50)
    progress(scene, "other", 0, 300)
    progress(scene, "one", 100)
    progress(scene, "other", 300, 300)
    assert shown == [0.5, 0.12, 0.25, None]


def test_an_upload_that_breaks_off_is_shown_no_longer(scene: Scene, shown: list[float | None]) -> None:
    recipient = fax_in(scene.store, State.UPLOADING)
    progress(scene, "one", 50)
    scene.backend.changed.emit()
    assert shown == [0.5]
    scene.store.database.rows("UPDATE recipient SET state = 'cancelled' WHERE id = ?", (recipient,))
    scene.backend.changed.emit()
    assert shown == [0.5, None]


def test_it_goes_with_the_window(scene: Scene, shown: list[float | None]) -> None:
    progress(scene, "one", 50)
    scene.window.close()
    assert shown == [0.5, None]


def test_an_upload_of_nothing_is_none(scene: Scene, shown: list[float | None]) -> None:
    progress(scene, "one", 0, 0)
    assert shown == []
