"""The page of the settings that says what is told through the desktop, how, and whether that works here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGroupBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.desktop.notifications import Means
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.backend.threads import JobThread


class NotificationsPage(QWidget):
    """What is told and when, with a test of it; and whether FaxDesk goes on in the tray. Changes hold from Save on.

    The settings are written in the thread of `jobs`.
    """

    def __init__(self, host: WindowHost, jobs: JobThread[object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._jobs = host, jobs
        self.title = self.tr("Notifications")
        self.widget: QWidget = self
        settings = host.settings_file.settings
        self.needs = QCheckBox(self.tr("Tell me at once when a fax &fails or something needs me"))
        self.needs.setChecked(settings.notify)
        self.deliveries = QCheckBox(self.tr("Tell me when faxes were &delivered, several of them together"))
        self.deliveries.setChecked(settings.notify_deliveries)
        self.details = QCheckBox(self.tr("Show &numbers and names in these messages"))
        self.details.setChecked(settings.notify_details)
        self.tray = QCheckBox(self.tr("Keep FaxDesk beside the &clock when its window is closed"))
        self.tray.setChecked(settings.close_to_tray)
        self.means = _sentence("")
        self.means.setAccessibleName(self.tr("How messages are shown on this desktop"))
        self.test_button = QPushButton(self.tr("&Test"))
        self.test_button.setAutoDefault(False)
        self.test_button.setAccessibleDescription(self.tr("Show a message now"))
        self.test_button.clicked.connect(self._test)
        self.note = InlineNote(self)
        self.no_tray = _sentence("")
        self._lay_out()
        host.notifications.known.connect(self.refresh)
        host.notifications.tested.connect(self._tested)
        self.refresh()
        host.notifications.ask()

    def _lay_out(self) -> None:
        messages, window = QGroupBox(self.tr("Messages of the desktop")), QGroupBox(self.tr("Closing the window"))
        box = QVBoxLayout(messages)
        for part in (
            self.needs,
            self.deliveries,
            self.details,
            _sentence(
                self.tr(
                    "Without this, a message says only what has happened: no number, name or document stands on a"
                    " locked screen."
                )
            ),
            self.means,
        ):
            box.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.test_button)
        buttons.addStretch(1)
        box.addLayout(buttons)
        box.addWidget(self.note)
        box = QVBoxLayout(window)
        for part in (
            self.tray,
            _sentence(
                self.tr(
                    "It goes on sending and following your faxes, and tells what needs you. “Quit FaxDesk” in the menu"
                    " of its icon ends it."
                )
            ),
            self.no_tray,
        ):
            box.addWidget(part)
        column = QVBoxLayout(self)
        column.addWidget(messages)
        column.addWidget(window)
        column.addStretch(1)

    # ------------------------------------------------------------------------------------------- how it stands

    def refresh(self) -> None:
        """Say how this desktop shows messages, and whether it has a tray."""
        standing = self._host.notifications.standing
        parts = [self._means_text(standing.means, standing.name)]
        if standing.quiet:
            parts.append(
                self.tr(
                    "At present it keeps them from the screen, as its settings say. FaxDesk then marks its window in"
                    " the task bar and puts the number of what needs you on its icon."
                )
            )
        self.means.setText(" ".join(parts))
        self.test_button.setEnabled(standing.means is not Means.UNKNOWN)
        self.tray.setEnabled(standing.tray or self.tray.isChecked())
        text = "" if standing.tray else self.tr("This desktop has no place beside the clock for it.")
        self.no_tray.setText(text)
        self.no_tray.setVisible(bool(text))

    def _means_text(self, means: Means, name: str) -> str:
        return {
            Means.UNKNOWN: self.tr("Looking how this desktop shows messages…"),
            Means.SERVICE: self.tr("This desktop shows messages through its notification service, {name}."),
            Means.TRAY: self.tr("This desktop shows messages at the icon of FaxDesk beside the clock."),
            Means.NOTHING: self.tr(
                "This desktop shows no messages of programs. FaxDesk marks its window in the task bar instead, and puts"
                " the number of what needs you on its icon where there is a place for it."
            ),
        }[means].format(name=name)

    def _test(self) -> None:
        self.note.say("")
        self._host.notifications.test()

    def _tested(self, trouble: str) -> None:
        if trouble:
            self.note.say(trouble, Severity.WARNING)
        elif self._host.notifications.standing.quiet:
            self.note.say(self.tr("The desktop has taken the message, and keeps it from the screen."), Severity.WARNING)
        else:
            text = self.tr(
                "The desktop has taken the message. If you do not see it, look at the settings of the desktop."
            )
            self.note.say(text, Severity.GOOD)

    # ------------------------------------------------------------------------------------------------ keeping

    def keep(self) -> None:
        """Write what has been changed, and go by it."""
        chosen: dict[str, Any] = {
            "notify": self.needs.isChecked(),
            "notify_deliveries": self.deliveries.isChecked(),
            "notify_details": self.details.isChecked(),
            "close_to_tray": self.tray.isChecked(),
        }
        file = self._host.settings_file
        before = file.settings
        changed = {name: value for name, value in chosen.items() if getattr(before, name) is not value}
        if not changed:
            return

        def write(_context: object, _cancel: CancelToken) -> Settings:
            return file.change(lambda settings: replace(settings, **changed))

        # The host: the page goes with its dialog.
        host = self._host
        self._jobs.submit(host, write, lambda _settings: host.settings_changed.emit(), host.backend.failed.emit)


def _sentence(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
