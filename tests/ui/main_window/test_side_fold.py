"""The details are there while something is chosen; a narrow window has them only where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.lifecycle import Event, State
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.widgets import tokens
from tests.ui.window_scene import Scene, asked_about, fax_in, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

WIDE, NARROW = tokens.FOLD_WIDTH, tokens.FOLD_WIDTH - 1


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data", prepare=[partial(fax_in, state=State.QUEUED)]) as scene:
        scene.work()
        scene.changed()
        yield scene


def shown(scene: Scene) -> bool:
    scene.settled()
    return part(scene.window, DetailsPane).isVisible()


def test_they_come_and_go_with_the_choice(scene: Scene) -> None:
    table = scene.window.lists.page.table
    assert not shown(scene)
    table.choose(0)
    assert shown(scene)
    table.clearSelection()
    assert not shown(scene)


def test_a_narrow_window_has_them_only_where_they_are_asked_for(scene: Scene) -> None:
    details = scene.window.actions_[ActionId.DETAILS]
    scene.window.lists.page.table.choose(0)
    scene.window.resize(NARROW, 600)
    assert (shown(scene), details.isChecked()) == (False, False)
    details.trigger()
    assert (shown(scene), details.isChecked()) == (True, True)
    details.trigger()
    scene.window.resize(WIDE, 600)
    assert (shown(scene), details.isChecked()) == (True, True)


def test_they_open_by_themselves_for_a_fax_that_only_the_user_can_settle(scene: Scene) -> None:
    details = scene.window.actions_[ActionId.DETAILS]
    asked, other = asked_about(scene.store), fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.window.resize(NARROW, 600)
    scene.choose(asked)
    assert (shown(scene), details.isChecked()) == (True, True)
    scene.choose(other)
    assert (shown(scene), details.isChecked()) == (False, False), "as the user wants them"
    scene.choose(asked)
    details.trigger()
    scene.changed()
    assert (shown(scene), details.isChecked()) == (False, False), "the user has closed them"
    assert scene.window._fold.wanted == (True, False)


def test_they_stay_while_the_fax_that_was_settled_is_chosen(scene: Scene) -> None:
    asked = asked_about(scene.store)
    scene.changed()
    scene.window.resize(NARROW, 600)
    scene.choose(asked)
    assert shown(scene)
    scene.store.delivery_queue.moved((asked,), Event.SEND_AGAIN)
    scene.changed()
    assert shown(scene), "what became of it can be read there"
    scene.window.lists.page.table.clearSelection()
    scene.window.lists.show_listing(Listing.SENT)
    assert not shown(scene)


def test_what_is_wanted_of_either_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "remembered"
    with scene_at(qtbot, folder) as first:
        first.window.resize(WIDE, 600)
        first.window.actions_[ActionId.DETAILS].trigger()
        first.window.resize(NARROW, 600)
        first.window.actions_[ActionId.DETAILS].trigger()
    with scene_at(qtbot, folder, show=False) as second:
        details = second.window.actions_[ActionId.DETAILS]
        seen = []
        for width in (WIDE, NARROW):
            second.window._fold.fit(width)
            seen.append(details.isChecked())
        assert seen == [False, True]
