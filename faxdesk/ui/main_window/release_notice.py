"""Tells in a line that there is a newer FaxDesk, where the user wants to know, and asks once whether he does."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from faxdesk import __version__
from faxdesk.core.errors import FaxDeskError
from faxdesk.core.release import is_newer, may_link
from faxdesk.store.release_record import ReleaseRecord
from faxdesk.ui.widgets.message_bar import MessageAction

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.store.release_record import ReleaseRecordFile
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.backend.threads import JobThread
    from faxdesk.ui.widgets.message_bar import MessageBar

_QUESTION = "release question"
_NOTICE = "newer release"
ASKED_AT_START = 2
"""The first start has enough to ask already."""
_LOOK_MS = 3_600_000
"""Milliseconds after which it is seen whether the feed is due again: a computer may have slept in between."""


class ReleaseNotice(QObject):
    """Looks for newer releases while the window is open, in the thread of `jobs`. What fails there is not told here.

    What the user says is written in the thread of `saves`, which no slow feed holds up.
    """

    def __init__(
        self,
        message_bar: MessageBar,
        settings_file: SettingsFile,
        file: ReleaseRecordFile,
        jobs: JobThread[object],
        saves: JobThread[object],
        parent: QObject,
        *,
        version: str = __version__,
    ) -> None:
        super().__init__(parent)
        self._message_bar, self._settings_file, self._file = message_bar, settings_file, file
        self._jobs, self._saves, self._version = jobs, saves, version
        self._looking = False
        self.record = ReleaseRecord()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        message_bar.dismissed.connect(self._dismissed)

    def begin(self, *, counts: bool) -> None:
        """Begin, once the window is whole. `counts` is True where the user has just started the program."""
        self._write(lambda record: replace(record, starts=record.starts + counts), self._begun)

    def settings_changed(self) -> None:
        """Go by the settings as they are now."""
        self._message_bar.take_back(_NOTICE)
        if self._settings.look_for_releases:
            self._message_bar.take_back(_QUESTION)
            self._timer.start()
            self._look()
        else:
            self._timer.stop()

    @property
    def _settings(self) -> Settings:
        return self._settings_file.settings

    def _begun(self, record: ReleaseRecord) -> None:
        self.record = record
        if self._settings.look_for_releases:
            self.settings_changed()
        elif not record.asked and record.starts >= ASKED_AT_START:
            self._ask()

    def _write(
        self,
        change: Callable[[ReleaseRecord], ReleaseRecord],
        done: Callable[[ReleaseRecord], None] | None = None,
    ) -> None:
        file = self._file
        self._saves.submit(self, lambda _context, _cancel: file.change(change), done or self._keep, self._in_silence)

    def _keep(self, record: ReleaseRecord) -> None:
        self.record = record

    def _in_silence(self, _error: FaxDeskError) -> None:
        """Leave it: nothing that the user does depends on it."""

    # -------------------------------------------------------------------------------------------- the question

    def _ask(self) -> None:
        host = QUrl(self._settings.release_feed).host()
        text = self.tr(
            "Shall FaxDesk tell you when there is a newer version? It then looks at {host} twice a day at most. It"
            " sends nothing about you, and installs nothing."
        )
        yes = MessageAction(self.tr("Tell me"), self._agree)
        self._message_bar.say(text.format(host=host), action=yes, key=_QUESTION, stays=True)
        self._write(lambda record: replace(record, asked=True))

    def _agree(self) -> None:
        file = self._settings_file

        def keep(_context: object, _cancel: CancelToken) -> Settings:
            return file.change(lambda settings: settings._replace(look_for_releases=True))

        self._saves.submit(self, keep, lambda _settings: self.settings_changed(), self._not_kept)

    def _not_kept(self, error: FaxDeskError) -> None:
        self._message_bar.fail(error, key=_QUESTION)

    # ------------------------------------------------------------------------------------------------ the feed

    def _look(self) -> None:
        self._tell()
        if self._looking:
            return
        self._looking = True
        self._jobs.submit(self, partial(_looked_at, self._file, self._settings), self._looked, self._not_looked)

    def _looked(self, record: ReleaseRecord) -> None:
        self._looking = False
        self.record = record
        self._tell()

    def _not_looked(self, _error: FaxDeskError) -> None:
        self._looking = False

    def _tell(self) -> None:
        record, settings = self.record, self._settings
        if (
            not settings.look_for_releases
            or record.feed != settings.release_feed
            or record.version == record.dismissed
            or is_newer(record.dismissed, record.version)
            or not is_newer(record.version, self._version)
            or not may_link(record.page, record.feed)
        ):
            self._message_bar.take_back(_NOTICE)
            return
        text = self.tr("FaxDesk {newer} is there. This is FaxDesk {own}.")
        read = MessageAction(self.tr("Read about it"), partial(self._open, record.page))
        text = text.format(newer=record.version, own=self._version)
        self._message_bar.say(text, action=read, key=_NOTICE, stays=True)

    def _open(self, page: str) -> None:
        if not QDesktopServices.openUrl(QUrl(page)):
            text = self.tr("No program on this computer opens web pages.")
            self._message_bar.fail(FaxDeskError(text, page), key=_NOTICE)

    def _dismissed(self, key: str) -> None:
        version = self.record.version
        if key == _NOTICE and version:
            self.record = replace(self.record, dismissed=version)
            self._write(lambda record: replace(record, dismissed=version))


def _looked_at(file: ReleaseRecordFile, settings: Settings, _context: object, cancel: CancelToken) -> ReleaseRecord:
    # It loads the client.
    from faxdesk.services import release_check

    record = file.read()
    return release_check.look(file, settings, cancel) if release_check.is_due(record, settings) else record
