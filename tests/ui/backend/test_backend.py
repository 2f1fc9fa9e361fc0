"""The backend's own rules: what it writes, and from where."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from faxdesk.core.errors import FaxDeskError
from faxdesk.services.events import Condition, Link
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.undo_holds import UndoHolds
from faxdesk.ui.backend.backend import FOLLOW, PREFETCH, Backend
from faxdesk.ui.backend.deferred_factory import DeferredFactory
from tests.ui.compose.compose_backend import backend_at

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.store.store import Store


def test_the_holds_are_ended_at_the_end_but_not_from_the_main_thread(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers: list[threading.Thread] = []
    real = UndoHolds.end

    def end(self: UndoHolds) -> tuple[str, ...]:
        writers.append(threading.current_thread())
        return real(self)

    monkeypatch.setattr(UndoHolds, "end", end)
    with backend_at(tmp_path / "data"):
        assert writers == []
    assert len(writers) == 1
    assert writers[0] is not threading.main_thread()


def test_no_list_that_is_sorted_holds_up_what_was_held(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorting, sorted_ = threading.Event(), threading.Event()
    while_sorting: list[bool] = []
    real = UndoHolds.end

    def end(self: UndoHolds) -> tuple[str, ...]:
        while_sorting.append(not sorted_.is_set())
        return real(self)

    def sort(_store: Store, cancel: CancelToken) -> None:
        sorting.set()
        assert isinstance(cancel, threading.Event)
        cancel.wait(60)
        sorted_.set()

    monkeypatch.setattr(UndoHolds, "end", end)
    with backend_at(tmp_path / "data") as backend:
        with qtbot.waitSignal(backend.changed, timeout=60_000):
            backend.request(None, lambda _services: None)
        backend.with_store(backend, sort)
        assert sorting.wait(60)
    assert while_sorting == [True]


def test_only_a_trouble_of_what_fetches_pages_tells_of_the_link(qtbot: QtBot, tmp_path: Path) -> None:
    """It asks for nothing while there is nothing to fetch: that it is content is no proof of a link."""
    backend = Backend(DeferredFactory(DataFolder(tmp_path / "data")))
    trouble, works = Condition(Link.OFFLINE, FaxDeskError("There is no network.")), Condition(Link.ONLINE)
    seen: list[Condition] = []
    for source, condition in ((PREFETCH, works), (FOLLOW, works), (PREFETCH, trouble), (PREFETCH, works)):
        backend._receive(source, condition)
        seen.append(backend.condition)
    assert [one.link for one in seen] == [Link.UNKNOWN, Link.ONLINE, Link.OFFLINE, Link.ONLINE]


def test_the_end_does_not_wait_for_holds_that_cannot_be_ended(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.ui.backend.backend.LAST_SECONDS", 60.0)
    factory = DeferredFactory(DataFolder(tmp_path / "data"))
    backend = Backend(factory)
    backend.start()
    factory.give_up()
    begun = time.monotonic()
    assert backend.stop()
    assert time.monotonic() - begun < 60.0


def test_a_command_that_fails_is_told_even_where_nobody_waits_for_it(qtbot: QtBot, tmp_path: Path) -> None:
    with backend_at(tmp_path / "data") as backend:
        told: list[FaxDeskError] = []
        backend.failed.connect(told.append)

        def fail(_services: object) -> None:
            raise FaxDeskError("It failed.")

        backend.request(None, fail)
        qtbot.waitUntil(lambda: [error.title for error in told] == ["It failed."])


def test_what_was_written_is_carried_out_though_its_dialog_has_gone(qtbot: QtBot, tmp_path: Path) -> None:
    with backend_at(tmp_path / "data") as backend:
        heard: list[int] = []
        dialog, may_end = QObject(), threading.Event()
        backend.request(dialog, lambda _services: may_end.wait(20), heard.append)
        dialog.deleteLater()
        QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
        with qtbot.waitSignal(backend.changed, timeout=20_000):
            may_end.set()
        assert heard == []
