"""Keeps each setting as soon as it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from faxdesk.core.errors import FaxDeskError, InputRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.backend.threads import JobThread


class SettingsWriter(QObject):
    """Writes settings in the thread of `jobs`, since a disk may take seconds. What is chosen meanwhile follows."""

    saved = Signal(object, object)
    """The `Settings` that are in the file now, and the names of those that were chosen, a frozenset."""
    refused = Signal(str, object)
    """The name of a setting that cannot be what was chosen, and the `InputRefused`. It is as it was."""
    failed = Signal(object, object)
    """A `FaxDeskError`, and the names of settings that were chosen and are as they were, a frozenset."""
    settled = Signal()
    """All that was chosen is kept, or is refused."""

    def __init__(self, jobs: JobThread[object], settings_file: SettingsFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = settings_file
        self._jobs = jobs
        self._waiting: dict[str, Any] = {}
        self._writing: frozenset[str] = frozenset()
        self.busy = False
        """Whether something that was chosen is not kept yet."""

    def choose(self, name: str, value: object) -> None:
        """Keep a value for a setting."""
        self._waiting[name] = value
        if not self.busy:
            self._write()

    def _write(self) -> None:
        self.busy = True
        chosen, self._waiting = self._waiting, {}
        self._writing = frozenset(chosen)
        file = self.file

        def write(_context: object, _cancel: CancelToken) -> tuple[Settings, frozenset[str], dict[str, InputRefused]]:
            good, refused = _checked(chosen)
            # A file is written where nothing has changed, too: that is how one finds out that it can be.
            settings = file.change(lambda present: present._replace(**good)) if good else file.settings
            return settings, frozenset(good), refused

        self._jobs.submit(self, write, self._written, self._not_written)

    def _written(self, result: tuple[Settings, frozenset[str], dict[str, InputRefused]]) -> None:
        settings, names, refused = result
        for name, error in refused.items():
            self.refused.emit(name, error)
        if names:
            self.saved.emit(settings, names)
        self._go_on()

    def _not_written(self, error: FaxDeskError) -> None:
        self.failed.emit(error, self._writing)
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting:
            self._write()
            return
        self.busy = False
        self.settled.emit()


def _checked(chosen: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, InputRefused]]:
    """Return what can be kept, as it is used, and what cannot."""
    from faxdesk.core.setting_rules import checked

    good, refused = {}, {}
    for name, value in chosen.items():
        try:
            good[name] = checked(name, value)
        except InputRefused as error:
            refused[name] = error
    return good, refused
