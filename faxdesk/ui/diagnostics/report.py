"""Gathers the diagnostics, of which the window knows the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QLocale, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from faxdesk.services.diagnostics import Fact, Section, as_text, gather

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend


def desktop_facts() -> Section:
    """Return what is known of the desktop. Screens have names of people's own; they are left out."""
    screens = (
        f"{screen.size().width()}x{screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    )
    scheme = QGuiApplication.styleHints().colorScheme().name.lower()
    return Section(
        "Desktop",
        (
            Fact("Qt", f"{qVersion()}, PySide {pyside_version}"),
            Fact("platform", f"{QGuiApplication.platformName()}, style {QApplication.style().name()}"),
            Fact("colours", scheme),
            Fact("screens", ", ".join(screens)),
            Fact("language", QLocale().name()),
            Fact("tray", "yes" if QSystemTrayIcon.isSystemTrayAvailable() else "no"),
        ),
    )


def report(
    backend: Backend,
    settings_file: SettingsFile,
    owner: QObject,
    done: Callable[[str], None],
    failed: Callable[[FaxDeskError], None],
) -> None:
    """Gather the diagnostics in another thread, and call `done` with their text."""
    desktop = desktop_facts()

    def job(store: Store, _cancel: CancelToken) -> str:
        return as_text(gather(store, settings_file, (desktop,)))

    backend.with_store(owner, job, done, failed)
