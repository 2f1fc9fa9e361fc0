"""What the settings say about looking for newer versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel

from faxdesk.core.settings import RELEASE_FEED, Settings
from faxdesk.core.times import to_ms, utc_now
from faxdesk.store.release_record import ReleaseRecord
from faxdesk.ui.settings.releases_box import ReleasesBox
from faxdesk.ui.widgets.fax_texts import time_text
from tests.ui.accessible_names import the

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

OTHER = "https://updates.example.com/latest.json"
NOW = utc_now()
AT = time_text(NOW)


def box(qtbot: QtBot, settings: Settings, record: ReleaseRecord | None = None) -> ReleasesBox:
    made = ReleasesBox(settings, record or ReleaseRecord())
    qtbot.addWidget(made)
    return made


def texts(shown: ReleasesBox) -> list[str]:
    return [label.text() for label in shown.findChildren(QLabel) if label.text().startswith("Last looked")]


def looked(**members: object) -> ReleaseRecord:
    return ReleaseRecord(looked=to_ms(NOW), feed=RELEASE_FEED, **members)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (ReleaseRecord(), []),
        (looked(), [f"Last looked {AT}: nothing newer."]),
        (looked(version="999.0.0"), [f"Last looked {AT}: FaxDesk 999.0.0 is there."]),
        (looked(version="<b>9</b>"), [f"Last looked {AT}: nothing newer."]),
        (looked(trouble="<b>No</b> network."), [f"Last looked {AT}; could not be read: <b>No</b> network."]),
        (ReleaseRecord(looked=10**18, feed=RELEASE_FEED), []),
        (ReleaseRecord(looked=-1, feed=RELEASE_FEED), []),
        (ReleaseRecord(looked=to_ms(NOW), feed=OTHER, trouble="Of another feed."), []),
    ],
)
def test_what_came_of_the_last_look_is_told(qtbot: QtBot, record: ReleaseRecord, said: list[str]) -> None:
    assert texts(box(qtbot, Settings(look_for_releases=True), record)) == said


def test_the_address_of_the_project_is_not_repeated(qtbot: QtBot) -> None:
    shown = box(qtbot, Settings(look_for_releases=True))
    assert shown.feed.text() == ""
    assert shown.feed.placeholderText() == RELEASE_FEED
    assert shown.release_feed == RELEASE_FEED


def test_an_address_counts_where_it_was_typed_and_newer_versions_are_wanted(qtbot: QtBot) -> None:
    shown = box(qtbot, Settings())
    assert not shown.feed.isEnabled()
    the(shown, QCheckBox).click()
    assert shown.feed.isEnabled()
    qtbot.keyClicks(shown.feed, OTHER)
    assert (shown.look_for_releases, shown.release_feed) == (True, OTHER)
    the(shown, QCheckBox).click()
    assert (shown.look_for_releases, shown.release_feed) == (False, RELEASE_FEED)
