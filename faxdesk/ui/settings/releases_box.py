"""Whether FaxDesk looks for newer versions of itself, where, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QGroupBox, QLabel, QLineEdit, QWidget

from faxdesk import __version__
from faxdesk.core.release import is_newer
from faxdesk.core.settings import RELEASE_FEED
from faxdesk.core.times import from_ms
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.fax_texts import time_text

if TYPE_CHECKING:
    from faxdesk.core.settings import Settings
    from faxdesk.store.release_record import ReleaseRecord


class ReleasesBox(QGroupBox):
    """The part of the settings that is about newer versions."""

    def __init__(self, settings: Settings, record: ReleaseRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = settings.release_feed
        self.setTitle(self.tr("New versions"))
        self._look = QCheckBox(self.tr("Tell me about &new versions of FaxDesk"))
        self._look.setChecked(settings.look_for_releases)
        self.feed = QLineEdit("" if settings.release_feed == RELEASE_FEED else settings.release_feed)
        self.feed.setAccessibleName(self.tr("Release feed"))
        self.feed.setPlaceholderText(RELEASE_FEED)
        self.feed.setEnabled(settings.look_for_releases)
        self._look.toggled.connect(self.feed.setEnabled)
        form = QFormLayout(self)
        form.setVerticalSpacing(tokens.SPACE_S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._look)
        form.addRow(self.tr("&Release feed"), self.feed)
        hint = self.tr(
            "Looked at twice a day at most. Nothing about you, your faxes or this computer is sent, and nothing is"
            " downloaded or installed."
        )
        for text in filter(None, (hint, self._last_look(settings, record))):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            form.addRow(label)

    @property
    def look_for_releases(self) -> bool:
        """Whether newer versions are to be told of."""
        return self._look.isChecked()

    @property
    def release_feed(self) -> str:
        """The address of the feed as it was typed; as it was before where it was left alone, or none is looked at."""
        left_alone = not self.look_for_releases or not self.feed.isModified()
        return self._before if left_alone else self.feed.text()

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
