"""The receiver of a window, as the settings want it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.ui.webhooks.receiver_process import ReceiverProcess, command

if TYPE_CHECKING:
    from collections.abc import Set

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.settings import Settings
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.backend.backend import Backend


class WindowReceiver(QObject):
    """Starts, stops and restarts the receiver as the settings say. It ends with the window, also a killed one.

    `address` is the address to register and `here` the one on this computer, both empty while it does not listen;
    `trouble` why it does not, where it should.
    """

    changed = Signal()
    """The receiver has started, failed or ended."""

    def __init__(self, backend: Backend, settings_file: SettingsFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend, self._settings_file = backend, settings_file
        self.process: ReceiverProcess | None = None
        self.address, self.here = "", ""
        self.trouble: FaxDeskError | None = None

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings_file.settings

    @property
    def locked(self) -> Set[str]:
        """The names of settings that the administrator has set."""
        return self._settings_file.locked.keys()

    def follow(self, settings: Settings) -> None:
        """Run, with these settings, or do not."""
        self.stop()
        self.trouble = None
        if settings.webhook_receiver:
            folder = self._backend.store.folder.path
            process = ReceiverProcess(*command(folder, settings.webhook_port, settings.webhook_url), self)
            process.ready.connect(self._ready)
            process.failed.connect(self._failed)
            self.process = process
            process.start()
        self.changed.emit()

    def change(self, *, runs: bool, port: int, public_url: str) -> None:
        """Keep what the user has chosen, and go by it."""
        file = self._settings_file

        def keep(_cancel: CancelToken) -> Settings:
            # It loads the client.
            from faxdesk.services.webhooks import checked_target

            url = checked_target(public_url) if public_url.strip() else ""
            return file.change(
                lambda present: present._replace(webhook_receiver=runs, webhook_port=port, webhook_url=url)
            )

        self._backend.with_documents(self, keep, self.follow, self._not_kept)

    def _not_kept(self, error: FaxDeskError) -> None:
        self.trouble = error
        self.changed.emit()

    def _ready(self, address: str, here: str) -> None:
        self.address, self.here = address, here
        self.changed.emit()

    def _failed(self, error: FaxDeskError) -> None:
        self.trouble = error
        self.address = self.here = ""
        self.changed.emit()

    def stop(self) -> None:
        """End it."""
        process, self.process = self.process, None
        self.address = self.here = ""
        if process is not None:
            process.stop()
            process.deleteLater()
