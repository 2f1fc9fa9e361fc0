"""The window's program: builds each part once and hands it to the parts that need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from faxdesk.core.errors import FaxDeskError, in_words
from faxdesk.core.settings import Settings
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.store.profiles import Profiles
from faxdesk.store.schema_version import refuse_newer
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.backend.backend import HANGS_SECONDS
from faxdesk.ui.backend.threads import JobThread, end_all
from faxdesk.ui.desktop.exception_reporter import ExceptionReporter
from faxdesk.ui.desktop.main_thread_gc import MainThreadGC
from faxdesk.ui.desktop.single_instance import SingleInstance, send_to_running_instance
from faxdesk.ui.desktop.startup_checks import (
    trouble_box,
)
from faxdesk.ui.session import Session
from faxdesk.ui.widgets import theme
from faxdesk.ui.widgets.icons import program_icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

    from faxdesk.core.account_notes import AccountState
    from faxdesk.core.errors import KeyringTrouble
    from faxdesk.services.container import ServicesFactory
    from faxdesk.services.sign_in import ProvenSignIn
    from faxdesk.ui.backend.practice_process import PracticeProcess
    from faxdesk.ui.desktop.application import Application
    from faxdesk.ui.desktop.unix_signals import SignalHandler
    from faxdesk.ui.main_window.release_notice import ReleaseNotice

ENVIRONMENT = "environment"
"""How one signs in where `FAXDESK_TOKEN` is set; the other ways are those of `Settings.account`."""

_SIGN_IN_SECONDS = 2.0
"""How long the end of the program waits for a sign-in that is being tried, and that nobody will see any more; and for
settings that are being saved."""

_HAND_OVER_SECONDS = 1.0
"""How long the window may wait for another window, which it only wants to come to the front."""


class Program(QObject):
    """Decides whose account the window works with, and changes it when the user does."""

    _log_broke = Signal(object)
    """A `FaxDeskError`: the log cannot be written. From any thread."""

    def __init__(
        self,
        application: Application,
        home: DataFolder,
        environment: Mapping[str, str],
        *,
        practice: bool = False,
    ) -> None:
        super().__init__()
        self.ended_cleanly = True
        self.session: Session | None = None
        self._application, self._home, self._environment = application, home, environment
        self._practice = practice
        self.instance: SingleInstance | None = None
        self._signals: SignalHandler | None = None
        self._logging = False
        self._called = self._stopped = False
        self._keyring = KeyringSecrets(home.path)
        self._settings_file = SettingsFile(home.settings)
        self._sign_ins: JobThread[object] = JobThread("sign-in", object, self)
        # Not behind a sign-in that was given up, which may hang for minutes.
        self._saves: JobThread[object] = JobThread("settings", object, self, patience=HANGS_SECONDS)
        # What it asks is nobody's work: it fails in silence, and holds up nothing.
        self._releases: JobThread[object] = JobThread("releases", object, self)
        self._notice: ReleaseNotice | None = None
        self._start_counts = True
        for jobs in (self._sign_ins, self._saves):
            jobs.unclaimed.connect(self._tell)
        self._left_over: FaxDeskError | None = None
        self._trouble: QMessageBox | None = None
        self._choice: Callable[[Settings], Settings] = _unchanged
        self._shown_at_sign_in: AccountState | None = None
        self._test_number = ""
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._switch)
        application.opened.connect(self._compose)
        application.quit_wanted.connect(self._quit)
        self._log_broke.connect(self._tell)

    # ---------------------------------------------------------------------------------------- start and end

    def run(self, files: Sequence[Path]) -> int:
        """Show the window until the user ends the program; return the exit code.

        Raises `StoreTrouble` where the data folder cannot be used.
        """
        reporter, collector = ExceptionReporter(self._start_log, self), MainThreadGC(self)
        reporter.happened.connect(self._tell)
        reporter.interrupted.connect(self._end)
        try:
            return self._work() if self.open(files) else 0
        finally:
            self.close()
            reporter.close()
            collector.stop()

    def _work(self) -> int:
        """Let the window work until it is closed, and again where somebody has called it in that moment."""
        code = self._application.exec()
        while not self._stopped and (self._called or self._application.handed_over):
            self._called = False
            session, instance = self.session, self.instance
            if session is None or instance is None:
                break
            self._application.setQuitOnLastWindowClosed(False)
            self.ended_cleanly = session.close() and self.ended_cleanly
            self._application.setQuitOnLastWindowClosed(True)
            self.session = None
            self._enter(session.folder, instance)
            code = self._application.exec()
        return code

    def open(self, files: Sequence[Path]) -> bool:
        """Show the window; False where another process does, which then has the files.

        A window that closes is waited for. Raises `FaxDeskError` where one neither answers nor ends.
        """
        folder = self._folder_of(self._way())
        refuse_newer(folder.database)
        instance = self._instance_of(folder) or self._hand_over(folder, files)
        if instance is None:
            return False
        self._sign_ins.begin()
        self._application.open_files(files)
        self._enter(folder, instance)
        return True

    def _start_log(self) -> None:
        """Open the log, once. It is slow to load, so the window is drawn before."""
        from faxdesk.store import logfile

        if not self._logging:
            self._logging = True
            logfile.start(self._folder_of(self._way()).log, self._log_broke.emit)

    def _hear_signals(self) -> None:
        from faxdesk.ui.desktop.unix_signals import SignalHandler

        if self._signals is None:
            self._signals = SignalHandler(self)
            self._signals.asked.connect(self._end)

    def close(self) -> None:
        """Close the window and stop all work. `ended_cleanly` is then False where something hangs."""
        self._releases.ask_to_stop()
        if self.instance is not None:
            end_all(self.instance.stop_listening)
        if self.session is not None:
            self.ended_cleanly = self.session.close() and self.ended_cleanly
            self.session = None
        if self.instance is not None:
            end_all(self.instance.close)
        for jobs in (self._saves, self._sign_ins, self._releases):
            self.ended_cleanly = jobs.stop(_SIGN_IN_SECONDS) and self.ended_cleanly
        if self._signals is not None:
            self._signals.close()

    def _instance_of(self, folder: DataFolder) -> SingleInstance | None:
        """Become the window of a folder; None where another process is."""
        instance = SingleInstance(folder, self)
        if not instance.take():
            return None
        self._hear(instance)
        return instance

    def _hear(self, instance: SingleInstance) -> None:
        instance.message_received.connect(self._files_arrived)
        instance.quit_wanted.connect(self._quit)

    def _hand_over(self, folder: DataFolder, files: Sequence[Path]) -> SingleInstance | None:
        """Give files to the window that another process has; where that closes meanwhile, become the window."""
        instance = SingleInstance(folder, self)
        told = () if files else self._application.files_told()
        if send_to_running_instance(folder, files or told, ended=instance.take):
            return None
        if instance.take():
            self._application.open_files(told)
            self._hear(instance)
            return instance
        holder = instance.holder() or "it"
        raise FaxDeskError(
            "FaxDesk is running already, but it does not answer.",
            f"Wait a moment and try again. If it stays so, end {holder} and start FaxDesk again.",
        )

    def _end(self) -> None:
        self._stopped = True
        # Not quit(): that would ask every window, and nobody may be there to answer.
        self._application.exit(0)

    # ---------------------------------------------------------------------------------------------- account

    def _way(self) -> str:
        """Return how one signs in. `--practice` comes first: it promises that nothing leaves this computer."""
        return "practice" if self._practice else self._way_of(self._settings_file.settings)

    def _way_of(self, settings: Settings) -> str:
        return ENVIRONMENT if self._environment.get("FAXDESK_TOKEN") else settings.account

    def _folder_of(self, way: str) -> DataFolder:
        return DataFolder(self._home.practice) if way == "practice" else self._home

    def _preferences_of(self, folder: DataFolder) -> SettingsFile:
        """Return the settings of a folder. The practice account begins with the looks of the real one."""
        if folder is self._home:
            return self._settings_file
        fresh = not folder.settings.exists()
        settings_file = SettingsFile(folder.settings)
        if fresh:
            looks = self._settings_file.settings._replace(
                account="practice", sender="", default_sender="", client_id="", proxy=""
            )
            settings_file.save(looks)
        return settings_file

    def _enter(self, folder: DataFolder, instance: SingleInstance) -> None:
        settings_file = self._preferences_of(folder)
        theme.apply(self._application, settings_file.settings.appearance)
        session = Session(folder, settings_file, partial(self._factory, folder), self._service(), self)
        session.begun.connect(self._begun)
        session.window.connect_wanted.connect(self._show_connect)
        session.window.settings_wanted.connect(self._show_settings)
        profiles = Profiles(self._home.path)
        if len(profiles.all()) > 1 and not session.practice:
            session.window.setWindowTitle(self.tr("FaxDesk: {profile}").format(profile=profiles.present.name))
        self.instance, self.session = instance, session
        session.show()

    def _service(self) -> PracticeProcess | None:
        if self._way() != "practice":
            return None
        from faxdesk.ui.backend.practice_process import PracticeProcess, command

        return PracticeProcess(*command(self._home.path))

    def _factory(self, folder: DataFolder, url: str, token: str) -> ServicesFactory:
        """Return where to work; called in another thread, where the client and the keyring may be loaded."""
        from faxdesk.services import sign_in
        from faxdesk.services.container import ServicesFactory
        from faxdesk.services.document_examiner import isolated

        if url:
            who = sign_in.credentials(Settings(), self._keyring, {"FAXDESK_TOKEN": token})
            return ServicesFactory(folder, url, who, examiner=isolated)
        settings = self._settings_file.settings
        who = sign_in.credentials(settings, self._keyring, self._environment)
        url, proxy = sign_in.address(settings, self._environment), sign_in.checked_proxy(settings.proxy)
        return ServicesFactory(folder, url, who, examiner=isolated, proxy=proxy)

    def _begun(self) -> None:
        self._application.setWindowIcon(program_icon())
        self._start_log()
        self._hear_signals()
        if self.instance is not None:
            self.instance.listen()
        left_over, self._left_over = self._left_over, None
        if left_over is not None:
            self._tell(left_over)
        if not self._way():
            self._show_connect()
        self._keep_what_was_shown()
        number, self._test_number = self._test_number, ""
        if number:
            self._send_test(number)
        self._notice_releases()
        self._application.listen()

    def _notice_releases(self) -> None:
        """Look for newer versions, where the user wants that. Neither before the first sign-in nor for practice."""
        session, self._notice = self.session, None
        if session is None or session.practice or not self._way():
            return
        from faxdesk.store.release_record import ReleaseRecordFile
        from faxdesk.ui.main_window.release_notice import ReleaseNotice

        self._saves.begin()
        self._releases.begin()
        self._notice = ReleaseNotice(
            session.window.host.message_bar,
            session.settings_file,
            ReleaseRecordFile(self._home.releases),
            self._releases,
            self._saves,
            session,
        )
        self._notice.begin(counts=self._start_counts)
        self._start_counts = False

    def _keep_what_was_shown(self) -> None:
        """Keep what the token that has just been connected may do: it was found out only for the dialog."""
        state, self._shown_at_sign_in = self._shown_at_sign_in, None
        if state is not None and self.session is not None:
            self.session.backend.commands.keep_account(state)

    def _choose(self, choice: Callable[[Settings], Settings]) -> None:
        """Enter another account, or the same on another way, as soon as the dialog that has asked for it is done.

        `choice` is made of the settings as they are then: others may have been changed meanwhile.
        """
        self._choice = choice
        self._soon.start()

    def _choose_way(self, way: str) -> None:
        self._choose(lambda settings: settings._replace(account=way))

    def _reconnect(self) -> None:
        self._choose(_unchanged)

    def _switch(self) -> None:
        """Keep the account that was chosen, leave the present one and enter it."""
        session, before = self.session, self.instance
        if session is None or before is None:
            return
        folder = self._folder_of(self._way_of(self._choice(self._settings_file.settings)))
        instance = before if folder.path == session.folder.path else self._instance_of(folder)
        if instance is None:
            send_to_running_instance(folder, (), _HAND_OVER_SECONDS)
            session.tell(FaxDeskError("This account is open in another window of FaxDesk.", "Go on there."))
            return
        try:
            self._settings_file.change(self._choice)
        except FaxDeskError as error:
            session.tell(error)
            if instance is not before:
                instance.close()
            return
        self._practice = False
        self._application.setQuitOnLastWindowClosed(False)
        self.ended_cleanly = session.close() and self.ended_cleanly
        if instance is not before:
            end_all(before.close)
        try:
            self._enter(folder, instance)
        except BaseException as error:
            # There is no window any more, and nobody who could end the program.
            self.session = None
            self._give_up(in_words(error))
            raise
        finally:
            self._application.setQuitOnLastWindowClosed(True)

    def _give_up(self, error: FaxDeskError) -> None:
        """Say why there is no window, and end."""
        box = trouble_box(self._application, error)
        box.finished.connect(self._end)
        box.open()
        self._trouble = box

    # ----------------------------------------------------------------------------------------------- dialogs

    def _show_connect(self) -> None:
        if self.session is None:
            return
        if self._way() == ENVIRONMENT:
            self._tell(
                FaxDeskError(
                    "The token comes from FAXDESK_TOKEN.", "Change it where FaxDesk is started, then start it again."
                )
            )
            return
        from faxdesk.services.sign_in import address
        from faxdesk.ui.account.connect_dialog import ConnectDialog

        file = self._settings_file
        # The token is tried where FaxDesk would use it, and stays with the address that it is for.
        settings = file.settings._replace(api_url=address(file.settings, self._environment))
        dialog = ConnectDialog(self._sign_ins, self._keyring, settings, self.session.window, locked=file.locked.keys())
        dialog.connected.connect(self._connected)
        dialog.test_wanted.connect(self._test_when_connected)
        dialog.practice_wanted.connect(self._practise)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _connected(self, connection: ProvenSignIn) -> None:
        self._shown_at_sign_in = connection.state
        self._choose(connection.change)

    def _test_when_connected(self, number: str) -> None:
        self._test_number = number

    def _send_test(self, number: str) -> None:
        """Open a fax to the user's own number."""
        if self.session is not None and not self.session.window.isHidden():
            self.session.window.host.launcher.test_fax(number)

    def _practise(self) -> None:
        self._choose_way("practice")

    def _show_settings(self) -> None:
        from faxdesk.services.sign_in import address
        from faxdesk.store.cover_templates import CoverTemplates
        from faxdesk.ui.actions.table import ActionId
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

        session = self.session
        if session is None:
            return
        way = self._way()
        shown = address(self._settings_file.settings, self._environment)
        signed_in = SignedInAs(way, shown if way in {ENVIRONMENT, "token", "oauth"} else "")
        self._saves.begin()
        webhooks = WebhooksSettings(session.settings_file.settings)
        dialog = SettingsDialog(
            SettingsWriter(self._saves, session.settings_file),
            session.backend.store.service_mirror,
            signed_in,
            session.folder.path,
            session.window,
            releases=None if self._notice is None else self._notice.record,
            templates=CoverTemplates(session.folder.covers).templates,
            pages=(
                ProofsPage(session.settings_file),
                FoldersPage(session.backend, session.folder.path),
                NotificationsPage(session.window.host),
                webhooks,
                RetentionPage(session.backend, session.settings_file),
                ProfilesPage(session.backend, self._home.path),
                DiagnosticsPage(session.backend, session.settings_file),
            ),
        )
        dialog.saved.connect(self._saved)
        dialog.reconnect_wanted.connect(self._reconnect)
        dialog.connect_wanted.connect(self._show_connect)
        dialog.disconnect_wanted.connect(self._disconnect)
        dialog.test_wanted.connect(self._send_test)
        webhooks.wanted.connect(dialog.reject)
        webhooks.wanted.connect(session.window.actions_[ActionId.WEBHOOKS].trigger)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _saved(self, settings: Settings) -> None:
        theme.apply(self._application, settings.appearance)
        if self.session is not None:
            self.session.backend.commands.lost_answers_choice_changed()
            self.session.window.host.settings_changed.emit()
        if self._notice is not None:
            self._notice.settings_changed()

    def _disconnect(self) -> None:
        if self._way() == "practice":
            self._choose_way(self._way_without_practice())
            return
        keyring = self._keyring

        def forget(_context: object, _cancel: object) -> KeyringTrouble | None:
            from faxdesk.services.sign_in import forget

            return forget(keyring)

        self._sign_ins.submit(self, forget, self._forgotten, self._tell)

    def _way_without_practice(self) -> str:
        """Return the account that the user had before, where `--practice` or the settings have hidden it."""
        account = self._settings_file.settings.account
        return "" if account == "practice" else account

    def _forgotten(self, trouble: KeyringTrouble | None) -> None:
        if trouble is not None:
            advice = f"Delete the entry {self._keyring.service} there yourself."
            self._left_over = FaxDeskError(f"The token may still be in the keyring. {trouble.title}", advice)
        self._choose_way("")

    # ----------------------------------------------------------------------------------------------- messages

    def _tell(self, error: FaxDeskError) -> None:
        if self.session is not None:
            self.session.tell(error)

    def _files_arrived(self, files: tuple[Path, ...]) -> None:
        if self.session is not None and self.session.ends:
            # It has been closed, and the program is about to end.
            self._called = True
        elif self.session is not None:
            self.session.come_to_front()
        self._application.take_over(files)

    def _quit(self) -> None:
        if self.session is not None and not self.session.ends:
            self.session.quit()

    def _compose(self, files: tuple[Path, ...]) -> None:
        if self.session is None:
            return
        if self.session.ends:
            self._application.take_over(files)
        else:
            if self.session.window.isHidden():
                self.session.come_to_front()
            self.session.window.new_fax(files)


def _unchanged(settings: Settings) -> Settings:
    return settings
