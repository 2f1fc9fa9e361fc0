"""What the settings say about looking for newer versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from faxdesk.core.settings import RELEASE_FEED, Settings
from faxdesk.core.times import to_ms, utc_now
from faxdesk.store.release_record import ReleaseRecord
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.settings.releases_page import ReleasesPage
from faxdesk.ui.widgets.fax_texts import time_text
from tests.ui.accessible_names import the

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

OTHER = "https://updates.example.com/latest.json"
NOW = utc_now()
AT = time_text(NOW)


def page(qtbot: QtBot, folder: Path, settings: Settings, record: ReleaseRecord | None = None) -> ReleasesPage:
    file = SettingsFile(folder / "settings.json")
    file.save(settings)
    made = ReleasesPage(file, record or ReleaseRecord())
    qtbot.addWidget(made)
    return made


def texts(shown: ReleasesPage) -> list[str]:
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
def test_what_came_of_the_last_look_is_told(
    qtbot: QtBot, tmp_path: Path, record: ReleaseRecord, said: list[str]
) -> None:
    assert texts(page(qtbot, tmp_path, Settings(look_for_releases=True), record)) == said


def test_an_address_can_be_typed_where_newer_versions_are_wanted(qtbot: QtBot, tmp_path: Path) -> None:
    shown = page(qtbot, tmp_path, Settings())
    feed = the(shown, QLineEdit)
    assert (feed.text(), feed.isEnabled()) == (RELEASE_FEED, False)
    told: list[tuple[str, object]] = []
    shown.chosen.connect(lambda name, value: told.append((name, value)))
    the(shown, QCheckBox).click()
    assert feed.isEnabled()
    feed.clear()
    qtbot.keyClicks(feed, OTHER)
    shown.form.commit()
    assert told == [("look_for_releases", True), ("release_feed", OTHER)]
    the(shown, QCheckBox).click()
    assert not feed.isEnabled()
