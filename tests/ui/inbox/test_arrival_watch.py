"""A fax that is received while the window is open is told once, and names nobody on a locked screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from faxdesk.core.model import Fax
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.inbox.arrival_watch import ArrivalWatch
from faxdesk.ui.inbox.controller import KEY, InboxController
from tests.ui.window_scene import NOW, SENDER, Scene, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.store.store import Store

CALLER = "+41445559999"


def comes(store: Store, name: str, **more: Any) -> None:
    fax = {"status": "success", "sender": CALLER, "pages": 2, "started_at": NOW, "read": False, **more}
    store.received_faxes.keep([Fax(name, to=SENDER, direction="incoming", **fax)], "uid", arrived=True)


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    def there(store: Store) -> None:
        comes(store, "there", started_at=NOW - timedelta(minutes=5))
        comes(store, "arriving", status="in_progress", pages=0)
        comes(store, "there too")

    with scene_at(qtbot, tmp_path / "data", prepare=[there]) as scene:
        scene.window.numbers.load()
        scene.window.numbers.loaded = True
        scene.work()
        yield scene


@pytest.fixture
def notices(scene: Scene) -> list[Notice]:
    told: list[Notice] = []
    watch = part(scene.window, ArrivalWatch)
    watch.told.connect(told.append)
    scene.qtbot.waitUntil(lambda: watch._after is not None and not watch._looking)
    return told


def look(scene: Scene) -> None:
    watch = part(scene.window, ArrivalWatch)
    scene.backend.changed.emit()
    scene.qtbot.waitUntil(lambda: not watch._looking)


def test_what_was_there_is_no_news_and_what_comes_is_told_once(scene: Scene, notices: list[Notice]) -> None:
    look(scene)
    assert notices == []
    comes(scene.store, "new")
    look(scene)
    look(scene)
    (notice,) = notices
    assert (notice.kind, notice.title, notice.text) == (
        NoticeKind.RECEIVED,
        "A fax was received",
        "Open FaxDesk to read it.",
    )
    assert notice.details == "From +41 44 555 99 99: 2 pages."
    assert notice.act is not None
    notice.act()
    page = part(scene.window, InboxController).page
    scene.qtbot.waitUntil(lambda: [row.id for row in page.list.table.rows()] == ["new"])
    assert scene.window.lists.current_key == KEY


def test_a_fax_that_was_arriving_is_told_when_it_has_arrived(scene: Scene, notices: list[Notice]) -> None:
    comes(scene.store, "arriving")
    look(scene)
    assert [notice.title for notice in notices] == ["A fax was received"]


def test_what_is_read_elsewhere_or_is_old_is_no_news(scene: Scene, notices: list[Notice]) -> None:
    comes(scene.store, "read", read=True)
    comes(scene.store, "old", started_at=NOW - timedelta(days=30))
    look(scene)
    assert notices == []


def test_several_are_told_together_until_somebody_looks(
    scene: Scene, notices: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene.window, "isActiveWindow", lambda: False)
    for name in "ab":
        comes(scene.store, name)
        look(scene)
    assert [notice.title for notice in notices] == ["A fax was received", "2 faxes were received"]
    assert {notice.key for notice in notices} == {"received"}, "the later one takes the place of the earlier"
    assert notices[-1].act is not None
    notices[-1].act()
    assert scene.window.lists.current_key == KEY
    QCoreApplication.sendEvent(scene.window, QEvent(QEvent.Type.WindowActivate))
    comes(scene.store, "c")
    look(scene)
    assert notices[-1].title == "A fax was received"


def test_who_is_at_the_window_has_seen_what_came_before(
    scene: Scene, notices: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene.window, "isActiveWindow", lambda: True)
    for name in "ab":
        comes(scene.store, name)
        look(scene)
    assert [notice.title for notice in notices] == ["A fax was received"] * 2
