"""The page of newer versions: whether FaxDesk looks for them, where, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk import __version__
from faxdesk.core.release import is_newer
from faxdesk.core.settings import RELEASE_FEED
from faxdesk.core.times import from_ms
from faxdesk.ui.settings.page import Page
from faxdesk.ui.widgets.fax_texts import time_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.core.settings import Settings
    from faxdesk.store.release_record import ReleaseRecord
    from faxdesk.store.settings_file import SettingsFile


class ReleasesPage(Page):
    """What is chosen and known of newer versions."""

    def __init__(self, file: SettingsFile, record: ReleaseRecord, parent: QWidget | None = None) -> None:
        super().__init__("", file, parent)
        self.title = self.tr("New versions")
        look = self.form.check(
            "look_for_releases",
            self.tr("Tell me about &new versions of FaxDesk"),
            self.tr(
                "Looked at twice a day at most. Nothing about you, your faxes or this computer is sent, and nothing is"
                " downloaded or installed."
            ),
        )
        self.form.line(
            "release_feed",
            self.tr("&Release feed"),
            self.tr("Leave it as it is, unless your company has a feed of its own."),
            standing_for_nothing=RELEASE_FEED,
        )
        look.toggled.connect(self._enable_feed)
        self._enable_feed(look.isChecked())
        if last_look := self._last_look(file.settings, record):
            self.form.say(last_look)

    def _enable_feed(self, looked_at: bool) -> None:
        self.form.enable("release_feed", usable=looked_at)

    def _last_look(self, settings: Settings, record: ReleaseRecord) -> str:
        """Return what came of the last look at the feed of the settings, an empty text where there was none."""
        try:
            at = time_text(from_ms(record.looked)) if record.looked > 0 else ""
        except OverflowError:
            return ""
        if not at or record.feed != settings.release_feed:
            return ""
        if record.trouble:
            return self.tr("Last looked {at}; could not be read: {why}").format(at=at, why=record.trouble)
        if is_newer(record.version, __version__):
            return self.tr("Last looked {at}: FaxDesk {newer} is there.").format(at=at, newer=record.version)
        return self.tr("Last looked {at}: nothing newer.").format(at=at)
