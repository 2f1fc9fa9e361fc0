"""The button "Templates": what faxes of one kind have in common is kept under a name, and fills the fields again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from faxdesk.core.cover import CoverPage
from faxdesk.core.fax_template import FaxTemplate
from faxdesk.core.settings import Settings
from faxdesk.store.fax_templates import FaxTemplates
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.template_button import TemplateButton
from faxdesk.ui.compose.template_dialog import TemplateDialog
from tests.ui.accessible_names import nameless
from tests.ui.compose.compose_backend import GOOD, OTHER, ZURICH, draft_of, kept

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

WEEKLY = FaxTemplate(((GOOD, "Dental practice"),), "Weekly report", CoverPage("", "Example Ltd", "Report"))


def opened(qtbot: QtBot, backend: Backend) -> ComposeDialog:
    dialog = ComposeDialog(backend, Settings(), zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def button(dialog: ComposeDialog) -> TemplateButton:
    (found,) = dialog.findChildren(TemplateButton)
    return found


def names(dialog: ComposeDialog) -> list[str]:
    return [one.text() for one in button(dialog).entries.actions() if not one.isSeparator()][:-2]


def choose(qtbot: QtBot, dialog: ComposeDialog, name: str) -> None:
    qtbot.waitUntil(lambda: name in names(dialog))
    next(one for one in button(dialog).entries.actions() if one.text() == name).trigger()


def stored(backend: Backend) -> dict[str, FaxTemplate]:
    return FaxTemplates(backend.factory.folder.templates).all()


def test_a_template_fills_the_fields_and_loses_nothing_that_was_written(qtbot: QtBot, backend: Backend) -> None:
    FaxTemplates(backend.factory.folder.templates).keep("Weekly & more", WEEKLY)
    dialog = opened(qtbot, backend)
    dialog.recipients_field.add([OTHER])
    dialog.comment_edit.setPlainText("Urgent")
    choose(qtbot, dialog, "Weekly && more")
    assert dialog.recipients_field.numbers == (OTHER, GOOD)
    assert dict(dialog.recipients_field.names) == {GOOD: "Dental practice"}
    assert dialog.comment_edit.words == "Urgent\nWeekly report"
    assert dialog.cover_field.filled_in is not None
    assert dialog.cover_field.filled_in.page == WEEKLY.cover
    choose(qtbot, dialog, "Weekly && more")
    assert dialog.recipients_field.numbers == (OTHER, GOOD)
    assert dialog.comment_edit.words == "Urgent\nWeekly report", "twice is once"


def test_what_is_wanted_of_a_fax_is_kept_under_a_name(qtbot: QtBot, backend: Backend) -> None:
    dialog = opened(qtbot, backend)
    assert names(dialog) == ["No templates yet"]
    assert not button(dialog).keep_action.isEnabled(), "there is nothing to keep"
    dialog.recipients_field.add([GOOD])
    dialog.comment_edit.setPlainText("Weekly report")
    button(dialog).ask()
    (asked,) = dialog.findChildren(TemplateDialog)
    assert nameless(asked) == []
    assert not asked.save.isEnabled(), "it has no name"
    assert not asked.cover.isEnabled(), "there is no cover page"
    qtbot.keyClicks(asked.name, "Weekly")
    asked.recipients.setChecked(False)
    asked.comment.setChecked(False)
    assert not asked.save.isEnabled(), "nothing is in it"
    asked.comment.setChecked(True)
    asked.save.click()
    qtbot.waitUntil(lambda: stored(backend) == {"Weekly": FaxTemplate(comment="Weekly report")})
    qtbot.waitUntil(lambda: names(dialog) == ["Weekly"])
    button(dialog).ask()
    asked = dialog.findChildren(TemplateDialog)[-1]
    asked.name.setText("Weekly")
    assert "takes the place" in asked.note.text()
    asked.reject()


def test_a_template_is_deleted(qtbot: QtBot, backend: Backend) -> None:
    FaxTemplates(backend.factory.folder.templates).keep("Weekly", WEEKLY)
    dialog = opened(qtbot, backend)
    qtbot.waitUntil(lambda: names(dialog) == ["Weekly"])
    (removal,) = button(dialog).removal.actions()
    removal.trigger()
    qtbot.waitUntil(lambda: names(dialog) == ["No templates yet"])
    assert stored(backend) == {}
    assert not button(dialog).removal.isEnabled()


def test_a_template_that_cannot_be_kept_is_said_in_the_dialog(qtbot: QtBot, backend: Backend) -> None:
    dialog = opened(qtbot, backend)
    dialog.comment_edit.setPlainText("Weekly report")
    backend.factory.folder.templates.mkdir()
    button(dialog).ask()
    (asked,) = dialog.findChildren(TemplateDialog)
    asked.name.setText("Weekly")
    asked.save.click()
    qtbot.waitUntil(lambda: "template could not be kept" in dialog.message_bar.text)


def test_a_waiting_fax_is_changed_without_templates(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    submission = kept(qtbot, backend, draft_of([sample_pdf], days=2))
    dialog = ComposeDialog.for_change(backend, Settings(), submission, submission.recipients[0], zone=ZURICH)
    qtbot.addWidget(dialog)
    assert button(dialog).isHidden()


@pytest.mark.qt_log_ignore("propagateSizeHints", r"does not support (raise\(\)|grabbing the keyboard)")
def test_a_menu_that_is_open_stays_as_it_is(qtbot: QtBot, backend: Backend) -> None:
    FaxTemplates(backend.factory.folder.templates).keep("Weekly", WEEKLY)
    dialog = opened(qtbot, backend)
    qtbot.waitUntil(lambda: names(dialog) == ["Weekly"])
    menu, chosen = button(dialog).entries, list[FaxTemplate]()
    button(dialog).chosen.connect(chosen.append)
    menu.popup(QPoint())
    (weekly, *_others) = menu.actions()
    button(dialog)._fill({"Monthly": WEEKLY})
    assert names(dialog) == ["Weekly"]
    weekly.trigger()
    assert chosen == [], "it is gone"
    menu.close()
    menu.popup(QPoint())
    assert names(dialog) == ["Monthly"]
    assert [one.text() for one in button(dialog).removal.actions()] == ["Monthly"]
    assert len(menu.findChildren(QMenu)) == 1
    menu.close()
