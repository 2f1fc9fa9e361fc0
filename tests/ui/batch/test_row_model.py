"""The rows of a batch on the screen: what has not changed is neither read again nor drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt

from faxdesk.store.batch_records import RowStatus
from faxdesk.ui.batch.row_model import PAGE, STATE, BatchRowModel
from faxdesk.ui.widgets.fax_texts import NumberFormatter

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def rows(count: int) -> list[RowStatus]:
    return [
        RowStatus(place, place + 1, f"+4122556{place:04}", "", "", "", "", "", "waiting", "")
        for place in range(1, count + 1)
    ]


@pytest.fixture
def model(qtbot: QtBot) -> BatchRowModel:
    model = BatchRowModel(NumberFormatter())
    model.window = lambda: range(20)
    return model


def test_only_rows_that_have_changed_are_drawn_again(model: BatchRowModel) -> None:
    listed, reads, drawn = rows(2 * PAGE), [0], list[tuple[int, int]]()

    def read(first: int, count: int) -> Sequence[RowStatus]:
        reads[0] += 1
        return listed[first : first + count]

    def note(first: QModelIndex, last: QModelIndex) -> None:
        drawn.append((first.row(), last.row()))

    model.show(read, len(listed), {0: tuple(listed[:PAGE])})
    model.dataChanged.connect(note)
    assert model.shown_pages() == (0,)
    model.renew(len(listed), {0: tuple(listed[:PAGE])})
    assert drawn == []
    changed = [*listed[:7], replace(listed[7], state="delivered"), *listed[8:]]
    model.renew(len(changed), {0: tuple(changed[:PAGE])})
    assert drawn == [(7, 7)]
    assert model.index(7, STATE).data() == "Delivered"
    assert reads == [0]
    # What is not on the screen is read when it is scrolled to.
    assert model.index(PAGE + 3, STATE).data() == "Waiting"
    assert reads == [1]
    model.renew(len(changed))
    assert model.index(0, STATE).data(Qt.ItemDataRole.DisplayRole) == "Waiting"
