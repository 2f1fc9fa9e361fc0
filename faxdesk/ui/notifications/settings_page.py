"""The page of the settings that says what is told through the desktop, how, and whether that works here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from faxdesk.ui.desktop.notifications import MessageChannel
from faxdesk.ui.settings.page import Page, plain_button
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import WindowHost

_TRAY = "close_to_tray"


class NotificationsPage(Page):
    """What is told and when, with a test of it; and whether FaxDesk goes on in the tray."""

    def __init__(self, host: WindowHost, parent: QWidget | None = None) -> None:
        super().__init__("", host.settings_file, parent)
        lead_to_help(self, HelpSubject.NOTIFICATIONS)
        self._host = host
        self.title = self.tr("Notifications")
        form = self.form
        self.needs = form.check(
            "notify",
            self.tr("Tell me at once when a fax &fails or something needs me"),
            self.tr("Through the desktop, while you work with another program."),
        )
        self.deliveries = form.check(
            "notify_deliveries",
            self.tr("Tell me when faxes were &delivered"),
            self.tr("Those of five minutes together."),
        )
        self.received = form.check("notify_received", self.tr("Tell me when a fax was &received"))
        self.details = form.check(
            "notify_details",
            self.tr("Show &numbers and reasons in these messages"),
            self.tr(
                "Otherwise they say only what has happened: no number, name or document stands on a locked screen."
            ),
        )
        self.channel = QLabel()
        self.channel.setTextFormat(Qt.TextFormat.PlainText)
        self.channel.setWordWrap(True)
        self.test_button = plain_button(self.tr("&Test"), self._test)
        self.test_button.setAccessibleDescription(self.tr("Show a message now"))
        self.note = InlineNote(self)
        self.tray = form.check(
            _TRAY,
            self.tr("Keep FaxDesk beside the &clock when its window is closed"),
            self.tr(
                "It goes on sending and following your faxes, and tells what needs you. The menu of its icon ends it."
            ),
        )
        self.add(self._test_box())
        host.notifications.known.connect(self.refresh)
        host.notifications.tested.connect(self._tested)
        self.refresh()
        host.notifications.ask()

    def _test_box(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_S)
        column.addWidget(self.channel)
        row = QHBoxLayout()
        row.addWidget(self.test_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.note)
        return box

    def refresh(self) -> None:
        """Say how this desktop shows messages, and whether it has a tray."""
        channel_state = self._host.notifications.channel_state
        text = self._channel_text(channel_state.channel, channel_state.name)
        if channel_state.quiet:
            text = self.tr(
                "{channel} At present it keeps them from the screen, as its settings say. FaxDesk then marks its window"
                " in the task bar and puts the number of what needs you on its icon."
            ).format(channel=text)
        if not channel_state.tray:
            text = self.tr("{channel} It has no place beside the clock for FaxDesk.").format(channel=text)
        self.channel.setText(text)
        self.test_button.setEnabled(channel_state.channel is not MessageChannel.UNKNOWN)
        self.form.enable(_TRAY, usable=channel_state.tray or self.tray.isChecked())

    def _channel_text(self, channel: MessageChannel, name: str) -> str:
        return {
            MessageChannel.UNKNOWN: self.tr("Looking how this desktop shows messages…"),
            MessageChannel.SERVICE: self.tr("This desktop shows messages through its notification service, {name}."),
            MessageChannel.TRAY: self.tr("This desktop shows messages at the icon of FaxDesk beside the clock."),
            MessageChannel.NOTHING: self.tr(
                "This desktop shows no messages of programs. FaxDesk marks its window in the task bar instead, and puts"
                " the number of what needs you on its icon where there is a place for it."
            ),
        }[channel].format(name=name)

    def _test(self) -> None:
        self.note.say("")
        self._host.notifications.test()

    def _tested(self, trouble: str) -> None:
        if trouble:
            self.note.say(trouble, Severity.WARNING)
        elif self._host.notifications.channel_state.quiet:
            text = self.tr("The desktop has taken the message, and keeps it from the screen.")
            self.note.say(text, Severity.WARNING)
        else:
            self.note.say(
                self.tr(
                    "The desktop has taken the message. If you do not see it, look at the settings of the desktop."
                ),
                Severity.GOOD,
            )
