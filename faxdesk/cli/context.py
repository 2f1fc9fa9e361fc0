"""Opening the data folder and the account that the options name."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from faxdesk.cli.output import warn

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.container import Services, ServicesFactory
    from faxdesk.services.document_examiner import Examiner
    from faxdesk.services.single_thread_loop import ServiceLoop


def data_folder(options: argparse.Namespace) -> Path:
    """Return the folder that `--data-dir` or `FAXDESK_DATA_DIR` names, else the standard one; or that of a profile."""
    from faxdesk.store.data_folder import chosen_folder

    return chosen_folder(options.data_dir, os.environ, options.profile)


def settings_region(options: argparse.Namespace) -> str:
    """Return the two-letter region of the settings, an empty text where none is chosen there."""
    from faxdesk.store.settings_file import SettingsFile

    return SettingsFile(data_folder(options) / "settings.json").settings.region


def settings_sender(options: argparse.Namespace, services: Services) -> str | None:
    """Return the number that a fax is sent from where no option says so; None for one that the account has.

    The practice account has numbers of its own.
    """
    from faxdesk.store.settings_file import SettingsFile

    if options.practice:
        return None
    return SettingsFile(services.store.folder.settings).settings.default_sender or None


@contextlib.contextmanager
def _factory(options: argparse.Namespace, examiner: Examiner | None) -> Iterator[ServicesFactory]:
    from faxdesk.api.auth import PersonalToken
    from faxdesk.services.container import ServicesFactory
    from faxdesk.services.document_examiner import in_process
    from faxdesk.services.sign_in import address, checked_proxy, credentials
    from faxdesk.store import logfile
    from faxdesk.store.data_folder import DataFolder
    from faxdesk.store.keyring_secrets import KeyringSecrets
    from faxdesk.store.settings_file import SettingsFile

    folder = DataFolder(data_folder(options))
    for sentence in filter(None, (folder.exposed(), folder.locked_away())):
        warn(sentence)
    if not options.practice:
        logfile.start(folder.log, _say)
        settings_file = SettingsFile(folder.settings)
        for sentence in settings_file.troubles:
            warn(sentence)
        settings = settings_file.settings
        who = credentials(settings, KeyringSecrets(folder.path), os.environ)
        url, proxy = address(settings, os.environ), checked_proxy(settings.proxy)
        yield ServicesFactory(folder, url, who, examiner=examiner or in_process, proxy=proxy)
        return
    from faxdesk.practice import PracticeAccount, PracticeServer

    practice = DataFolder(folder.practice)
    logfile.start(practice.log, _say)
    with PracticeServer(PracticeAccount(practice.path / "service"), port=0) as server:
        yield ServicesFactory(practice, server.url, PersonalToken(server.token), examiner=examiner or in_process)


def _say(error: FaxDeskError) -> None:
    """Tell of trouble that stops nothing."""
    warn(error)


def _ignore(_report: object) -> None:
    """Take a report that nobody waits for."""


@contextlib.contextmanager
def open_services(
    options: argparse.Namespace, report: Callable[[object], None] = _ignore, examiner: Examiner | None = None
) -> Iterator[tuple[Services, ServiceLoop]]:
    """Open the services for one command, and close them after it.

    `report` hears what they tell; `examiner` looks into documents for them, where the command has any.
    """
    from faxdesk.services.single_thread_loop import ServiceLoop

    with _factory(options, examiner) as factory:
        services = factory.open(report)
        try:
            yield services, ServiceLoop(services, time.sleep)
        finally:
            services.close()
            factory.folder.delivery_lock.release()


def region_of_numbers(services: Services, sender: str | None, *, ask: bool = False) -> str:
    """Return the country that a number without a country code belongs to: the sender's, else that of the settings.

    Only the service can tell the account's numbers; `ask` it where they are not known yet.
    """
    from faxdesk.core.errors import ServiceError
    from faxdesk.core.phone import region_of
    from faxdesk.store.settings_file import SettingsFile

    numbers = services.store.service_mirror.numbers()
    if ask and not numbers and sender is None:
        with contextlib.suppress(ServiceError):
            numbers = services.account.refresh_numbers()
    number = sender or next((number.number for number in numbers if number.usable), "")
    return (region_of(number) if number else "") or SettingsFile(services.store.folder.settings).settings.region
