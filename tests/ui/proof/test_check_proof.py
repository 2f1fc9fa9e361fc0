"""*Check a proof…*: what holds, what does not, what a proof does not say, and files that are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from faxdesk.core.proof import DOES_NOT_PROVE
from faxdesk.documents.intake.intake import Blob
from faxdesk.documents.proof_pdf.seal import check_seal
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.profiles import Profiles
from faxdesk.store.store import Store
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.proof.check_dialog import ProofCheckDialog
from tests.documents.proof_pdf.proofs import file_of, proof, simple, timeline, write
from tests.ui.accessible_names import nameless

if TYPE_CHECKING:
    from tests.ui.window_scene import Scene


@pytest.fixture
def whole(sample_pdf: Path, tmp_path: Path) -> Path:
    return simple(sample_pdf, tmp_path / "proof.pdf")


def opened(scene: Scene) -> ProofCheckDialog:
    scene.window.actions_[ActionId.CHECK_PROOF].trigger()
    dialog = scene.window.findChild(ProofCheckDialog)
    assert dialog is not None
    return dialog


def drop(dialog: ProofCheckDialog, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    held = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(dialog, QDragEnterEvent(QPoint(50, 50), *held))
    QApplication.sendEvent(dialog, QDropEvent(QPointF(50, 50), *held))


def ends_with(scene: Scene, dialog: ProofCheckDialog, headline: str) -> str:
    """Wait for the headline; return all that is said."""
    scene.qtbot.waitUntil(lambda: dialog.texts()[0] == headline)
    return "\n".join(dialog.texts())


def test_a_whole_proof_holds_and_says_what_it_does_not_prove(scene: Scene, whole: Path) -> None:
    dialog = opened(scene)
    assert not nameless(dialog)
    dialog.choose_button.click()
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(whole))
    chooser.reject()
    said = ends_with(scene, dialog, "This proof holds")
    assert said.count("Holds: ") == 4
    assert "Holds: What is attached is exactly what the proof names: 1 file." in said
    assert "+41 44 555 01 23: Delivered, 2 of 2 pages confirmed." in said
    assert "It was not made on this computer, as far as is known here." in said
    assert "practice account" not in said
    for sentence in DOES_NOT_PROVE:
        assert sentence in said


def test_the_very_file_is_known_also_where_another_profile_has_made_it(scene: Scene, whole: Path) -> None:
    profile = Profiles(scene.store.folder.path).add("Second practice")
    other = Store(DataFolder(profile.folder))
    with whole.open("rb") as file:
        other.proofs.add(check_seal(file).sha256, "f-1")
    other.close()
    dialog = opened(scene)
    drop(dialog, whole)
    assert "This very file was made on this computer at " in ends_with(scene, dialog, "This proof holds")


def test_one_changed_byte_is_said_and_nothing_that_the_file_tells(scene: Scene, whole: Path) -> None:
    dialog = opened(scene)
    drop(dialog, whole)
    ends_with(scene, dialog, "This proof holds")
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 1
    whole.write_bytes(data)
    drop(dialog, whole)
    said = ends_with(scene, dialog, "This proof does not hold")
    assert "Does not hold: The file has changed since it was sealed." in said
    assert "Delivered" not in said
    assert DOES_NOT_PROVE[0] not in said


def test_a_timeline_that_was_cut_is_not_relied_upon(scene: Scene, sample_pdf: Path, tmp_path: Path) -> None:
    said = proof([file_of(sample_pdf, "01 letter.pdf", pages=0)])
    cut = replace(said, faxes=(replace(said.faxes[0], timeline=timeline()[1:]),))
    path = write(cut, {"01 letter.pdf": sample_pdf}, tmp_path / "cut.pdf")
    dialog = opened(scene)
    drop(dialog, path)
    text = ends_with(scene, dialog, "This proof does not hold")
    assert "Holds: Not one byte of the file has changed" in text
    assert "Does not hold: The timeline of the fax to +41 44 555 01 23 is broken" in text
    assert "What it says" not in text
    assert "Delivered" not in text


def test_what_is_no_proof_or_is_not_there_is_said(scene: Scene, sample_pdf: Path, tmp_path: Path) -> None:
    dialog = opened(scene)
    drop(dialog, sample_pdf)
    assert "it has no seal" in ends_with(scene, dialog, "This is not a proof")
    drop(dialog, tmp_path / "gone.pdf")
    ends_with(scene, dialog, "It could not be checked")
    drop(dialog, sample_pdf, tmp_path / "other.pdf")
    assert "Drop one PDF at a time." in ends_with(scene, dialog, "That cannot be checked")


def test_an_attachment_of_a_mail_is_checked_though_it_is_no_file(scene: Scene, whole: Path) -> None:
    dialog = opened(scene)
    dialog.check(Blob("proof.pdf", whole.read_bytes()))
    ends_with(scene, dialog, "This proof holds")


def test_a_proof_of_a_practice_account_says_that_it_proves_nothing(
    scene: Scene, sample_pdf: Path, tmp_path: Path
) -> None:
    said = proof([file_of(sample_pdf, "01 letter.pdf", pages=0)], practice=True)
    path = write(said, {"01 letter.pdf": sample_pdf}, tmp_path / "practice.pdf")
    dialog = opened(scene)
    drop(dialog, path)
    assert "no fax was sent" in ends_with(scene, dialog, "This proof holds")
