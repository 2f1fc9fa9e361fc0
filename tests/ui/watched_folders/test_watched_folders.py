"""Watched folders in the window: chosen in the settings, their drafts looked at, their troubles told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft
from faxdesk.core.resources import resource_path
from faxdesk.services.folder_events import FileEvent, FileReport, FolderState
from faxdesk.store.drafts import DISCARDED, SENT
from faxdesk.ui.attention.controller import AttentionController
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.watched_folders.controller import FolderMessages
from faxdesk.ui.watched_folders.settings_page import FoldersPage
from tests.ui.accessible_names import nameless
from tests.ui.attention.test_attention import dialog_of, offered, press, sentences
from tests.ui.window_scene import Scene, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.desktop.notice import Notice

GOOD = "+41445550123"


@pytest.fixture
def page(scene: Scene, tmp_path: Path) -> FoldersPage:
    page = FoldersPage(scene.backend, tmp_path / "data")
    scene.qtbot.addWidget(page)
    page.show()
    return page


def keep_draft(scene: Scene, *recipients: str) -> int:
    services = scene.backend.factory.open_here()
    try:
        draft = Draft((resource_path("sample.pdf"),), recipients, comment="Case 42")
        return services.submitter.keep_draft(draft, "/faxes/in", "Nothing says whom it is for.")
    finally:
        services.close()


# ---------------------------------------------------------------------------------------------------------- drafts


def test_a_draft_stands_in_needs_you(scene: Scene) -> None:
    keep_draft(scene, GOOD)
    scene.changed()
    panel = part(scene.window, AttentionController).panel
    assert sentences(panel) == [
        "To look at: sample.pdf, to +41 44 555 01 23. Nothing says whom it is for. It is from /faxes/in."
    ]
    assert panel.count == 1
    assert offered(scene) == ["Open…", "Discard"]


def test_a_draft_is_opened_filled_in_and_sent_once(scene: Scene) -> None:
    number = keep_draft(scene, GOOD)
    scene.changed()
    press(scene, "Open…")
    dialog = dialog_of(scene)
    assert dialog.recipients_field.value() == (GOOD,)
    assert dialog.comment_edit.words == "Case 42"
    scene.qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    with scene.qtbot.waitSignal(dialog.kept):
        dialog.send()
    kept = scene.store.drafts.get(number)
    assert kept is not None
    assert kept.state == SENT
    (job,) = kept.jobs
    submission = scene.store.submissions.get(job)
    assert submission is not None
    assert [one.state for one in submission.recipients] == [State.QUEUED]
    scene.changed()
    assert part(scene.window, AttentionController).panel.count == 0


def test_a_draft_that_is_closed_stays(scene: Scene) -> None:
    keep_draft(scene)
    scene.changed()
    press(scene, "Open…")
    dialog = dialog_of(scene)
    scene.qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    with scene.qtbot.waitSignal(dialog.finished):
        dialog.cancel_button.click()
    assert scene.store.drafts.count() == 1


def test_a_draft_is_discarded(scene: Scene) -> None:
    number = keep_draft(scene)
    scene.changed()
    press(scene, "Discard")
    scene.qtbot.waitUntil(lambda: not scene.store.drafts.count())
    kept = scene.store.drafts.get(number)
    assert kept is not None
    assert kept.state == DISCARDED


def test_a_draft_that_was_sent_elsewhere_is_not_sent_again(scene: Scene) -> None:
    number = keep_draft(scene, GOOD)
    scene.changed()
    press(scene, "Open…")
    dialog = dialog_of(scene)
    scene.qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    with scene.store.database.transaction():
        scene.store.drafts.settle(number, SENT, ["elsewhere"])
    dialog.send()
    scene.qtbot.waitUntil(lambda: "already" in dialog.message_bar.text)
    assert scene.window.findChild(ComposeDialog) is dialog
    assert scene.store.database.value("SELECT count(*) FROM submission") == 0


# -------------------------------------------------------------------------------------------------------- settings


def add(scene: Scene, page: FoldersPage, folder: Path) -> None:
    before = page.list.count(), page.note.text()
    page.add(str(folder))
    scene.qtbot.waitUntil(
        lambda: "Looking at" not in page.note.text() and (page.list.count(), page.note.text()) != before
    )


def test_a_folder_is_watched_as_soon_as_it_is_added(scene: Scene, page: FoldersPage, tmp_path: Path) -> None:
    assert (page.none.isVisible(), page.list.isVisible()) == (True, False)
    folder = tmp_path / "in"
    folder.mkdir()
    add(scene, page, folder)
    assert page.folders == [folder.resolve()]
    scene.qtbot.waitUntil(lambda: scene.store.watched_files.folders() == (folder.resolve(),))
    assert (page.none.isVisible(), page.list.isVisible()) == (False, True)


def test_a_folder_that_is_removed_is_watched_no_longer(scene: Scene, tmp_path: Path) -> None:
    scene.store.watched_files.change_folders((tmp_path,), ())
    page = FoldersPage(scene.backend, tmp_path / "data")
    scene.qtbot.addWidget(page)
    page.list.setCurrentRow(0)
    page.remove_button.click()
    assert page.folders == []
    scene.qtbot.waitUntil(lambda: scene.store.watched_files.folders() == ())


@pytest.mark.parametrize("watched", [True, False])
def test_what_is_in_a_folder_already_is_told_before(
    watched: bool, scene: Scene, page: FoldersPage, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.pdf", "b.tif", "c.docx"):
        (folder / name).write_bytes(b"x")
    page.add(str(folder))
    scene.qtbot.waitUntil(lambda: page.question.asking)
    assert "2 documents" in page.question.text
    assert (page.folders, scene.store.watched_files.folders()) == ([], ())
    yes, no = (button for button in page.question.findChildren(QPushButton))
    (yes if watched else no).click()
    expected = (folder.resolve(),) if watched else ()
    scene.qtbot.waitUntil(lambda: scene.store.watched_files.folders() == expected)
    assert tuple(page.folders) == expected


@pytest.mark.parametrize(
    ("name", "said"), [("data", "own data"), ("away", "There is no folder"), ("file", "no folder")]
)
def test_a_folder_that_cannot_be_watched_is_refused(
    scene: Scene, page: FoldersPage, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "file").touch()
    add(scene, page, tmp_path / name)
    assert said in page.note.text()
    assert page.folders == []


def test_the_page_says_how_each_folder_was_found(scene: Scene, tmp_path: Path) -> None:
    scene.store.watched_files.change_folders((tmp_path,), ())
    page = FoldersPage(scene.backend, tmp_path / "data")
    scene.qtbot.addWidget(page)
    page.show()
    assert "not been looked at" in page.list.item(0).text()
    for state, said in (
        (FolderState(tmp_path, problem="The folder is not there."), "The folder is not there."),
        (FolderState(tmp_path, elsewhere=True), "faxdesk watch"),
        (
            FolderState(tmp_path, "", (("a.pdf", "It is empty."),), scene.clock(), rule="*.pdf: sent by itself."),
            "*.pdf: sent by itself.\na.pdf: It is empty.\nLooked at",
        ),
    ):
        scene.backend.folder_watch.states = (state,)
        page.refresh()
        assert said in page.list.item(0).text()


def test_everything_on_the_page_has_a_name(page: FoldersPage) -> None:
    assert nameless(page) == []


# -------------------------------------------------------------------------------------------------------- messages


def test_files_that_come_in_are_told_together(scene: Scene) -> None:
    messages = part(scene.window, FolderMessages)
    told: list[Notice] = []
    messages.told.connect(told.append)
    for name in ("a.pdf", "b.pdf"):
        messages.hear(FileReport(Path("/in"), name, FileEvent.DRAFT))
    scene.qtbot.waitUntil(lambda: bool(told))
    (notice,) = told
    assert notice.details == "2 files have come in. Look at them before they are sent."


def test_a_file_that_cannot_be_sent_is_told_with_its_reason(scene: Scene) -> None:
    messages = part(scene.window, FolderMessages)
    with scene.qtbot.waitSignal(messages.told) as told:
        messages.hear(FileReport(Path("/in"), "a.pdf", FileEvent.FAILED, "The PDF is cut off."))
    (notice,) = told.args
    assert notice.details == "a.pdf was not sent. The PDF is cut off."
    assert "a.pdf" not in notice.title + notice.text
    assert "a.pdf was not sent." in scene.window.host.message_bar.text


def test_a_problem_of_a_folder_is_told_and_taken_back(scene: Scene) -> None:
    bar = scene.window.host.message_bar
    scene.backend.folder_watch.states = (FolderState(Path("/in"), problem="The folder /in is not there."),)
    scene.changed()
    assert "The folder /in is not there." in bar.text
    scene.backend.folder_watch.states = (FolderState(Path("/in")),)
    scene.changed()
    assert bar.text == ""


# ---------------------------------------------------------------------------------------------------------- thread


def test_the_window_takes_files_out_of_its_folders(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "faxdesk.toml").write_text('action = "send"')
    (folder / "letter.pdf").write_bytes(resource_path("sample.pdf").read_bytes())
    (folder / "letter.json").write_text(json.dumps({"to": GOOD}))
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.store.watched_files.change_folders((folder,), ())
        with qtbot.waitSignal(scene.backend.folder_watch.said) as said:
            scene.backend.start()
        (report,) = said.args or []
        assert report.event is FileEvent.QUEUED
        assert (folder / "sent" / "letter.pdf").exists()
        qtbot.waitUntil(lambda: bool(scene.backend.folder_watch.states))
