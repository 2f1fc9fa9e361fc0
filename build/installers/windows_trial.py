"""Install FaxDesk on a Windows that has never had it, and see what a user and an administrator rely on.

On Linux that Windows is wine's, in a prefix of its own without Python; on Windows it is this computer, which must be
one that nobody works with. Each check says in a sentence what holds, and everything that does not is listed at the end.

What wine cannot show: files that are in use cannot be replaced, the question for an administrator, Restart Manager
(by which the MSI closes FaxDesk), the rollback of Windows Installer, everybody's Start menu with the MSI's shortcut in
it, the AppUserModelID of a shortcut (wine takes it and keeps nothing), and what the desktop makes of the entries.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from console import say
from environments import ROOT
from installers import windows_entries as windows
from installers.make import INSTALLERS
from installers.msi import make_msi
from installers.nsis import make_setup
from installers.windows_bundle import BUNDLE
from installers.windows_computer import Computer, TooLongError

DISK_FULL, BUSY, PRODUCT_VERSION, INSTALL_FAILURE = 112, 170, 1638, 1603
_SAMPLE = ROOT / "resources" / "sample.pdf"
_FOLDER = r"Füße & Möbel 文書"
"""A folder with spaces, an ampersand, and letters that no single code page has."""
_WAIT = 120.0
"""Seconds in which what was started should be there."""
_NEWER, _OLDER = "0.99.0", "0.0.1"
"""Versions that are newer and older than any that is made."""
_NUMBER = "+41445550123"
"""What is typed into the window of a new fax."""
_ROOM = 4_000_000
"""Bytes that a file may have where there is no room: the larger ones of the bundle have more."""


class Trial:
    """The installers of one version, as they are passed on, and in `folder` those of others from the same files.

    These are not compressed, so that they are made at once.
    """

    def __init__(self, computer: Computer, version: str, folder: Path) -> None:
        self.computer, self.version = computer, version
        self.setup, self.msi = (INSTALLERS / f"FaxDesk-{version}{end}" for end in ("-setup-x64.exe", "-x64.msi"))
        self.newer_setup, self.older_setup, self.newer_msi = (
            folder / name for name in ("new.exe", "old.exe", "new.msi")
        )
        self.failed: list[str] = []
        self._before: set[str] = set()

    def check(self, holds: object, sentence: str) -> None:
        """Note whether something holds."""
        say(f"  {'ok    ' if holds else 'FAILED'} {sentence}")
        if not holds:
            self.failed.append(sentence)

    def check_code(self, code: int, wanted: int, what: str) -> None:
        """Note whether a program ended with an exit code."""
        self.check(self.computer.same_code(code, wanted), f"{what}: exit code {wanted} (it was {code})")

    # ---------------------------------------------------------------------------------------------- what is there

    def log(self) -> str:
        """Return what the last setup has said about its failure, an empty text where it has not failed."""
        path = self.computer.temp / "FaxDesk-setup.log"
        return path.read_text("utf-16") if path.exists() else ""

    def traces(self) -> list[str]:
        """Return what is in folders and registry of this computer that has to do with FaxDesk, but the user's data.

        Where nobody else writes to them, that is all that has come into the folders.
        """
        found = [
            line
            for line in self.computer.registry()
            if re.search("faxdesk", line, re.IGNORECASE) and "Credential Manager" not in line
        ]
        for path in self.computer.files():
            ours = re.search(r"faxdesk|~nsu|/ns\w+\.tmp", path, re.IGNORECASE) or (
                not self.computer.others_write and path not in self._before
            )
            if ours and not _is_noise(path):
                found.append(path)
        return found

    def begin(self) -> None:
        """Note what is in the folders before anything is installed."""
        self._before = set(self.computer.files())

    def check_installed(self, folder: Path, hive: str, version: str, *, in_terminal: bool = False) -> None:
        """Check files and registry of an installation, and have it test itself, `in_terminal` also without a window."""
        missing = [name for name in windows.bundle_files(BUNDLE) if not (folder / name).is_file()]
        self.check(not missing, f"all files are there (missing: {missing[:3]})")
        left = [name for name in ("_new", "_old") if (folder / name).exists()]
        self.check(not left, f"nothing of the installing is left in the folder ({left})")
        registry = self.computer.registry()
        where = self.computer.windows_path(folder) + "\\"
        for entry in windows.entries(version):
            line = f"{hive}\\{entry.key}|{entry.name}={entry.text.replace('{dir}', where)}"
            if line.lower() not in {present.lower() for present in registry}:
                self.check(False, f"the registry has {line}")
        code, text = self.computer.output([folder / windows.CONSOLE, "--version"])
        self.check(code == 0 and self.version in text, f"the console program starts: {text.strip()}")
        for program in (windows.PROGRAM, *((windows.CONSOLE,) if in_terminal else ())):
            report = self.computer.temp / "report.json"
            code = self.computer.run([folder / program, "--self-test", "--report", report], 600)
            checks = json.loads(report.read_text("utf-8"))["checks"] if report.exists() else []
            report.unlink(missing_ok=True)
            bad = [f"{check['name']}: {check['found']}" for check in checks if not check["passed"]]
            passed = code == 0 and checks and not bad
            self.check(passed, f"{program} tests itself: {len(checks)} checks, exit code {code} {bad}")

    def check_shortcut(self, path: Path, folder: Path) -> None:
        """Check that a shortcut is there, leads to the program, and has the id of its windows."""
        data = path.read_bytes() if path.exists() else b""
        where = self.computer.windows_path(folder)
        leads = all(text.encode("utf-16-le") in data for text in (where, windows.PROGRAM))
        self.check(leads, f"{path.name} in {path.parent.name} leads to {where}")
        if self.computer.keeps_shortcut_properties:
            self.check(windows.APP_ID.encode("utf-16-le") in data, f"{path.name} has the AppUserModelID")

    def check_nothing_left(self) -> None:
        """Check that there is no trace but what Windows removes at its next start: the copy of an uninstaller."""
        going = self.computer.removed_at_restart()
        traces = [path for path in self.traces() if self.computer.windows_path(Path(path)).lower() not in going]
        self.check(not traces, f"nothing is left in folders and registry {traces[:5]}")

    # --------------------------------------------------------------------------------------------------- steps

    @contextmanager
    def open_window(self, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
        """Open the window of the installed program, with the practice account, and close it at the end.

        The account is in the settings, as after the first sign-in: a start with `--practice` uses another data folder
        than the one without it by which Windows opens a document.
        """
        self.computer.data.mkdir(parents=True, exist_ok=True)
        (self.computer.data / "settings.json").write_text(json.dumps({"account": "practice"}), encoding="utf-8")
        program = self.computer.start([folder / windows.PROGRAM])
        try:
            self.check(
                self.computer.wait_for_window("FaxDesk: practice account", _WAIT),
                "the installed program opens its window",
            )
            yield program
        finally:
            if program.poll() is None:
                self.computer.end_program(program)

    def run_setup(self, setup: Path, *options: str, folder: Path | None = None, room: int | None = None) -> int:
        """Run a setup program silently; `folder` goes last and without quotes, as NSIS wants it."""
        place = [] if folder is None else [f"/D={self.computer.windows_path(folder)}"]
        return self.computer.run([setup, "/S", *options, *place], 600, most_bytes=room)

    def run_msi(self, *words: str | Path) -> int:
        """Run Windows Installer silently."""
        return self.computer.run(["msiexec", *words, "/qn", "/norestart"], 600)

    def uninstall(self, folder: Path, *options: str) -> int:
        """Run the uninstaller, and wait until it is done: it goes on from a copy of itself."""
        code = self.computer.run([folder / "uninstall.exe", "/S", *options], 300)
        _until(lambda: not (folder / "uninstall.exe").exists(), 60)
        return code


def try_installers(version: str) -> int:
    """Try both installers in dist/installers; return 0 where everything holds."""
    with tempfile.TemporaryDirectory() as folder, Computer.new() as computer:
        trial = Trial(computer, version, Path(folder))
        say("Making the same of a newer and an older version, to upgrade to and from")
        for made, number in ((trial.newer_setup, _NEWER), (trial.older_setup, _OLDER)):
            if make_setup(BUNDLE, number, made, small=False):
                return 1
        if make_msi(BUNDLE, _NEWER, trial.newer_msi):
            return 1
        known = True
        for parts in ((_setup_for_one, _setup_that_fails, _uninstall_for_one), (_setup_for_all,), (_msi,)):
            if not known and not computer.renew():
                say("What comes after that was not tried: it needs a Windows that has no FaxDesk.")
                break
            trial.begin()
            known = try_parts(trial, parts)
    for sentence in trial.failed:
        say(f"FAILED: {sentence}")
    say(f"The installers {'do what they should' if not trial.failed else 'do not do what they should'}.")
    return int(bool(trial.failed))


def try_parts(trial: Trial, parts: Sequence[Callable[[Trial], None]]) -> bool:
    """Try parts that build on each other. Returns False where the rest of them was not tried.

    The computer then is in no known state, and what would be said of it would be wrong.
    """
    for part in parts:
        say(f"== {part.__doc__}")
        try:
            part(trial)
        except (TooLongError, OSError) as error:
            trial.check(False, f"{part.__doc__}: {error}")
            return False
    return True


def _setup_for_one(trial: Trial) -> None:
    """Setup for one person, into a folder with spaces and foreign letters; upgraded while it runs"""
    computer = trial.computer
    folder = computer.home / _FOLDER / "FaxDesk"
    computer.set_registry(r"HKCU\Software\Classes\.pdf", "", "Reader.Document")
    computer.set_registry(r"HKCU\Software\Classes\.tif", "", "Viewer.Picture")
    if computer.limits_files:
        code = trial.run_setup(trial.setup, "/CurrentUser", folder=folder, room=_ROOM)
        trial.check_code(code, DISK_FULL, "no room for a first installation")
        trial.check_nothing_left()
    trial.check_code(trial.run_setup(trial.setup, "/CurrentUser", folder=folder), 0, "setup for one person")
    trial.check_installed(folder, "HKCU", trial.version, in_terminal=True)
    trial.check_shortcut(computer.start_menu / "FaxDesk.lnk", folder)
    trial.check_shortcut(computer.send_to / "FaxDesk.lnk", folder)
    kept = computer.registry()
    trial.check(
        r"HKCU\Software\Classes\.pdf|=Reader.Document" in kept, "the program that opens PDF files is the one it was"
    )
    trial.check(not [line for line in trial.traces() if line.startswith("HKLM")], "nothing was written for everybody")
    with trial.open_window(folder) as program:
        code = computer.open_with(windows.PROG_ID, _SAMPLE)
        trial.check(
            computer.wait_for_window("New fax", _WAIT), f"a PDF opened with FaxDesk reaches the open window ({code})"
        )
        computer.picture("opened-with")
        computer.type_text(_NUMBER)
        code = trial.run_setup(trial.setup, "/CurrentUser")
        trial.check_code(code, 0, "setup while a new fax is being written")
        trial.check(_until(lambda: program.poll() is not None, 30), "FaxDesk was closed for it")
        trial.check(_drafts(computer.data) == 1, "the fax that was being written is a draft")
    before = _contents(folder)
    command = computer.start([folder / windows.CONSOLE, "sandbox"])
    try:
        code = trial.run_setup(trial.newer_setup, "/CurrentUser")
        trial.check_code(code, BUSY, "upgrade while a command of FaxDesk runs")
        trial.check(trial.log(), f"setup says why: {trial.log().strip()}")
        code = computer.run([folder / "uninstall.exe", "/S", f"_?={computer.windows_path(folder)}"], 300)
        trial.check_code(code, BUSY, "uninstall while a command of FaxDesk runs")
        trial.check(command.poll() is None, "the command still runs")
        trial.check(_contents(folder) == before, "everything is as it was")
    finally:
        computer.end_program(command, windows.CONSOLE)
        # It was killed: what it would have removed is not what an installer leaves.
        for left in computer.temp.glob("practice-*"):
            shutil.rmtree(left)
    with trial.open_window(folder) as program:
        trial.check_code(trial.run_setup(trial.newer_setup, "/CurrentUser"), 0, "upgrade while FaxDesk is open")
        trial.check(_until(lambda: program.poll() is not None, 30), "FaxDesk was closed for it")
    trial.check_installed(folder, "HKCU", _NEWER)
    trial.check(not trial.log(), "a setup that worked leaves no log")


def _drafts(data: Path) -> int:
    """Return how many drafts the practice account has."""
    with closing(sqlite3.connect(data / "practice" / "faxdesk.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM draft WHERE state = 'open'").fetchone()[0])


def _setup_that_fails(trial: Trial) -> None:
    """Setups that cannot be finished leave what was there"""
    computer = trial.computer
    folder = computer.home / _FOLDER / "FaxDesk"
    before = _contents(folder)
    trial.check_code(trial.run_setup(trial.setup, "/CurrentUser"), PRODUCT_VERSION, "an older version over a newer one")
    trial.check(_NEWER in trial.log(), f"setup says why: {trial.log().strip()}")
    trial.check(_contents(folder) == before, "everything is as it was")
    if computer.limits_files:
        trial.check_code(trial.run_setup(trial.newer_setup, "/CurrentUser", room=_ROOM), DISK_FULL, "no room")
        trial.check("as it was" in trial.log(), f"setup says why: {trial.log().strip()}")
        trial.check(_contents(folder) == before, "everything is as it was")
        other = computer.home / "elsewhere" / "FaxDesk"
        code = trial.run_setup(trial.newer_setup, "/CurrentUser", folder=other, room=_ROOM)
        trial.check_code(code, DISK_FULL, "no room for a first installation")
        trial.check(not other.parent.exists(), "and nothing of it is left")
    say("  a setup that was cut off between its renames")
    (folder / "_old").mkdir()
    (folder / windows.PROGRAM).rename(folder / "_old" / windows.PROGRAM)
    (folder / "_internal").rename(folder / "_old" / "_internal")
    (folder / "_internal").mkdir()
    (folder / "_internal" / "of-the-new-one.txt").write_text("half", encoding="utf-8")
    trial.check_code(trial.run_setup(trial.setup, "/CurrentUser"), PRODUCT_VERSION, "the next setup, which is too old")
    trial.check(_contents(folder) == before, "it has put the old version back first")
    foreign = computer.home / "foreign"
    (foreign / "_internal").mkdir(parents=True)
    trial.check_code(
        trial.run_setup(trial.newer_setup, "/CurrentUser", folder=foreign), 183, "the folder of another program"
    )
    trial.check(list(foreign.iterdir()) == [foreign / "_internal"], "it is as it was")
    shutil.rmtree(foreign)
    deep = computer.home / ("long" * 45) / "FaxDesk"
    trial.check_code(
        trial.run_setup(trial.newer_setup, "/CurrentUser", folder=deep), 206, "a folder whose name is too long"
    )


def _uninstall_for_one(trial: Trial) -> None:
    """Uninstalled for one person: data stays unless asked for"""
    computer = trial.computer
    folder = computer.home / _FOLDER / "FaxDesk"
    beside = folder / "notes of the user.txt"
    beside.write_text("mine", encoding="utf-8")
    data = computer.data
    data.mkdir(parents=True, exist_ok=True)
    (data / "kept.txt").write_text("faxes", encoding="utf-8")
    signed_in = {(windows.APP_ID, "token"), (windows.APP_ID, "refresh"), ("another.program", "token")}
    computer.keep_secrets(signed_in)
    trial.check(computer.secrets(signed_in) == signed_in, "the user has signed in")
    trial.check_code(trial.uninstall(folder), 0, "uninstall")
    trial.check((data / "kept.txt").exists(), "the user's data is still there")
    trial.check(computer.secrets(signed_in) == signed_in, "so is the sign-in")
    trial.check(beside.exists(), "so is a file of the user's beside the program")
    beside.unlink()
    folder.rmdir()
    folder.parent.rmdir()
    trial.check_nothing_left()
    kept = computer.registry()
    trial.check(
        r"HKCU\Software\Classes\.tif|=Viewer.Picture" in kept, "the program that opens TIFF files is the one it was"
    )
    trial.check(
        not any(".tiff" in line for line in kept if line.startswith("HKCU")), "no empty key of a file type is left"
    )
    trial.check_code(trial.run_setup(trial.setup, "/CurrentUser"), 0, "setup once more")
    usual = computer.local_data / "Programs" / "FaxDesk"
    trial.check(usual.is_dir(), "into the usual folder of the user")
    trial.check_code(trial.uninstall(usual, "/REMOVEDATA"), 0, "uninstall with the data")
    trial.check(_until(lambda: not data.exists(), 30), "the user's data is gone")
    trial.check(computer.secrets(signed_in) == {("another.program", "token")}, "the sign-in is gone, and no other")
    trial.check_nothing_left()


def _setup_for_all(trial: Trial) -> None:
    """Setup for everybody"""
    computer = trial.computer
    folder = computer.program_files / "FaxDesk"
    trial.check_code(trial.run_setup(trial.older_setup, "/AllUsers"), 0, "setup of an older version")
    with trial.open_window(folder) as program:
        trial.check_code(trial.run_setup(trial.setup, "/AllUsers"), 0, "setup for everybody while FaxDesk is open")
        trial.check(_until(lambda: program.poll() is not None, 30), "FaxDesk was closed for it")
    trial.check_installed(folder, "HKLM", trial.version, in_terminal=True)
    trial.check_shortcut(computer.common_start_menu / "FaxDesk.lnk", folder)
    trial.check(
        not [line for line in trial.traces() if line.startswith("HKCU")], "nothing was written for the user alone"
    )
    with trial.open_window(folder):
        code = computer.open_with(windows.PROG_ID, _SAMPLE)
        trial.check(
            computer.wait_for_window("New fax", _WAIT), f"a PDF opened with FaxDesk reaches the window ({code})"
        )
        computer.picture("opened-with-for-all")
    trial.check_code(trial.run_msi("/i", trial.msi), INSTALL_FAILURE, "the MSI over a setup")
    before = _contents(folder)
    code = trial.run_setup(trial.older_setup, "/AllUsers")
    trial.check_code(code, PRODUCT_VERSION, "an older version over a newer one")
    trial.check(_contents(folder) == before, "everything is as it was")
    trial.check(computer.data.exists(), "the data of the user is there")
    trial.check_code(trial.uninstall(folder, "/REMOVEDATA"), 0, "uninstall with the data")
    trial.check(_until(lambda: not computer.data.exists(), 30), "the data of the user is gone")
    trial.check_nothing_left()


def _msi(trial: Trial) -> None:
    """The MSI"""
    computer = trial.computer
    folder = computer.program_files / "FaxDesk"
    trial.check_code(trial.run_msi("/i", trial.msi), 0, "the MSI")
    trial.check_installed(folder, "HKLM", trial.version)
    trial.check((computer.msi_start_menu / "FaxDesk.lnk").exists(), "the shortcut is in the Start menu")
    trial.check_code(trial.run_setup(trial.newer_setup, "/AllUsers"), PRODUCT_VERSION, "setup over the MSI")
    with trial.open_window(folder):
        computer.picture("msi-installed")
        trial.check_code(trial.run_msi("/i", trial.newer_msi), 0, "upgrade while FaxDesk is open")
    trial.check_installed(folder, "HKLM", _NEWER)
    before = _contents(folder)
    trial.check_code(trial.run_msi("/i", trial.msi), INSTALL_FAILURE, "an older version over a newer one")
    trial.check(_contents(folder) == before, "everything is as it was")
    trial.check_code(trial.run_msi("/x", trial.newer_msi), 0, "uninstall")
    trial.check_nothing_left()


def _contents(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in windows.bundle_files(folder)}


def _is_noise(path: str) -> bool:
    """Return True for the user's data and what Windows itself keeps about programs that have run."""
    return bool(re.search(r"org\.faxdesk\.plus|/Prefetch/|/Recent/|FaxDesk-setup\.log$", path, re.IGNORECASE))


def _until(holds: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)  # noqa: TID251  other processes are at work
    return True


if __name__ == "__main__":
    from installers.make import version

    sys.exit(try_installers(version()))
