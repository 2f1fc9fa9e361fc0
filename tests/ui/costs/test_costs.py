"""The page of costs: what it shows, what it speaks, and the table that is written of it."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from faxdesk.core.model import Fax
from faxdesk.services.cost_report import CostLine
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.costs import controller
from faxdesk.ui.costs.page import CostsPage
from faxdesk.ui.widgets import tokens
from tests.ui.accessible_names import nameless
from tests.ui.window_scene import NOW, SENDER, Scene, part, scene_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

MONTH = date(2026, 11, 1)


def row(page: CostsPage, place: int) -> list[str]:
    items = [page.table.item(place, column) for column in range(page.table.columnCount())]
    return [item.text() for item in items if item is not None]


@pytest.fixture
def page(qtbot: QtBot) -> CostsPage:
    page = CostsPage()
    qtbot.addWidget(page)
    return page


def test_a_cost_that_nobody_knows_is_not_0(page: CostsPage) -> None:
    page.show_lines([CostLine(MONTH, SENDER, 2, 1, 5, 0.0, 2), CostLine(MONTH, "", 1, 1, 3, 0.0, 0)])
    assert row(page, 0)[5:] == ["", "2"]
    assert row(page, 1)[1] == "Unknown"
    assert row(page, 1)[5:] == ["0", ""]
    assert page.total.text() == "3 faxes cost 0 together, without 2 faxes whose cost is not known."
    page.show_lines([CostLine(MONTH, SENDER, 2, 1, 5, 0.0, 2)])
    assert page.total.text() == "Fax.Plus has not told the cost of any of 2 faxes."
    assert page.table.rowCount() == 1


def test_costs_can_be_compared_down_their_column(page: CostsPage) -> None:
    page.show_lines([CostLine(MONTH, SENDER, 9, 9, 9, 88.2, 0), CostLine(MONTH, "", 2, 2, 2, 74.0, 0)])
    assert [row(page, place)[5] for place in range(2)] == ["88.20", "74.00"]
    page.show_lines([CostLine(MONTH, SENDER, 9, 9, 9, 88.0, 0), CostLine(MONTH, "", 2, 2, 2, 74.0, 0)])
    assert [row(page, place)[5] for place in range(2)] == ["88", "74"]


def test_a_month_does_not_run_into_the_number_beside_it(page: CostsPage) -> None:
    page.show_lines([CostLine(date(2026, 9, 1), SENDER, 1, 1, 1, 1.0, 0)])
    page.show()
    words = page.fontMetrics().horizontalAdvance(row(page, 0)[0])
    assert page.table.columnWidth(0) >= words + tokens.SPACE_L


def test_the_first_column_speaks_its_row(page: CostsPage) -> None:
    page.show_lines([CostLine(MONTH, SENDER, 3, 2, 7, 4.5, 1)])
    item = page.table.item(0, 0)
    assert item is not None
    spoken = str(item.data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("November 2026, +41 44 555 01 00, Faxes: 3, Delivered: 2, Pages: 7, Cost: 4.50")
    assert spoken.endswith("Cost not known: 1"), "and not only “not known”"
    assert not nameless(page)


def test_without_faxes_nothing_can_be_saved(page: CostsPage) -> None:
    page.show_lines([])
    assert page.total.text() == "Nothing was sent yet."
    assert not page.export_button.isEnabled()


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(controller, "AGAIN_MS", 10)
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        yield scene


def test_the_page_follows_what_is_sent_and_writes_what_it_shows(scene: Scene, tmp_path: Path) -> None:
    scene.store.service_mirror.keep_faxes([Fax("one", "success", "+41445550123", SENDER, cost=1.5, started_at=NOW)])
    scene.window.actions_[ActionId.COSTS].trigger()
    page = part(scene.window, CostsPage)
    scene.qtbot.waitUntil(lambda: page.total.text() == "1 fax cost 1.50 together.")
    earlier = NOW - timedelta(days=40)
    scene.store.service_mirror.keep_faxes([Fax("two", "success", "+41445550123", SENDER, cost=2, started_at=earlier)])
    scene.changed()
    scene.qtbot.waitUntil(lambda: page.total.text() == "2 faxes cost 3.50 together.")
    page.export_button.click()
    page.findChildren(QFileDialog)[0].fileSelected.emit(str(tmp_path / "costs.csv"))
    scene.qtbot.waitUntil((tmp_path / "costs.csv").exists)
    with (tmp_path / "costs.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["Cost"] for line in csv.DictReader(file)] == ["1.5", "2"]
    scene.qtbot.waitUntil(lambda: "costs.csv" in scene.window.host.message_bar.text)
