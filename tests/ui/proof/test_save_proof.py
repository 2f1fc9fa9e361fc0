"""*Save proof…*: what it asks, what it writes, and what it says when something is in its way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft
from faxdesk.documents.proof_pdf.seal import SealState, check_seal
from faxdesk.store import proofs
from faxdesk.store.fax_lists import Listing
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.proof.dialog import ProofDialog
from tests.managed import manage
from tests.ui.buttons import press
from tests.ui.main_window.test_undo_send import send
from tests.ui.main_window.test_window import at_work
from tests.ui.window_scene import SENDER, Scene, fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

__all__ = ["at_work"]
PROOF = ActionId.SAVE_PROOF


def ask(scene: Scene) -> ProofDialog:
    scene.window.actions_[PROOF].trigger()
    dialog = scene.window.findChild(ProofDialog)
    assert dialog is not None
    return dialog


def save_as(scene: Scene, target: Path) -> str:
    """Choose the place; return the name that was offered."""
    chooser = scene.window.findChild(QFileDialog)
    assert chooser is not None
    offered = Path(chooser.selectedFiles()[0]).name
    chooser.fileSelected.emit(str(target))
    chooser.reject()
    return offered


@pytest.mark.parametrize(
    ("state", "possible"),
    [(State.DELIVERED, True), (State.FAILED, True), (State.CANCELLED, True), (State.QUEUED, False)],
)
def test_it_can_be_done_with_what_has_its_result(scene: Scene, state: State, possible: bool) -> None:
    recipient = fax_in(scene.store, state)
    scene.changed()
    scene.choose(recipient)
    assert scene.window.actions_[PROOF].isEnabled() is possible


def test_it_has_a_shortcut_and_says_what_it_proves(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    scene.changed()
    scene.choose(recipient)
    assert scene.window.actions_[PROOF].shortcut().toString() == "Ctrl+Shift+P"
    dialog = ask(scene)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "not that a person has read the pages" in said
    assert "Nobody signs it." in said
    scene.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert scene.window.findChild(QFileDialog) is None


def test_several_are_saved_in_one_and_the_stamp_is_remembered(scene: Scene) -> None:
    for number in ("+41445550121", "+41445550122"):
        fax_in(scene.store, State.DELIVERED, number=number)
    scene.changed()
    scene.window.actions_[ActionId.SENT].trigger()
    scene.window.lists.page.table.selectAll()
    scene.settled()
    dialog = ask(scene)
    assert any("2 faxes are in it" in label.text() for label in dialog.findChildren(QLabel))
    assert not dialog.stamp_box.isChecked()
    dialog.stamp_box.click()
    press(dialog, "Save as…")
    chooser = scene.window.findChild(QFileDialog)
    assert chooser is not None
    assert Path(chooser.selectedFiles()[0]).name == "Proof of 2 faxes.pdf"
    chooser.reject()
    scene.qtbot.waitUntil(lambda: SettingsFile(scene.store.folder.settings).settings.proof_stamp)
    scene.qtbot.waitUntil(lambda: scene.window.findChild(ProofDialog) is None)
    assert ask(scene).stamp_box.isChecked()


def test_a_proof_is_where_the_user_wants_it(
    at_work: Scene, sample_pdf: Path, tmp_path: Path, document_children_are_shared: None
) -> None:
    window, qtbot = at_work.window, at_work.qtbot
    draft = Draft((sample_pdf,), ("+41445550123",), SENDER)
    at_work.backend.commands.submit(window, draft, lambda _kept: None, window.host.message_bar.fail)
    window.actions_[ActionId.SENT].trigger()
    qtbot.waitUntil(lambda: [row.state for row in at_work.shown(Listing.SENT)] == [State.DELIVERED])
    window.lists.page.table.selectAll()
    qtbot.waitUntil(window.actions_[PROOF].isEnabled)
    press(ask(at_work), "Save as…")
    target = tmp_path / "court" / "proof.pdf"
    offered = save_as(at_work, target)
    assert offered.startswith("Proof +41445550123 ")
    assert offered.endswith(".pdf")
    # Only one at a time is made.
    assert not window.actions_[PROOF].isEnabled()
    qtbot.waitUntil(lambda: any("Its folder is not there." in text for text in window.host.message_bar.texts()))
    assert window.actions_[PROOF].isEnabled()
    target.parent.mkdir()
    press(ask(at_work), "Save as…")
    save_as(at_work, target)
    qtbot.waitUntil(lambda: "The proof is saved as proof.pdf." in window.host.message_bar.texts())
    assert any(one.text() == "Open folder" for one in window.host.message_bar.findChildren(QPushButton))
    with target.open("rb") as file:
        sealed = check_seal(file)
    assert sealed.state is SealState.HOLDS
    assert at_work.store.proofs.made_at(sealed.sha256) is not None


def test_a_name_that_cannot_be_made_is_said_and_nothing_is_kept(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    scene.changed()
    scene.choose(recipient)
    dialog = ask(scene)
    assert not dialog.name_edit.isVisible()
    dialog.beside_box.click()
    assert dialog.name_edit.isVisible()
    assert dialog.note.text().startswith("For example: Letter proof +41 44 555 01 23 ")
    dialog.name_edit.setText("{page} proof")
    press(dialog, "Save as…")
    assert "“{page}” is not known." in dialog.note.text()
    assert dialog.isVisible()
    assert scene.window.findChild(QFileDialog) is None
    dialog.name_edit.setText("{name} faxed {date}")
    press(dialog, "Save as…")
    chooser = scene.window.findChild(QFileDialog)
    assert chooser is not None
    chooser.reject()

    def kept() -> bool:
        settings = SettingsFile(scene.store.folder.settings).settings
        return settings.proof_beside and settings.proof_name == "{name} faxed {date}"

    scene.qtbot.waitUntil(kept)


def test_what_is_sent_is_proved_beside_its_document_where_that_is_wanted(
    at_work: Scene,
    sample_pdf: Path,
    tmp_path: Path,
    document_children_are_shared: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # At once, not half a minute later.
    monkeypatch.setattr(proofs, "_WHEN", "p.not_before")
    document = tmp_path / "case" / "letter.pdf"
    document.parent.mkdir()
    document.write_bytes(sample_pdf.read_bytes())
    settings = at_work.window.host.settings_file
    settings.change(lambda present: present._replace(proof_beside=True, proof_name="{name} proved"))
    at_work.qtbot.waitUntil(lambda: bool(at_work.store.service_mirror.numbers()))
    job = send(at_work, document)
    (recipient,) = at_work.store.submissions.recipients(job)
    assert at_work.store.proofs.folder(recipient.id) == document.parent
    at_work.qtbot.waitUntil((document.parent / "letter proved.pdf").exists, timeout=20_000)


def test_what_the_administrator_has_set_is_shown_and_cannot_be_chosen(
    qtbot: QtBot, tmp_path: Path, managed_settings: Path
) -> None:
    manage(
        managed_settings,
        proof_beside={"lock": True},
        proof_stamp={"lock": False},
        proof_name={"lock": "Fax of {date}"},
    )
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        scene.choose(fax_in(scene.store, State.DELIVERED))
        dialog = ask(scene)
        assert (dialog.beside_box.isChecked(), dialog.beside_box.isEnabled()) == (True, False)
        assert not dialog.stamp_box.isEnabled()
        assert (dialog.name_edit.text(), dialog.name_edit.isReadOnly()) == ("Fax of {date}", True)
        said = [label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)]
        assert said.count("Set by your administrator.") == 3
        assert dialog.beside_box.accessibleDescription() == "Set by your administrator."
        dialog.reject()


def test_nothing_is_put_beside_documents_unasked(scene: Scene, sample_pdf: Path) -> None:
    (recipient,) = scene.store.submissions.recipients(send(scene, sample_pdf))
    assert scene.store.proofs.folder(recipient.id) is None
