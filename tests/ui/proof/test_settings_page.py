"""What the settings ask about proofs that are made unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox

from faxdesk.core.settings import PROOF_NAME
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.proof.settings_page import ProofsPage
from tests.managed import manage
from tests.ui.accessible_names import nameless, the
from tests.ui.settings_scene import settings_dialog
from tests.ui.window_scene import Scene, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.threads import JobThread


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data") as scene:
        yield scene


def box(page: ProofsPage, words: str) -> QCheckBox:
    return next(one for one in page.findChildren(QCheckBox) if words in one.text().replace("&", ""))


def test_proofs_beside_documents_are_chosen_with_their_name(
    scene: Scene, jobs: JobThread[object], tmp_path: Path, qtbot: QtBot
) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    dialog = settings_dialog(scene, jobs, file, shown=tmp_path, profiles=tmp_path)
    page = the(dialog, ProofsPage)
    assert page.title in [dialog.subjects.item(row).text() for row in range(dialog.subjects.count())]
    assert not page.name_edit.isEnabled(), "a name is for proofs that are made unasked"
    box(page, "beside each document").click()
    page.name_edit.setText("{reference} to {number}")
    assert page.example.text() == "For example: 4f2c41d07b9e83a5 to +41 44 555 01 23.pdf"
    page.form.commit()
    qtbot.waitUntil(lambda: SettingsFile(file._path).settings.proof_name == "{reference} to {number}")
    assert SettingsFile(file._path).settings.proof_beside
    page.name_edit.setText("{nobody}")
    page.form.commit()
    qtbot.waitUntil(lambda: any("“{nobody}” is not known." in note for note in notes(page)))
    assert SettingsFile(file._path).settings.proof_name == "{reference} to {number}"
    assert nameless(page) == []
    dialog.reject()


def notes(page: ProofsPage) -> list[str]:
    return [label.text() for label in page.findChildren(type(page.example))]


def test_a_name_that_the_administrator_has_set_cannot_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    managed = manage(tmp_path / "managed.json", proof_name={"lock": PROOF_NAME})
    page = ProofsPage(SettingsFile(tmp_path / "settings.json", managed))
    qtbot.addWidget(page)
    box(page, "beside each document").click()
    assert not page.name_edit.isEnabled()
    assert "Set by your administrator." in notes(page)
