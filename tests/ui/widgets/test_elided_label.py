"""A name that may be of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_what_does_not_fit_is_left_out_in_the_middle_and_whole_in_the_tip(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("Recall in November, with a name that is rather long.csv")
    label.resize(label.sizeHint())
    label.show()
    assert label.shown_text() == label.text()
    assert not label.toolTip()
    label.resize(150, label.height())
    assert "\N{HORIZONTAL ELLIPSIS}" in label.shown_text()
    assert label.shown_text().endswith("csv")
    assert "rather long.csv" in label.toolTip()
    assert label.minimumSizeHint().width() < 150


def test_the_tip_is_that_of_the_text_that_is_shown(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(150, 20)
    label.show()
    label.setText("Reading a list with a name that is rather long.csv…")
    label.setText("Recall in November, with a name that is rather long.csv")
    assert "Recall in November" in label.toolTip()
    label.setText("Recall.csv")
    assert not label.toolTip()
