"""Quit and Close window while a fax is being written: its question is asked, and the answer counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faxdesk.core.resources import resource_path
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from tests.ui.buttons import press

if TYPE_CHECKING:
    from tests.ui.window_scene import Scene


def writing(scene: Scene, *numbers: str) -> ComposeDialog:
    """Begin a new fax."""
    scene.window.new_fax()
    dialog = scene.window.findChildren(ComposeDialog)[-1]
    dialog.recipients_field.add(numbers)
    return dialog


ENDS = pytest.mark.parametrize("act", [ActionId.QUIT, ActionId.CLOSE])


@ENDS
def test_nothing_that_would_be_lost_is_open(scene: Scene, act: ActionId) -> None:
    writing(scene)
    scene.window.actions_[act].trigger()
    assert not scene.window.isVisible()


@ENDS
def test_what_is_being_written_is_kept_before_the_end(scene: Scene, act: ActionId) -> None:
    writing(scene, "+41445550123")
    writing(scene, "+41225550123")
    scene.window.actions_[act].trigger()
    scene.qtbot.waitUntil(lambda: not scene.window.isVisible())
    found = [one.draft.recipients for one in scene.store.drafts.all_open(9)]
    assert sorted(found) == [("+41225550123",), ("+41445550123",)]


@pytest.fixture
def full(scene: Scene) -> None:
    """No document can be kept any more."""
    spool = scene.backend.factory.folder.spool
    spool.rmdir()
    spool.write_text("in the way")


def writing_letter(scene: Scene, number: str) -> ComposeDialog:
    """Begin a new fax with a document."""
    dialog = writing(scene, number)
    assert isinstance(dialog.documents_field, DocumentsField)
    dialog.documents_field.add([resource_path("sample.pdf")])
    scene.qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    return dialog


@ENDS
@pytest.mark.usefixtures("full")
def test_each_fax_that_cannot_be_kept_is_asked_about(scene: Scene, act: ActionId) -> None:
    first, second = writing_letter(scene, "+41445550123"), writing_letter(scene, "+41225550123")
    scene.window.actions_[act].trigger()
    scene.qtbot.waitUntil(lambda: second.message_bar.asking)
    press(second, "Throw away")
    scene.qtbot.waitUntil(lambda: first.message_bar.asking)
    assert scene.window.isVisible()
    press(first, "Throw away")
    scene.qtbot.waitUntil(lambda: not scene.window.isVisible())


@ENDS
@pytest.mark.usefixtures("full")
def test_going_on_with_the_fax_ends_nothing_then_or_later(scene: Scene, act: ActionId) -> None:
    dialog = writing_letter(scene, "+41445550123")
    scene.window.actions_[act].trigger()
    scene.qtbot.waitUntil(lambda: dialog.message_bar.asking)
    press(dialog, "Keep editing")
    assert dialog.isVisible()
    dialog.reject()
    scene.qtbot.waitUntil(lambda: dialog.message_bar.asking)
    press(dialog, "Throw away")
    scene.settled()
    assert scene.window.isVisible()
