"""The dialog "New fax": what is sent is safe before it closes, what is missing is said, and nothing is lost unasked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from faxdesk.core.lifecycle import State
from faxdesk.core.model import Number, Submission
from faxdesk.core.settings import Settings
from faxdesk.services.user_requests import TakenBack
from faxdesk.store.store import Store
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.modes import ReopenMode
from faxdesk.ui.widgets import tokens
from tests.documents.files import page_objects, pdf, put
from tests.ui.compose.compose_backend import GENEVA, GERMAN, GOOD, OTHER, OWN, SWISS, ZURICH, at, backend_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.kept_faxes import KeptFaxes

NEW_YORK = "+12125550123"
NOW = "2026-11-24 10:00"


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data", now=at(NOW)) as backend:
        yield backend


def opened(
    qtbot: QtBot, backend: Backend, files: Sequence[Path] = (), settings: Settings | None = None
) -> ComposeDialog:
    dialog = ComposeDialog(backend, settings or Settings(), files, zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def filled(qtbot: QtBot, backend: Backend, files: Sequence[Path]) -> ComposeDialog:
    dialog = opened(qtbot, backend, files)
    qtbot.keyClicks(dialog.recipients_field.edit, "044 555 01 23, +41 22 555 01 23")
    qtbot.keyClicks(dialog.comment_edit, "Offer 17")
    qtbot.waitUntil(lambda: dialog.documents_field.pages is not None)
    return dialog


def focus(dialog: ComposeDialog) -> QWidget | None:
    return dialog.focusWidget()


# ------------------------------------------------------------------------------------------------------ sending


def test_what_is_sent_is_in_the_database_before_the_dialog_closes(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, sample_tiff: Path, tmp_path: Path
) -> None:
    original = Path(shutil.copy(sample_pdf, tmp_path / "offer.pdf"))
    dialog = filled(qtbot, backend, [original, sample_tiff])
    seen: list[tuple[bool, Submission | None]] = []

    told: list[KeptFaxes] = []

    def look(kept: KeptFaxes) -> None:
        told.append(kept)
        # As another process would see it at this moment.
        store = Store(backend.factory.folder)
        seen.append((dialog.isVisible(), store.submissions.get(kept.submissions[0].job)))
        store.close()

    dialog.kept.connect(look)
    with qtbot.waitSignal(dialog._flow.said) as said:
        qtbot.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
        assert not dialog.send_button.isEnabled()
    assert said.args == ["Saving…"]
    qtbot.waitUntil(lambda: not dialog.isVisible())
    ((visible, submission),) = seen
    assert visible
    assert submission is not None
    assert [(one.to, one.state) for one in submission.recipients] == [(GOOD, State.QUEUED), (OTHER, State.QUEUED)]
    assert [(document.name, document.pages) for document in submission.documents] == [
        ("offer.pdf", 2),
        ("sample.tiff", 2),
    ]
    assert (submission.sender, submission.comment, submission.send_at) == (SWISS, "Offer 17", None)
    original.unlink()
    assert backend.store.spool.path(submission.documents[0].sha256).read_bytes() == sample_pdf.read_bytes()
    assert told[0].sender == SWISS
    assert told[0].outcome == "Fax saved. It will be sent as soon as possible."


def test_send_is_pressed_once_however_often_it_is_pressed(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = filled(qtbot, backend, [sample_pdf])
    kept: list[KeptFaxes] = []
    dialog.kept.connect(kept.append)
    dialog.send()
    dialog.send()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert len(kept) == 1
    assert backend.store.database.value("SELECT count(*) FROM submission") == 1


def test_a_dialog_that_is_saving_cannot_be_closed(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = filled(qtbot, backend, [sample_pdf])

    def close() -> None:
        dialog.close()
        dialog.reject()

    dialog._flow.said.connect(close)
    dialog.send()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert backend.store.database.value("SELECT count(*) FROM submission") == 1


def test_trouble_with_the_disk_is_said_in_place_and_sending_works_once_it_is_gone(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    dialog = filled(qtbot, backend, [sample_pdf])
    spool = backend.factory.folder.spool
    shutil.rmtree(spool)
    spool.write_text("in the way")
    dialog.send()
    qtbot.waitUntil(lambda: "could not be kept" in dialog.message_bar.text)
    assert f"Check that {spool} is there" in dialog.message_bar.text
    assert dialog.isVisible()
    assert dialog.send_button.isEnabled()
    assert dialog.recipients_field.numbers == (GOOD, OTHER)
    assert backend.store.database.value("SELECT count(*) FROM submission") == 0
    spool.unlink()
    spool.mkdir()
    with qtbot.waitSignal(dialog.kept):
        dialog.send()


def test_a_document_that_vanished_is_named_and_marked(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    paths = [put(tmp_path, name, pdf(page_objects(1))) for name in ("a.pdf", "b.pdf")]
    dialog = filled(qtbot, backend, paths)
    paths[1].unlink()
    dialog.send()
    qtbot.waitUntil(lambda: "b.pdf" in dialog.message_bar.text)
    assert dialog.documents_field.list.line(1).detail == "Cannot be faxed"
    assert focus(dialog) is dialog.documents_field.list
    qtbot.keyClick(dialog.documents_field.list, Qt.Key.Key_Delete)
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    assert [document.name for document in signal.args[0].submissions[0].documents] == ["a.pdf"]


def test_a_document_still_being_examined_is_sent_or_refused_all_the_same(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, tmp_path: Path
) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    qtbot.keyClicks(dialog.recipients_field.edit, GOOD)
    drag(dialog, files(put(tmp_path, "empty.pdf", b"")))
    dialog.send()
    qtbot.waitUntil(lambda: "empty.pdf" in dialog.message_bar.text)
    assert dialog.isVisible()
    assert backend.store.database.value("SELECT count(*) FROM submission") == 0


@pytest.mark.parametrize(
    ("missing", "words", "name"),
    [
        ("To", "To: There is no recipient. Say which fax number the fax goes to.", "To"),
        ("Documents", "Documents: There is no document to send. Add at least one document.", "Documents"),
    ],
)
def test_what_is_missing_is_said_and_focused(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, missing: str, words: str, name: str
) -> None:
    dialog = opened(qtbot, backend, [] if missing == "Documents" else [sample_pdf])
    if missing != "To":
        qtbot.keyClicks(dialog.recipients_field.edit, GOOD)
    dialog.send()
    assert dialog.message_bar.text == words
    found = focus(dialog)
    assert found is not None
    assert found.accessibleName() == name
    assert found.accessibleDescription(), "a screen reader says what is wrong with it"
    assert dialog.send_button.isEnabled()


def test_a_time_that_has_passed_is_focused(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = filled(qtbot, backend, [sample_pdf])
    dialog.time_field.set_instant(at("2026-11-24 09:00")())
    dialog.send()
    assert "(UTC+01:00) is in the past." in dialog.message_bar.text
    assert focus(dialog) is dialog.time_field.choice


def test_a_message_goes_when_its_cause_is_mended(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    dialog.send()
    assert dialog.message_bar.text
    qtbot.keyClicks(dialog.recipients_field.edit, GOOD)
    with qtbot.waitSignal(dialog.kept):
        dialog.send()
    assert dialog.recipients_field.edit.accessibleDescription() == ""


def test_a_message_about_a_number_goes_when_the_number_is_mended(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    qtbot.keyClicks(dialog.recipients_field.edit, "12,")
    dialog.send()
    assert dialog.message_bar.text.startswith("To: ")
    edit = dialog.recipients_field.edit
    assert edit.accessibleDescription()
    qtbot.keyClicks(dialog.comment_edit, "Offer 17")
    dialog.time_field.set_instant(None)
    assert dialog.message_bar.text.startswith("To: "), "it is still wrong"
    qtbot.keyClick(dialog.recipients_field.list, Qt.Key.Key_F2)
    edit.selectAll()
    qtbot.keyClicks(edit, "044 555 01 23")
    assert dialog.message_bar.text == ""
    assert not edit.accessibleDescription()


def test_a_message_about_the_time_goes_when_the_time_is_changed(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    dialog = filled(qtbot, backend, [sample_pdf])
    dialog.time_field.text.setText("soon")
    dialog.send()
    assert "not a time" in dialog.message_bar.text
    dialog.time_field.text.setText("tomorrow 9:30")
    assert dialog.message_bar.text == ""


def test_a_message_about_documents_goes_when_they_are_others(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, tmp_path: Path
) -> None:
    dialog = filled(qtbot, backend, [put(tmp_path, "empty.pdf", b""), sample_pdf])
    dialog.send()
    assert "empty.pdf" in dialog.message_bar.text
    dialog.documents_field.list.choose(0)
    qtbot.keyClick(dialog.documents_field.list, Qt.Key.Key_Delete)
    assert dialog.message_bar.text == ""


def test_the_verdict_beside_send_says_what_will_happen(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = filled(qtbot, backend, [sample_pdf])
    assert dialog.verdict.text().startswith("2 recipients · 2 pages · ")
    assert dialog.verdict.text().endswith(" · goes out now")
    qtbot.waitUntil(lambda: re.search(r" · about \d+ (s|min)", dialog.verdict.text()) is not None)
    dialog.time_field.choice.setCurrentIndex(2)
    dialog.time_field.choice.activated.emit(2)
    assert dialog.verdict.text().endswith(f" · {dialog.time_field.outlook}")
    dialog.cover_field.check.setChecked(True)
    assert "2 pages and a cover page" in dialog.verdict.text()
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    assert signal.args[0].submissions[0].send_at == at("2026-11-25 08:00")()


def test_the_verdict_says_what_is_missing(qtbot: QtBot, backend: Backend) -> None:
    assert opened(qtbot, backend).verdict.text() == "No recipient yet · no document yet · goes out now"


def test_what_is_to_be_mended_is_said_of_recipients_and_documents_alike(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, tmp_path: Path
) -> None:
    dialog = opened(qtbot, backend, [put(tmp_path, "empty.pdf", b""), sample_pdf])
    qtbot.waitUntil(lambda: not dialog.documents_field.pending)
    assert dialog.verdict.text() == "1 document to mend"
    dialog.recipients_field.add(["12ab", GOOD])
    assert dialog.verdict.text() == "1 recipient and 1 document to mend"
    dialog.send()
    recipient = "To: “12ab” is not a fax number: it has letters in it. Write it like +41 44 555 01 23."
    assert dialog.message_bar.text == f"{recipient} Documents: “empty.pdf” cannot be faxed."
    dialog.documents_field.list.choose(0)
    qtbot.keyClick(dialog.documents_field.list, Qt.Key.Key_Delete)
    assert dialog.verdict.text() == "1 recipient to mend"
    assert dialog.message_bar.text == recipient
    qtbot.keyClick(dialog.recipients_field.list, Qt.Key.Key_Delete)
    assert dialog.verdict.text().startswith("1 recipient · 2 pages · ")
    assert dialog.message_bar.text == ""


def test_it_goes_out_to_each_when_its_office_opens_and_comes_back_so(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    dialog.recipients_field.add([GOOD, NEW_YORK])
    # On a busy computer they are checked in more than one go.
    qtbot.waitUntil(lambda: not dialog.recipients_field.list.unchecked)
    dialog.time_field.text.setText("When their office opens")
    qtbot.waitUntil(lambda: dialog.verdict.text().endswith(" · goes out to each when its office opens"))
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    kept = signal.args[0]
    assert [([one.to for one in part.recipients], part.send_at) for part in kept.submissions] == [
        ([GOOD], None),
        ([NEW_YORK], at("2026-11-24 14:00")()),
    ]
    assert kept.outcome == "2 faxes saved. They will be sent when the offices open."
    taken = [TakenBack(submission, ()) for submission in kept.submissions]
    again = ComposeDialog(backend, Settings(), mode=ReopenMode(backend, Settings(), taken), zone=ZURICH)
    qtbot.addWidget(again)
    assert again.time_field.opens
    assert again.recipients_field.numbers == (GOOD, NEW_YORK)


def test_an_office_nobody_knows_is_said_at_the_time(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    dialog.recipients_field.add(["+80012345678"])
    dialog.time_field.text.setText("When their office opens")
    qtbot.waitUntil(lambda: dialog.documents_field.pages is not None)
    dialog.send()
    assert dialog.message_bar.text.startswith("Send time: Nobody knows where +800")
    assert focus(dialog) is dialog.time_field.choice


def test_messages_move_nothing_under_the_mouse(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    """Whoever is about to press a button does not hit another one because something is said meanwhile."""
    dialog = opened(qtbot, backend)
    documents = dialog.documents_field
    assert isinstance(documents, DocumentsField)
    still = (
        documents.add_button,
        dialog.comment_edit,
        dialog.sender_field,
        dialog.time_field.choice,
        dialog.send_button,
    )

    def places() -> list[QPoint]:
        QApplication.processEvents()
        return [widget.mapTo(dialog, QPoint()) for widget in still]

    before = places()
    documents.add([sample_pdf])
    assert places() == before, "a document on its way in"
    qtbot.waitUntil(lambda: documents.pages == 2)
    qtbot.keyClicks(dialog.recipients_field.edit, "044 555")
    assert not dialog.recipients_field.note.isHidden()
    assert places() == before, "what is typed is explained"
    qtbot.keyClicks(dialog.recipients_field.edit, " 01 2x,")
    assert places() == before, "the first chip"
    dialog.time_field.text.setText("soon")
    assert not dialog.time_field.note.isHidden()
    assert places() == before, "what is wrong with a time"
    dialog.send()
    assert dialog.message_bar.isVisible()
    assert places() == before, "why it cannot be sent"


def test_fields_are_one_distance_from_each_other(qtbot: QtBot, backend: Backend) -> None:
    dialog = opened(qtbot, backend)
    QApplication.processEvents()

    def below(upper: QWidget, lower: QWidget) -> int:
        return lower.mapTo(dialog, QPoint()).y() - upper.mapTo(dialog, upper.rect().bottomLeft()).y() - 1

    documents, meaning = dialog.documents_field, dialog.time_field.meaning
    assert below(documents, dialog.comment_edit) == tokens.SPACE_S
    assert below(dialog.comment_edit, dialog.sender_field) == tokens.SPACE_S
    # Whom it goes to is a part of its own.
    assert below(dialog.recipients_field, documents) == tokens.SPACE_M
    # Where room is kept for messages, it is the distance.
    assert below(dialog.sender_field, meaning) == tokens.INSET
    assert below(meaning, dialog.options_fold) == tokens.INSET


def test_options_are_folded_and_their_line_says_what_is_chosen(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    dialog = opened(qtbot, backend, [sample_pdf], Settings(redials=3))
    fold = dialog.options_fold
    assert dialog.cover_field.isHidden() is False
    assert not dialog.cover_field.isVisible()
    assert fold.summary.text() == "No cover page · FaxDesk tries again up to 3 times"
    fold.button.setFocus()
    qtbot.keyClick(fold.button, Qt.Key.Key_Space)
    assert dialog.cover_field.isVisible()
    assert dialog.retry_field.isVisible()
    dialog.cover_field.check.setChecked(True)
    dialog.retry_field.times.setValue(1)
    qtbot.keyClick(fold.button, Qt.Key.Key_Space)
    assert not dialog.retry_field.isVisible()
    assert fold.summary.text() == "Cover page: Fax · FaxDesk tries again once"


# -------------------------------------------------------------------------------------------------------- From


def test_the_numbers_that_can_send_are_offered_and_the_last_one_used_is_chosen(qtbot: QtBot, backend: Backend) -> None:
    box = opened(qtbot, backend, settings=Settings(sender=GENEVA)).sender_field
    assert [box.itemText(index) for index in range(box.count())] == ["+41 44 555 01 00", "+41 22 555 01 00"]
    assert box.value() == GENEVA


def test_a_sender_that_is_gone_gives_way_to_the_first(qtbot: QtBot, backend: Backend) -> None:
    assert opened(qtbot, backend, settings=Settings(sender=GERMAN)).sender_field.value() == SWISS


def test_before_the_numbers_are_known_the_account_chooses(qtbot: QtBot, tmp_path: Path, sample_pdf: Path) -> None:
    with backend_at(tmp_path / "data", ()) as backend:
        dialog = opened(qtbot, backend, [sample_pdf], Settings(region="CH"))
        assert dialog.sender_field.currentText() == "The account's first number (chosen when it is sent)"
        qtbot.keyClicks(dialog.recipients_field.edit, "044 555 01 23")
        with qtbot.waitSignal(dialog.kept) as signal:
            dialog.send()
        assert signal.args[0].submissions[0].sender is None
        assert [one.to for one in signal.args[0].submissions[0].recipients] == [GOOD]
        assert signal.args[0].sender == ""


def test_numbers_that_arrive_while_it_is_open_are_offered(qtbot: QtBot, tmp_path: Path) -> None:
    with backend_at(tmp_path / "data", ()) as backend:
        dialog = opened(qtbot, backend)
        qtbot.keyClicks(dialog.recipients_field.edit, "044 555 01 23")
        assert "no country code" in dialog.recipients_field.note.text()
        backend.store.service_mirror.keep_numbers(OWN)
        backend.touch()
        qtbot.waitUntil(lambda: dialog.sender_field.value() == SWISS)
        assert dialog.recipients_field.note.text() == "+41 44 555 01 23, Switzerland"


def test_another_sender_changes_the_country_of_national_numbers(qtbot: QtBot, tmp_path: Path) -> None:
    with backend_at(tmp_path / "data", (Number(SWISS), Number(GERMAN))) as backend:
        dialog = opened(qtbot, backend)
        dialog.sender_field.setCurrentIndex(1)
        qtbot.keyClicks(dialog.recipients_field.edit, "030 901820,")
        assert dialog.recipients_field.numbers == ("+4930901820",)


# -------------------------------------------------------------------------------------------------------- drops


def drag(target: QWidget, data: QMimeData) -> tuple[bool, bool]:
    """Drag over a widget and drop there; return whether it was taken at either moment."""
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    middle = target.rect().center()
    enter = QDragEnterEvent(middle, action, data, buttons, keys)
    QApplication.sendEvent(target, enter)
    QApplication.sendEvent(target, QDragMoveEvent(middle, action, data, buttons, keys))
    drop = QDropEvent(QPointF(middle), action, data, buttons, keys)
    QApplication.sendEvent(target, drop)
    return enter.isAccepted(), drop.isAccepted()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText("\n".join(map(str, paths)))
    return data


@pytest.mark.parametrize("place", ["dialog", "To", "Comment", "Documents", "Date and time"])
def test_files_can_be_dropped_anywhere(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, sample_tiff: Path, tmp_path: Path, place: str
) -> None:
    dialog = opened(qtbot, backend)
    target = {
        "dialog": dialog,
        "To": dialog.recipients_field.edit,
        "Comment": dialog.comment_edit.viewport(),
        "Documents": dialog.documents_field.list.viewport(),
        "Date and time": dialog.time_field.edit.lineEdit(),
    }[place]
    empty = put(tmp_path, "empty.pdf", b"")
    assert drag(target, files(sample_pdf, empty, sample_tiff)) == (True, True)
    assert dialog.documents_field.paths == (sample_pdf, empty, sample_tiff)
    assert dialog.recipients_field.edit.text() == ""
    assert dialog.comment_edit.toPlainText() == ""
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 4)
    assert dialog.documents_field.list.line(1).detail == "Cannot be faxed"


def test_a_link_that_is_dropped_is_explained(qtbot: QtBot, backend: Backend) -> None:
    dialog = opened(qtbot, backend)
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/offer.pdf")])
    drag(dialog, data)
    assert "Only files of this computer" in dialog.message_bar.text
    assert dialog.documents_field.paths == ()


def test_text_can_still_be_dropped_on_the_comment(qtbot: QtBot, backend: Backend) -> None:
    dialog = opened(qtbot, backend)
    data = QMimeData()
    data.setText("Offer 18")
    assert drag(dialog.comment_edit.viewport(), data) == (True, True)
    assert dialog.comment_edit.toPlainText() == "Offer 18"


# ------------------------------------------------------------------------------------------------------ closing


def test_an_empty_dialog_closes_unasked(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    for dialog in (opened(qtbot, backend), opened(qtbot, backend, [sample_pdf])):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


@pytest.mark.parametrize("way", ["Esc", "Cancel", "close"])
def test_what_was_entered_is_a_draft_however_the_dialog_is_closed(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, way: str
) -> None:
    dialog = filled(qtbot, backend, [sample_pdf])
    with qtbot.waitSignal(dialog.finished):
        if way == "Esc":
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        elif way == "Cancel":
            qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
        else:
            dialog.close()
    (kept,) = backend.store.drafts.all_open(9)
    assert kept.draft.comment == "Offer 17"
    assert backend.store.database.value("SELECT count(*) FROM submission") == 0


def test_answers_that_come_after_the_dialog_has_gone_do_no_harm(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    dialog = ComposeDialog(backend, Settings(), [sample_pdf], zone=ZURICH)
    dialog.show()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    found: list[int] = []
    backend.with_documents(backend, lambda _cancel: 1, found.append)
    qtbot.waitUntil(lambda: found == [1])


def test_the_first_click_on_a_button_counts_where_leaving_a_field_moves_it(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    qtbot.waitUntil(lambda: dialog.documents_field.pages is not None)
    qtbot.keyClicks(dialog.recipients_field.edit, "044 555 01 23")
    documents = dialog.documents_field
    assert isinstance(documents, DocumentsField)
    button = documents.summary_line.pages_button
    button.clicked.disconnect()
    clicks = QSignalSpy(button.clicked)
    place = button.mapTo(dialog, button.rect().center())
    assert dialog.childAt(place) is button
    QTest.mousePress(dialog.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert not dialog.recipients_field.edit.hasFocus()
    for _ in range(5):
        QApplication.processEvents()
    QTest.mouseRelease(dialog.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert clicks.count() == 1
    # The click over, the number has become a chip, whose room was kept for it.
    qtbot.waitUntil(lambda: dialog.recipients_field.numbers == (GOOD,))
    QApplication.processEvents()
    assert dialog.childAt(place) is button


def test_the_list_of_documents_leaves_its_room_to_the_pages(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    documents = dialog.documents_field
    assert isinstance(documents, DocumentsField)
    qtbot.waitUntil(documents.strip.isVisible)
    qtbot.waitUntil(lambda: documents.list.height() == documents.list.height_of_lines())
    assert documents.strip.height() > documents.list.height()
    documents.list.selectAll()
    documents.remove_button.click()
    # Nothing is there: the list is the place where documents are dropped.
    qtbot.waitUntil(lambda: documents.list.height() > 2 * documents.list.height_of_lines())
