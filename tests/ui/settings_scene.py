"""The dialog of the settings with the pages of all features, on a window of `window_scene`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.ui.diagnostics.settings_page import DiagnosticsPage
from faxdesk.ui.notifications.settings_page import NotificationsPage
from faxdesk.ui.profiles.settings_page import ProfilesPage
from faxdesk.ui.proof.settings_page import ProofsPage
from faxdesk.ui.retention.settings_page import RetentionPage
from faxdesk.ui.settings.account_page import SignedInAs
from faxdesk.ui.settings.dialog import SettingsDialog
from faxdesk.ui.settings.writer import SettingsWriter
from faxdesk.ui.watched_folders.settings_page import FoldersPage
from faxdesk.ui.webhooks.settings_page import WebhooksSettings

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.backend.threads import JobThread
    from tests.ui.window_scene import Scene


def settings_dialog(
    scene: Scene, jobs: JobThread[object], file: SettingsFile, *, shown: Path, profiles: Path
) -> SettingsDialog:
    """Return the dialog. `shown` is what it says the data folder is, `profiles` the folder that has them."""
    return SettingsDialog(
        SettingsWriter(jobs, file),
        scene.store.service_mirror,
        SignedInAs("token", "https://restapi.fax.plus/v3"),
        shown,
        scene.window,
        pages=(
            ProofsPage(file),
            FoldersPage(scene.backend, shown),
            NotificationsPage(scene.window.host),
            WebhooksSettings(file.settings),
            RetentionPage(scene.backend, file),
            ProfilesPage(scene.backend, profiles),
            DiagnosticsPage(scene.backend, file),
        ),
    )
