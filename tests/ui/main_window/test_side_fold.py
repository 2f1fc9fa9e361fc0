"""The details are there while something is chosen; a narrow window has them only where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.lifecycle import State
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.widgets import tokens
from tests.ui.window_scene import Scene, fax_in, part, scene_at

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
