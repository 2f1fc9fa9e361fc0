"""How the window's program begins and ends: its words, what it needs, and its exit code."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from faxdesk import __version__
from faxdesk.app import Program
from faxdesk.core.child_environment import withhold_secrets
from faxdesk.core.complaint import complain, print_error
from faxdesk.core.errors import FaxDeskError, InputRefused, in_words
from faxdesk.core.settings import APP_ID
from faxdesk.store.data_folder import DataFolder, chosen_folder
from faxdesk.store.profiles import Profiles
from faxdesk.ui.desktop.application import Application
from faxdesk.ui.desktop.single_instance import ask_to_quit
from faxdesk.ui.desktop.startup_checks import look_for_resources, missing_platform, show_and_end

_log = logging.getLogger(__name__)

INTERRUPTED = 130
"""128 + SIGINT, as shells say it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, or bring the one of the same data folder to the front; return the exit code."""
    options = _options(sys.argv[1:] if argv is None else argv)
    if options.quit:
        return _quit_windows_of(options)
    if not has_screen():
        return print_error("There is no screen here. Use the command line instead: faxdesk send FILE --to NUMBER.")
    # Until there is a log, Python would print what is logged.
    logging.getLogger().addHandler(logging.NullHandler())
    environment = withhold_secrets(os.environ)
    if sentence := missing_platform():
        return complain(sentence)
    application = make_application()
    try:
        look_for_resources()
        home = DataFolder(chosen_folder(options.data_dir, environment, options.profile))
        program = Program(application, home, environment, practice=options.practice)
        code = program.run([_absolute(file) for file in options.files])
    except KeyboardInterrupt:
        return INTERRUPTED
    except BaseException as error:  # noqa: BLE001  who double-clicks sees no traceback, and should not see nothing
        if not isinstance(error, FaxDeskError):
            _log.exception("FaxDesk could not start")
        return show_and_end(application, in_words(error))
    if not program.ended_cleanly:
        # A thread hangs in a call that never ends. Its work is in the database and goes on at the next start.
        logging.shutdown()
        os._exit(code)
    return code


class _Options(NamedTuple):
    data_dir: str | None = None
    profile: str | None = None
    practice: bool = False
    quit: bool = False
    files: Sequence[Path] = ()


def _options(words: Sequence[str]) -> _Options:
    if not words:
        return _Options()
    # Not above: a window that is opened from a menu has no words to be read.
    import argparse

    from faxdesk.core.argument_types import document

    parser = argparse.ArgumentParser(prog="faxdesk", description="Open the window of FaxDesk.")
    parser.add_argument("--data-dir", metavar="DIR", help="the folder that FaxDesk keeps its data in")
    parser.add_argument("--profile", metavar="NAME", help="the profile to open")
    parser.add_argument("--practice", action="store_true", help="use the practice account")
    parser.add_argument("--quit", action="store_true", help="ask all windows of FaxDesk to close, and open none")
    parser.add_argument("files", type=document, nargs="*", metavar="FILE", help="documents to open in a new fax")
    return _Options(**vars(parser.parse_args(words)))


def _quit_windows_of(options: _Options) -> int:
    try:
        return quit_windows(DataFolder(chosen_folder(options.data_dir, os.environ, options.profile)))
    except FaxDeskError as error:
        return print_error(str(error))


def quit_windows(home: DataFolder) -> int:
    """Ask the windows of all profiles to close, also those that are hidden in the tray.

    Returns the exit code: 0 where one was asked, 1 where none is open. One that was asked closes in its time, or asks
    the user: who waits for it watches its process.
    """
    folders = [DataFolder(profile.folder) for profile in Profiles(home.path).all()]
    asked = [ask_to_quit(one) for folder in folders for one in (folder, DataFolder(folder.practice))]
    return 0 if any(asked) else 1


def _absolute(file: Path) -> Path:
    try:
        return file.absolute()
    except OSError as error:
        raise InputRefused(
            "FILE", f"“{file}” cannot be found: the present folder is gone.", "Write its whole path."
        ) from error


def has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def make_application() -> Application:
    """Return the application of the window, with its name and icon where the system shows them."""
    if sys.platform == "win32":
        import ctypes

        # Taskbar buttons and notifications carry our name and icon, not those of Python.
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)
    Application.setApplicationName("FaxDesk")
    Application.setApplicationVersion(__version__)
    Application.setOrganizationDomain("faxdesk.org")
    Application.setDesktopFileName(APP_ID)
    return Application(sys.argv[:1])
