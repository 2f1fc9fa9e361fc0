"""The page of batches: a list is chosen, corrected, started and followed, and nothing of it is sent by mistake."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QStyleOptionViewItem

from faxdesk.core.batch import BatchState, RowState
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import State
from faxdesk.core.list_columns import ListField
from faxdesk.core.resources import resource_path
from faxdesk.documents.proof_pdf.seal import SealState, check_seal
from faxdesk.services.batch_sender import BatchSender
from faxdesk.services.submit import Submitter
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.batch.controller import BatchController
from faxdesk.ui.batch.row_model import COMPANY, NAME, REASON, STATE
from faxdesk.ui.batch.texts import left_out_text
from tests.services.batches import numbers, write_list
from tests.ui.window_scene import HAPPENED, Scene, move_on, part

if TYPE_CHECKING:
    from faxdesk.ui.batch.page import BatchPage
    from faxdesk.ui.compose.number_question import NumberQuestion

TO = 1
KNOWN, SLIP = "+41445550123", "+41445550124"
TITLES = ("Fax-Nr.", "Firma", "Bemerkung")


@pytest.fixture
def page(scene: Scene) -> BatchPage:
    scene.window.actions_[ActionId.BATCHES].trigger()
    page = part(scene.window, BatchController).page
    assert page is not None
    scene.qtbot.waitExposed(page)
    return page


def texts(page: BatchPage, column: int) -> list[str]:
    model = (page.setup if page.setup.isVisible() else page.run).table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def choose(page: BatchPage, path: Path) -> None:
    """Choose a new list, as in the dialog for files."""
    page.overview.new_wanted.emit()
    dialog = page.setup.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(path))
    dialog.close()


def opened(scene: Scene, page: BatchPage, path: Path) -> None:
    """Open a list, with the sample for all rows."""
    choose(page, path)
    page.setup._documents_chosen((resource_path("sample.pdf"),))
    scene.qtbot.waitUntil(page.setup._start.isEnabled)


def started(scene: Scene, page: BatchPage) -> str:
    with scene.qtbot.waitSignal(page.setup.started):
        page.setup._start.click()
    scene.qtbot.waitUntil(lambda: page.run.table.rows.rowCount() > 0)
    return page.run._identity


def step(scene: Scene) -> None:
    """Let the batches submit what may go now, as their thread does."""
    sender = BatchSender(scene.store, Submitter(scene.store, scene.clock), lambda _: None, scene.clock)
    sender.step(NeverCancelled())


def finish(scene: Scene, batch: str, state: State = State.DELIVERED) -> None:
    """Bring all faxes of a batch that are on their way to an end."""
    for recipient in scene.store.batches.open_recipients(batch):
        move_on(scene.store, recipient, *HAPPENED[state])


def renewed(scene: Scene, page: BatchPage) -> None:
    scene.changed()
    scene.qtbot.waitUntil(lambda: not page.run._reading)


def test_a_list_is_shown_as_it_will_be_sent(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    rows = (("044 555 01 23", "Praxis", "x"), ("4.14E+10", "Spital", ""), ("044 555 01 23", "Praxis", "x"))
    opened(scene, page, write_list(tmp_path / "list.csv", rows, TITLES))
    assert texts(page, TO) == ["+41 44 555 01 23", "4.14E+10", "+41 44 555 01 23"]
    assert texts(page, STATE) == ["Ready", "Error", "Left out"]
    assert "first digits only" in texts(page, REASON)[1]
    assert page.setup.columns[ListField.COMPANY].currentText() == "Firma  (Praxis)"
    assert page.setup._start.text() == "&Send 1 fax"
    assert page.setup._summary.text().startswith("1 row with an error is left out. Double-click it")
    assert page.setup._summary.text().endswith("1 row asks for the same fax as another, which is sent once.")
    assert scene.store.batches.all() == ()
    page.setup._all_or_none.click()
    assert not page.setup._start.isEnabled()
    assert "so nothing is sent" in page.setup._summary.text()


def test_an_error_is_mended_in_its_place_before_the_start(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", (("4.14E+10", "A", ""), ("+41225550123", "B", "")), TITLES))
    model = page.setup.table.rows
    assert model.flags(model.index(0, TO)) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(model.index(1, TO)) & Qt.ItemFlag.ItemIsEditable
    model.setData(model.index(0, TO), "044 555 01 23")
    scene.qtbot.waitUntil(lambda: texts(page, STATE) == ["Ready", "Ready"])
    assert (page.setup._start.text(), page.setup._summary.text()) == ("&Send 2 faxes", "")
    batch = started(scene, page)
    assert texts(page, STATE) == ["Waiting", "Waiting"]
    assert [row.to for row in scene.store.batches.statuses(batch)] == ["+41445550123", "+41225550123"]


def doubtful(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    """Open a list with a good row, and one whose number is a digit away from that of a contact."""
    scene.store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    opened(scene, page, write_list(tmp_path / "list.csv", (("+41225550199", "A", ""), (SLIP, "B", "")), TITLES))


def asked(scene: Scene, page: BatchPage) -> NumberQuestion:
    page.setup._start.click()
    question = page.setup.question
    assert question is not None
    scene.qtbot.waitExposed(question)
    return question


def press(question: NumberQuestion, text: str) -> None:
    next(one for one in question.findChildren(QPushButton) if one.text() == text).click()


def test_a_number_that_may_be_wrong_is_told_at_its_row_and_asked_about(
    scene: Scene, page: BatchPage, tmp_path: Path
) -> None:
    doubtful(scene, page, tmp_path)
    model = page.setup.table.rows
    assert texts(page, STATE) == ["Ready", "Check number"]
    assert "It differs by one digit from" in texts(page, REASON)[1]
    signs = [model.index(row, TO).data(Qt.ItemDataRole.DecorationRole) is not None for row in range(2)]
    assert signs == [False, True]
    assert page.setup._summary.text() == "The number of 1 row may be wrong. Double-click it, or press F2, to mend it."
    question = asked(scene, page)
    assert "Dental practice" in question.accessibleDescription()
    assert question.back.isDefault()
    question.reject()
    assert scene.store.batches.all() == ()
    with scene.qtbot.waitSignal(page.setup.started):
        press(asked(scene, page), "&Send anyway")
    (batch,) = scene.store.batches.all()
    assert [row.state for row in scene.store.batches.statuses(batch.id)] == ["waiting", "waiting"]


def test_the_number_that_is_meant_takes_its_place_in_the_list(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    doubtful(scene, page, tmp_path)
    press(asked(scene, page), "Use +41 44 555 01 23")
    scene.qtbot.waitUntil(lambda: texts(page, TO)[1] == "+41 44 555 01 23" and page.setup._start.isEnabled())
    assert page.setup._summary.text() == ""
    batch = started(scene, page)
    assert [row.to for row in scene.store.batches.statuses(batch)] == ["+41225550199", KNOWN]


def test_a_row_that_was_left_out_goes_when_its_number_is_entered_again(
    scene: Scene, page: BatchPage, tmp_path: Path
) -> None:
    doubtful(scene, page, tmp_path)
    with scene.qtbot.waitSignal(page.setup.started):
        press(asked(scene, page), "&Leave out")
    scene.qtbot.waitUntil(lambda: texts(page, STATE) == ["Waiting", "Error"])
    model = page.run.table.rows
    for answer in ("reject", "accept"):
        assert model.setData(model.index(1, TO), SLIP)
        scene.qtbot.waitUntil(lambda: page.run.guard is not None and page.run.guard.question is not None)
        guard = page.run.guard
        assert guard is not None
        assert guard.question is not None
        getattr(guard.question, answer)()
        if answer == "reject":
            assert texts(page, STATE) == ["Waiting", "Error"]
    scene.qtbot.waitUntil(lambda: texts(page, STATE) == ["Waiting", "Waiting"])


def test_of_a_list_that_is_sent_whole_or_not_at_all_no_row_can_be_left_out(
    scene: Scene, page: BatchPage, tmp_path: Path
) -> None:
    doubtful(scene, page, tmp_path)
    page.setup._all_or_none.click()
    question = asked(scene, page)
    assert "&Leave out" not in [one.text() for one in question.findChildren(QPushButton)]
    question.reject()


def test_a_list_that_is_sent_again_is_asked_about_what_failed(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", (("+41225550199", "A", ""), (SLIP, "B", "")), TITLES))
    batch = started(scene, page)
    step(scene)
    first, second = scene.store.batches.open_recipients(batch)
    move_on(scene.store, first, *HAPPENED[State.DELIVERED])
    move_on(scene.store, second, *HAPPENED[State.FAILED])
    with scene.store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET status = 'failed_unallocated_number' WHERE id = ?", (second,))
    step(scene)
    page._show_overview()
    page.setup.begin_again()
    page._stack.setCurrentWidget(page.setup)
    scene.qtbot.waitUntil(lambda: page.setup.question is not None)
    question = page.setup.question
    assert question is not None
    assert "there is no such number" in question.accessibleDescription()
    question.reject()
    assert len(scene.store.batches.all()) == 1


def end(scene: Scene, batch: str) -> None:
    """Send all of a batch, and let it arrive."""
    step(scene)
    finish(scene, batch)
    step(scene)


def test_of_a_list_that_is_sent_again_the_number_that_is_meant_is_taken(
    scene: Scene, page: BatchPage, tmp_path: Path
) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", (("+41225550199", "A", ""), (SLIP, "B", "")), TITLES))
    end(scene, started(scene, page))
    scene.store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    with scene.store.database.transaction() as connection:
        # A number that has worked is not doubted.
        connection.execute("UPDATE recipient SET status = 'failed_unallocated_number', state = 'failed'")
    page._start_again()
    scene.qtbot.waitUntil(lambda: page.setup.question is not None)
    question = page.setup.question
    assert question is not None
    press(question, "Use +41 44 555 01 23")
    assert page.setup.isVisible()
    scene.qtbot.waitUntil(lambda: texts(page, TO)[1] == "+41 44 555 01 23" and page.setup._start.isEnabled())
    assert len(scene.store.batches.all()) == 1


def test_a_list_that_was_to_be_sent_again_is_not_sent_in_the_place_of_another(
    scene: Scene, page: BatchPage, tmp_path: Path
) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", (("+41225550199", "A", ""),), TITLES))
    end(scene, started(scene, page))
    page._show_overview()
    page._start_again()
    with scene.qtbot.waitSignal(page.setup._again.checked):
        choose(page, write_list(tmp_path / "other.csv", (("+41315550140", "B", ""),), TITLES))
    page.setup._documents_chosen((resource_path("sample.pdf"),))
    scene.qtbot.waitUntil(page.setup._start.isEnabled)
    started(scene, page)
    assert sorted(batch.name for batch in scene.store.batches.all()) == ["list.csv", "other.csv"]


def test_nothing_is_sent_while_a_list_is_looked_at_anew(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    doubtful(scene, page, tmp_path)
    model = page.setup.table.rows
    model.setData(model.index(1, TO), KNOWN)
    page.setup._all_or_none.click()
    assert not page.setup._start.isEnabled()
    scene.qtbot.waitUntil(page.setup._start.isEnabled)
    assert texts(page, TO)[1] == "+41 44 555 01 23"


def test_what_is_wrong_with_a_row_can_be_read_whole(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", (("4.14E+10", "A"), ("+41225550123", "B")), ("Fax", "Firma")))
    table, model = page.setup.table, page.setup.table.rows
    assert table.isColumnHidden(NAME), "nothing stands there, and its room is the sentence's"
    assert not table.isColumnHidden(COMPANY)
    for width in (1120, 1050):
        page.resize(width, page.height())
        option = QStyleOptionViewItem()
        table.initViewItemOption(option)
        scene.qtbot.waitUntil(lambda: table.viewport().width() < page.width())
        option.rect = table.visualRect(model.index(0, REASON))
        assert table.itemDelegate().sizeHint(option, model.index(0, REASON)).height() <= table.rowHeight(0)
    assert table.rowHeight(0) >= 2 * table.fontMetrics().height()
    model.setData(model.index(0, TO), "044 555 01 23")
    scene.qtbot.waitUntil(lambda: table.rowHeight(0) < 2 * table.fontMetrics().height())
    started(scene, page)
    assert page.run.table.isColumnHidden(NAME)
    assert not page.run.table.isColumnHidden(COMPANY)


def test_the_box_of_a_column_says_where_words_are_missing(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    title = "Whom we were to write to in the matter of the recall, and of all that came of it by the end of the year"
    opened(scene, page, write_list(tmp_path / "list.csv", (("+41225550123", "B"),), ("Fax", title)))
    assert page.setup._columns_fold.summary.text() == "Fax number: Fax"
    page.setup._columns_fold.button.click()
    box = page.setup.columns[ListField.NAME]
    scene.qtbot.waitUntil(lambda: box.width() < page.width() // 2)
    box.setCurrentIndex(2)
    assert box.currentText() == f"{title}  (B)"
    assert title.startswith(box.shown_text().removesuffix("\N{HORIZONTAL ELLIPSIS}"))
    assert box.shown_text().endswith("\N{HORIZONTAL ELLIPSIS}")
    assert f"{title}  (B)" in box.toolTip()


def test_the_page_is_usable_on_a_small_screen(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    rows = (("4.14E+10", "A" * 60, "B" * 60, "", "", "x" * 90),)
    opened(scene, page, write_list(tmp_path / f"{'list' * 30}.csv", (*rows, ("+41225550123",)), (*TITLES, "Datei")))
    for fold in (page.setup._columns_fold, page.setup._options_fold):
        fold.button.click()
    for view in (page.setup, page.run, page.overview):
        assert view.minimumSizeHint().width() <= 780
    page.resize(780, 560)
    scene.qtbot.waitUntil(lambda: page.setup.width() == 780)
    table = page.setup.table
    assert table.columnWidth(REASON) >= 200, "what is wrong can be read"
    assert table.horizontalScrollBar().maximum() == 0


def test_a_list_that_was_not_chosen_leads_back(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    def think_better_of_it() -> None:
        page.overview.new_wanted.emit()
        page.setup.findChildren(QFileDialog)[-1].reject()

    think_better_of_it()
    assert page.overview.isVisible()
    opened(scene, page, write_list(tmp_path / "list.csv", (("+41225550123", "B", ""),), TITLES))
    started(scene, page)
    think_better_of_it()
    assert page.run.isVisible()


def test_columns_can_be_corrected(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    rows = (("+41225550123", "+41445550123"), ("+41225550124", "+41445550124"))
    opened(scene, page, write_list(tmp_path / "list.csv", rows, ("Fax", "Zentrale")))
    box = page.setup.columns[ListField.TO]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    scene.qtbot.waitUntil(lambda: texts(page, TO) == ["+41 44 555 01 23", "+41 44 555 01 24"])


def test_a_list_that_cannot_be_read_says_why(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    choose(page, write_list(tmp_path / "list.csv", (("A", "B"),), ("Firma", "Ort")))
    scene.qtbot.waitUntil(lambda: "No column has the fax numbers" in page.setup.messages.text)
    assert not page.setup._start.isEnabled()


def test_a_batch_is_followed_paused_resumed_and_cancelled(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", [(one, "", "") for one in numbers(30)], TITLES))
    batch = started(scene, page)
    assert page.run.pause.isVisible()
    step(scene)
    finish(scene, batch)
    renewed(scene, page)
    scene.qtbot.waitUntil(lambda: page.run.progress_text.text().startswith("20 delivered, 10 waiting"))
    assert (page.run.bar.value(), page.run.bar.maximum()) == (20, 30)
    assert texts(page, STATE)[0] == "Delivered"
    page.run.pause.click()
    scene.qtbot.waitUntil(page.run.resume.isVisible)
    step(scene)
    assert scene.store.batches.open_recipients(batch) == ()
    page.run.resume.click()
    scene.qtbot.waitUntil(page.run.pause.isVisible)
    page.run.cancel.click()
    page.run._ask("cancel")
    scene.qtbot.waitUntil(lambda: not page.run.cancel.isVisible())
    found = scene.store.batches.get(batch)
    assert found is not None
    assert found.state is BatchState.CANCELLED
    assert scene.store.batches.counts(found).cancelled == 10


def test_a_row_is_mended_in_its_place_while_the_batch_runs(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", (("?", "A", ""), ("+41225550123", "B", "")), TITLES))
    batch = started(scene, page)
    model = page.run.table.rows
    model.setData(model.index(0, TO), "044 555 01 23")
    scene.qtbot.waitUntil(lambda: texts(page, STATE) == ["Waiting", "Waiting"])
    assert [row.state for row in scene.store.batches.statuses(batch)] == [RowState.WAITING, RowState.WAITING]


def test_a_number_is_written_into_the_list_that_it_was_entered_in(
    scene: Scene, page: BatchPage, tmp_path: Path
) -> None:
    rows = (("?", "A", ""), ("+41225550123", "B", ""))
    opened(scene, page, write_list(tmp_path / "one.csv", rows, TITLES))
    first = started(scene, page)
    page._show_overview()
    opened(scene, page, write_list(tmp_path / "other.csv", (*rows, ("+41225550124", "C", "")), TITLES))
    other = started(scene, page)
    page.show_batch(first)
    scene.qtbot.waitUntil(lambda: page.run.table.rows.rowCount() == 2)
    model = page.run.table.rows
    model.setData(model.index(0, TO), "044 555 01 23")
    # Before anybody has looked at the number.
    page.show_batch(other)
    scene.qtbot.waitUntil(lambda: scene.store.batches.statuses(first)[0].state == RowState.WAITING)
    assert scene.store.batches.statuses(other)[0].state == RowState.REFUSED


def test_a_batch_that_has_stopped_asks_in_the_main_window(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", [(one, "", "") for one in numbers(30)], TITLES))
    batch = started(scene, page)
    step(scene)
    finish(scene, batch, State.FAILED)
    step(scene)
    renewed(scene, page)
    words = "more than the limit of 20 percent"
    scene.qtbot.waitUntil(lambda: words in page.run.messages.text and page.run.resume.isVisible())
    scene.qtbot.waitUntil(lambda: words in scene.window.host.message_bar.text)
    page.run.resume.click()
    scene.qtbot.waitUntil(lambda: words not in scene.window.host.message_bar.text)


def test_a_list_that_is_started_twice_says_so(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    path = write_list(tmp_path / "list.csv", (("+41225550123", "B", ""),), TITLES)
    opened(scene, page, path)
    batch = started(scene, page)
    step(scene)
    finish(scene, batch)
    step(scene)
    opened(scene, page, path)
    assert started(scene, page) == batch
    assert "not sent again: 1" in page.run.messages.text
    page._start_again()
    scene.qtbot.waitUntil(lambda: page.run._identity not in ("", batch))


def test_the_summary_is_saved_where_the_user_says(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", (("+41225550123", "B", ""),), TITLES))
    started(scene, page)
    for path in (tmp_path / "out.pdf", tmp_path / "out.csv"):
        page.run._save(str(path))
        scene.qtbot.waitUntil(path.exists)
    with closing(pypdfium2.PdfDocument(tmp_path / "out.pdf")) as document:
        text = " ".join(document[0].get_textpage().get_text_range().split())
    assert text.startswith("Summary of a list List list.csv Started ")
    assert " Waiting " in text, "the words are those of the window"
    assert "+41 22 555 01 23" in (tmp_path / "out.csv").read_text("utf-8-sig")


def test_all_batches_are_listed(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", (("+41225550123", "B", ""),), TITLES))
    batch = started(scene, page)
    page._show_overview()
    scene.qtbot.waitUntil(lambda: page.overview.table.rowCount() == 1)
    shown = [button.text().replace("&", "") for button in page.overview.findChildren(QPushButton) if button.isVisible()]
    assert sorted(shown) == ["Send to a list\N{HORIZONTAL ELLIPSIS}", "Show"]
    model = page.overview.table.model()
    assert [model.index(0, column).data() for column in (0, 2, 3)] == ["list.csv", "Running", "1 waiting"]
    page.overview.table.selectRow(0)
    page.overview.show_button.click()
    assert page.run._identity == batch


def test_enter_opens_a_batch_and_neither_starts_nor_pauses_one(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    pressed: list[str] = []
    for button in page.findChildren(QPushButton):
        button.clicked.connect(partial(pressed.append, button.text()))
    choose(page, write_list(tmp_path / "list.csv", (("+41225550123", "B", ""),), TITLES))
    page.setup._documents_chosen((resource_path("sample.pdf"),))
    scene.qtbot.waitUntil(page.setup._start.isEnabled)
    for field in (page.setup._pace, page.setup.table):
        field.setFocus()
        scene.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not pressed
    batch = started(scene, page)
    page._show_overview()
    scene.qtbot.waitUntil(lambda: page.overview.table.rowCount() == 1)
    pressed.clear()
    # Only there has a widget the focus that Qt goes by.
    page.activateWindow()
    scene.qtbot.waitUntil(page.isActiveWindow)
    page.overview.table.setFocus()
    scene.qtbot.keyClick(page.overview.table, Qt.Key.Key_Return)
    assert page.run._identity == batch
    scene.qtbot.waitUntil(page.run.pause.isVisible)
    page.run.table.setFocus()
    scene.qtbot.keyClick(page.run.table, Qt.Key.Key_Return)
    assert not pressed
    page.run.pause.setFocus()
    scene.qtbot.keyClick(page.run.pause, Qt.Key.Key_Return)
    assert pressed == ["&Pause"]


def test_the_page_closes_with_the_window(scene: Scene, page: BatchPage) -> None:
    """After that there is nothing any more that it could show rows of."""
    scene.window.close()
    assert not page.isVisible()
    assert part(scene.window, BatchController).page is None


def test_the_proof_of_a_batch_that_has_ended_is_saved(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    opened(scene, page, write_list(tmp_path / "list.csv", [(number, "", "") for number in numbers(2)], TITLES))
    batch = started(scene, page)
    step(scene)
    renewed(scene, page)
    assert not page.run.prove.isVisible()
    finish(scene, batch, State.CANCELLED)
    step(scene)
    renewed(scene, page)
    page.run.prove.click()
    chooser = page.run.findChildren(QFileDialog)[-1]
    assert Path(chooser.selectedFiles()[0]).name == "list proof.pdf"
    chooser.fileSelected.emit(str(tmp_path / "out.pdf"))
    chooser.close()
    assert not page.run.prove.isEnabled()
    scene.qtbot.waitUntil(lambda: "The proof is saved as out.pdf." in page.run.messages.text)
    assert page.run.prove.isEnabled()
    with (tmp_path / "out.pdf").open("rb") as file:
        assert check_seal(file).state is SealState.HOLDS
    page.run.prove.click()
    chooser = page.run.findChildren(QFileDialog)[-1]
    chooser.fileSelected.emit(str(tmp_path / "other.pdf"))
    chooser.close()
    page.run.open("another")
    assert page.run.prove.isEnabled()
    scene.qtbot.waitUntil((tmp_path / "other.pdf").exists)
    page.run._proved(batch, ())
    assert "other.pdf" not in page.run.messages.text, "it is of another batch"
    page.run.open(batch)
    renewed(scene, page)
    page.run.prove.click()
    chooser = page.run.findChildren(QFileDialog)[-1]
    chooser.fileSelected.emit(str(tmp_path / "nowhere" / "out.pdf"))
    chooser.close()
    scene.qtbot.waitUntil(lambda: "Its folder is not there." in page.run.messages.text)


def test_what_became_of_the_proof_beside_the_list_is_said(scene: Scene, page: BatchPage, tmp_path: Path) -> None:
    settings = scene.window.host.settings_file
    settings.change(lambda present: present._replace(proof_beside=True))
    opened(scene, page, write_list(tmp_path / "list.csv", [(number, "", "") for number in numbers(1)], TITLES))
    batch = started(scene, page)
    step(scene)
    finish(scene, batch)
    step(scene)
    scene.clock.turn(minutes=1)
    request = scene.store.proofs.next_batch()
    assert request is not None
    assert (request.batch, request.folder) == (batch, tmp_path)
    scene.store.proofs.settle_batch(batch, "The proof was put beside the list: list.pdf")
    renewed(scene, page)
    scene.qtbot.waitUntil(lambda: "The proof was put beside the list: list.pdf" in page.run.messages.text)
    page.run.messages.clear()
    renewed(scene, page)
    assert page.run.messages.text == "", "it was read"


def test_who_has_no_batch_yet_is_told_how_to_begin(scene: Scene, page: BatchPage) -> None:
    scene.qtbot.waitUntil(page.overview.empty.isVisible)
    assert not page.overview.table.isVisible()
    # One word for one thing, and one button for it.
    name = scene.window.actions_[ActionId.BATCHES].text().replace("&", "")
    assert page.windowTitle() == name.removesuffix("\N{HORIZONTAL ELLIPSIS}")
    (button,) = (button for button in page.findChildren(QPushButton) if button.isVisible())
    assert button.text().replace("&", "") == name
    with scene.qtbot.waitSignal(page.overview.new_wanted):
        button.click()
    for chooser in page.findChildren(QFileDialog):
        chooser.close()


def test_how_to_mend_rows_is_said_once(no_language: None) -> None:
    said = left_out_text(1, 1, 1, all_or_none=False)
    errors, doubts = "1 row with an error is left out.", "The number of 1 row may be wrong."
    mend, same = (
        "Double-click one, or press F2, to mend it.",
        "1 row asks for the same fax as another, which is sent once.",
    )
    assert said == f"{errors} {doubts} {mend} {same}"
    assert left_out_text(0, 1, 0, all_or_none=False) == same
