"""A Windows to install on: wine's, in a prefix of its own without Python, or this computer where it is one."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PureWindowsPath

from console import say
from environments import ROOT, child_environment, development
from installers import windows_entries as windows
from system_packages import install_system_packages
from wine import Wine, tool, windows_path

SCREEN_PACKAGES = ("xvfb", "x11-utils", "imagemagick", "xdotool")
"""A screen, what windows are on it, pictures of it, and a keyboard."""
PICTURES = ROOT / "dist" / "installers" / "pictures"
_FOLDER = ROOT / "dist" / ".windows-trial"
_SHELL = "Microsoft/Windows"
_HKCU = ("HKCU\\Software", "HKCU\\Software\\Classes")
_HKLM = (
    *(rf"HKLM\{key}" for key in windows.OWNED_KEYS),
    *(rf"HKLM\Software\Classes\{suffix}" for suffix in windows.TYPES),
    *(rf"HKLM\Software\Classes\SystemFileAssociations\{suffix}" for suffix in windows.TYPES),
    r"HKLM\Software\RegisteredApplications",
    r"HKLM\Software\Classes\Installer\Products",
    r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall",
)
_RESTART_KEY = r"HKLM\System\CurrentControlSet\Control\Session Manager"
_RESTART_VALUE = "PendingFileRenameOperations"
"""Where Windows notes what it does at its next start (MoveFileExW, MOVEFILE_DELAY_UNTIL_REBOOT)."""
_SHIFT, _KEY_UP = 0x10, 0x2
"""VK_SHIFT and KEYEVENTF_KEYUP (winuser.h)."""
_LONG = {"HKEY_CURRENT_USER": "HKCU", "HKEY_LOCAL_MACHINE": "HKLM"}


class TooLongError(Exception):
    """A program has not ended in its time. What it has left behind can be anything."""


class Computer(ABC):
    """Runs installers and what they have installed, and shows what is in folders and registry."""

    limits_files = False
    """Whether a program can be kept from writing large files, as a full disk does."""
    keeps_shortcut_properties = True
    """Whether a shortcut keeps its AppUserModelID."""
    others_write = True
    """Whether programs that have nothing to do with FaxDesk write into the folders of the user and of programs."""

    home: Path
    program_files: Path
    program_data: Path
    machine_keys: Sequence[str] = _HKLM

    @staticmethod
    @contextmanager
    def new() -> Iterator[Computer]:
        """Begin with a Windows that has no FaxDesk, and end what runs there afterwards."""
        if sys.platform == "win32":
            yield ThisComputer()
            return
        computer = WineComputer()
        try:
            computer.begin()
            yield computer
        finally:
            computer.close()

    @property
    def local_data(self) -> Path:
        """%LOCALAPPDATA%."""
        return self.home / "AppData" / "Local"

    @property
    def data(self) -> Path:
        """Where FaxDesk keeps the user's data."""
        return self.local_data / windows.APP_ID

    @property
    def temp(self) -> Path:
        """%TEMP%."""
        return self.local_data / "Temp"

    @property
    def start_menu(self) -> Path:
        """The Start menu of the user."""
        return self.home / "AppData" / "Roaming" / _SHELL / "Start Menu" / "Programs"

    @property
    def common_start_menu(self) -> Path:
        """The Start menu of everybody."""
        return self.program_data / _SHELL / "Start Menu" / "Programs"

    @property
    def msi_start_menu(self) -> Path:
        """Where Windows Installer puts the shortcuts of a package for everybody."""
        return self.common_start_menu

    @property
    def send_to(self) -> Path:
        """What the menu *Send to* shows."""
        return self.home / "AppData" / "Roaming" / _SHELL / "SendTo"

    def run(self, words: Sequence[str | Path], limit: float, most_bytes: int | None = None) -> int:
        """Run a program and return its exit code. Raises `TooLongError` where it has not ended in `limit` seconds."""
        return self.output(words, limit, most_bytes)[0]

    def output(self, words: Sequence[str | Path], limit: float = 120, most_bytes: int | None = None) -> tuple[int, str]:
        """Run a program; return its exit code and what it printed. Raises `TooLongError`, as `run` does."""
        text = io.StringIO()
        texts = self._words(words)
        code = self._run(texts, text, limit, most_bytes)
        if code is None:
            raise TooLongError(f"{' '.join(texts)} has not ended in {limit:.0f} seconds")
        return code, text.getvalue()

    def start(self, words: Sequence[str | Path]) -> subprocess.Popen[bytes]:
        """Start a program that is not waited for."""
        return self._start(self._words(words))

    def registry(self) -> list[str]:
        """Return the texts in the registry of the user and the computer, each as `HIVE\\key|name=text`.

        A key without a value is there as `HIVE\\key|`.
        """
        return list(dict.fromkeys(line for key in (*_HKCU, *self.machine_keys) for line in self._exported(key)))

    def removed_at_restart(self) -> set[str]:
        """Return the paths, in small letters, of what Windows removes when it starts the next time."""
        lines = self._exported(_RESTART_KEY)
        value = next((line.partition("=")[2] for line in lines if f"|{_RESTART_VALUE}=" in line), "")
        return set(paths_to_remove(value))

    def _exported(self, key: str) -> list[str]:
        file = self.temp / "registry-of-trial.reg"
        file.unlink(missing_ok=True)
        self.run(["reg", "export", key, file, "/y"], 120)
        lines = list(parse_registry(file.read_text("utf-16"))) if file.exists() else []
        file.unlink(missing_ok=True)
        return lines

    def set_registry(self, key: str, name: str, text: str) -> None:
        """Write a text to the registry, as another program."""
        named = ["/v", name] if name else ["/ve"]
        self.run(["reg", "add", key, *named, "/d", text, "/f"], 60)

    def files(self) -> Iterator[str]:
        """Yield all files and folders where installers write to."""
        for top in (self.home, self.program_files, self.program_data):
            for folder, folders, files in os.walk(top):
                yield from (Path(folder, name).as_posix() for name in (*folders, *files))

    def wait_for_window(self, title: str, seconds: float) -> bool:
        """Wait until there is a window whose title has these words; return False where none comes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(title in shown for shown in self.titles()):
                return True
            time.sleep(0.5)  # noqa: TID251  other processes are at work
        return False

    def keep_secrets(self, secrets: Iterable[tuple[str, str]]) -> None:
        """Put secrets into the user's keyring, each by the program and the name that it has there."""
        for program, name in sorted(secrets):
            self._keyring(f"set_password({program!r}, {name!r}, 'secret')")

    def secrets(self, names: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return which of these are in the user's keyring."""
        return {(program, name) for program, name in names if self._keyring(f"get_password({program!r}, {name!r})")}

    def _keyring(self, call: str) -> bool:
        """Call the keyring as FaxDesk does, and return whether it had an answer."""
        return "'secret'" in self.output([self._python(), "-c", f"import keyring; print(repr(keyring.{call}))"])[1]

    def _words(self, words: Sequence[str | Path]) -> list[str]:
        """Return words with the paths as Windows has them.

        A folder for NSIS goes in the pieces that a blank parts: it must not be in quotes.
        """
        texts: list[str] = []
        for word in words:
            text = self.windows_path(word) if isinstance(word, Path) else word
            texts += text.split(" ") if text.startswith(("/D=", "_?=")) else [text]
        return texts

    @abstractmethod
    def renew(self) -> bool:
        """Begin again with a Windows that has no FaxDesk; return False where that cannot be had."""

    @abstractmethod
    def windows_path(self, path: Path) -> str:
        """Return a path as programs there see it."""

    @abstractmethod
    def same_code(self, code: int | None, wanted: int) -> bool:
        """Return whether a program ended with this exit code."""

    @abstractmethod
    def open_with(self, prog_id: str, file: Path) -> int:
        """Open a file by a class of documents, as *Open with* does."""

    @abstractmethod
    def titles(self) -> list[str]:
        """Return the titles of all visible windows."""

    @abstractmethod
    def type_text(self, text: str) -> None:
        """Press the keys of a text, for the window that has the keyboard."""

    @abstractmethod
    def picture(self, name: str) -> None:
        """Keep a picture of the screen, where there is one."""

    @abstractmethod
    def end_program(self, program: subprocess.Popen[bytes], image: str = windows.PROGRAM) -> None:
        """End a program that was started from the file `image`, and what it has started."""

    @abstractmethod
    def _python(self) -> Path:
        """Return the interpreter that has what FaxDesk needs."""

    @abstractmethod
    def _run(self, words: list[str], text: io.StringIO, limit: float, most_bytes: int | None) -> int | None: ...

    @abstractmethod
    def _start(self, words: list[str]) -> subprocess.Popen[bytes]: ...


class WineComputer(Computer):
    """wine's Windows. Nothing there keeps a file that is in use from being replaced."""

    limits_files = True
    # IPropertyStore::SetValue of a shortcut is a stub there.
    keeps_shortcut_properties = False
    others_write = False
    machine_keys = (r"HKLM\Software",)

    def __init__(self) -> None:
        self._wine = Wine(_FOLDER)
        drive = self._wine.prefix / "drive_c"
        self._drive = drive
        self.program_files, self.program_data = drive / "Program Files", drive / "ProgramData"
        self._screen: subprocess.Popen[str] | None = None
        self._display = ""
        self._running = ExitStack()

    @property
    def temp(self) -> Path:
        """%TEMP%, which wine has directly in the user's folder."""
        return self.home / "Temp"

    @property
    def msi_start_menu(self) -> Path:
        """The Start menu of the user: wine 8's Windows Installer knows no other, whoever a package is for."""
        return self.start_menu

    def begin(self) -> None:
        """Make a screen, and the Windows."""
        install_system_packages(SCREEN_PACKAGES)
        self._screen = subprocess.Popen(
            [tool("Xvfb"), "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip
        self._display = f":{(self._screen.stdout or io.StringIO()).readline().strip()}"
        self.renew()

    def renew(self) -> bool:
        """Make the Windows, from that of the tests."""
        self._running.close()
        tests = Wine()
        tests.ensure()
        self._wine.end()
        shutil.rmtree(_FOLDER, ignore_errors=True)
        _FOLDER.mkdir(parents=True)
        shutil.copytree(tests.prefix, self._wine.prefix, symlinks=True)
        users = [path for path in (self._drive / "users").iterdir() if path.name != "Public"]
        (self.home,) = users
        # The first program gives the desktop its screen.
        self._running.enter_context(self._wine.awake({"DISPLAY": self._display}))
        return True

    def close(self) -> None:
        """End everything that runs there, and the screen."""
        self._running.close()
        self._wine.end()
        if self._screen is not None:
            self._screen.terminate()
            self._screen.wait()

    def windows_path(self, path: Path) -> str:
        """Return a path as programs there see it."""
        if path.is_relative_to(self._drive):
            return str(PureWindowsPath("C:\\", *path.relative_to(self._drive).parts))
        return windows_path(path)

    def same_code(self, code: int | None, wanted: int) -> bool:
        """Return whether a program ended with this exit code, of which Linux has the lowest byte."""
        return code == wanted % 256

    def open_with(self, prog_id: str, file: Path) -> int:
        """Open a file by a class of documents, as *Open with* does."""
        wanted = rf"\{prog_id}\shell\open\command|=".lower()
        line = next(line for line in self.registry() if wanted in line.lower())
        if line.startswith("HKLM"):
            return self.run(["start", "/progidopen", prog_id, file], 120)
        # wine 8 looks for classes of documents among those of everybody only.
        program = line.partition("|=")[2].split('"')[1]
        return self.run([program, file], 120)

    def titles(self) -> list[str]:
        """Return the titles of all windows on the screen."""
        words = [tool("xwininfo"), "-display", self._display, "-root", "-tree"]
        shown = subprocess.run(words, capture_output=True, encoding="utf-8", check=False, errors="replace").stdout
        return re.findall(r'0x[0-9a-f]+ "(.*?)": \(', shown)

    def type_text(self, text: str) -> None:
        """Press the keys of a text, for the window that has the keyboard."""
        subprocess.run([tool("xdotool"), "type", text], env={**os.environ, "DISPLAY": self._display}, check=True)
        # Until the program has taken them.
        time.sleep(3)  # noqa: TID251  other processes are at work

    def picture(self, name: str) -> None:
        """Keep a picture of the screen in dist/installers/pictures."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        file = PICTURES / f"{name}.png"
        # A window that is there may not have been drawn yet.
        time.sleep(3)  # noqa: TID251  other processes are at work
        subprocess.call([tool("import"), "-display", self._display, "-window", "root", str(file)])
        say(f"  a picture: {file.relative_to(ROOT)}")

    def end_program(self, program: subprocess.Popen[bytes], image: str = windows.PROGRAM) -> None:
        """End a program that was started from the file `image`, and what it has started."""
        self.run(["taskkill", "/f", "/im", image], 60)
        _wait_for(program)

    def _run(self, words: list[str], text: io.StringIO, limit: float, most_bytes: int | None) -> int | None:
        if most_bytes is None:
            return self._wine.run(words, text, limit, {"DISPLAY": self._display})
        # Writing beyond the limit fails, as it does on a full disk; the signal that would end the program is not sent.
        limited = 'trap "" XFSZ; ulimit -f "$0"; exec "$@"'
        shell = [tool("sh"), "-c", limited, str(most_bytes // 512), tool("wine"), *words]
        try:
            return subprocess.run(shell, env=self._environment(), timeout=limit, check=False).returncode
        except subprocess.TimeoutExpired:
            self._wine.end()
            return None

    def _start(self, words: list[str]) -> subprocess.Popen[bytes]:
        program = subprocess.Popen(
            [tool("wine"), *words], cwd=ROOT, env=self._environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        # It prints nothing; CPython does not start under wine without pipes.
        if program.stdin is not None:
            program.stdin.close()
        return program

    def _python(self) -> Path:
        return Wine().python

    def _environment(self) -> dict[str, str]:
        return self._wine.environment({"DISPLAY": self._display})


class ThisComputer(Computer):
    """This Windows."""

    def __init__(self) -> None:
        self.home = Path.home()
        self.program_files = Path(os.environ.get("PROGRAMFILES", r"C:\Program Files"))
        self.program_data = Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData"))

    def renew(self) -> bool:
        """Return False: this Windows is the only one."""
        return False

    def windows_path(self, path: Path) -> str:
        """Return a path as programs there see it."""
        return str(path)

    def same_code(self, code: int | None, wanted: int) -> bool:
        """Return whether a program ended with this exit code."""
        return code == wanted

    def open_with(self, prog_id: str, file: Path) -> int:
        """Open a file by the command that the registry has for a class of documents."""
        wanted = rf"\{prog_id}\shell\open\command|=".lower()
        command = next(line.partition("|=")[2] for line in self.registry() if wanted in line.lower())
        return subprocess.call(command.replace("%1", str(file)), env=child_environment())

    def titles(self) -> list[str]:
        """Return the titles of all visible windows."""
        titles: list[str] = []
        if sys.platform == "win32":
            import ctypes

            user = ctypes.windll.user32

            @ctypes.WINFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)
            def note(window: int, _: int) -> bool:
                text = ctypes.create_unicode_buffer(512)
                if user.IsWindowVisible(ctypes.c_void_p(window)):
                    user.GetWindowTextW(ctypes.c_void_p(window), text, len(text))
                    titles.append(text.value)
                return True

            user.EnumWindows(note, None)
        return titles

    def type_text(self, text: str) -> None:
        """Press the keys of a text, for the window that has the keyboard."""
        if sys.platform == "win32":
            import ctypes

            user = ctypes.windll.user32
            for letter in text:
                # The low byte is the key, the first bit above it whether Shift is pressed with it (VkKeyScanW).
                key, shift = user.VkKeyScanW(ord(letter)) & 0xFF, user.VkKeyScanW(ord(letter)) & 0x100
                pressed = [*((_SHIFT,) if shift else ()), key]
                for one in pressed:
                    user.keybd_event(one, 0, 0, 0)
                for one in reversed(pressed):
                    user.keybd_event(one, 0, _KEY_UP, 0)
        time.sleep(3)  # noqa: TID251  other processes are at work

    def picture(self, name: str) -> None:
        """Keep no picture: whoever sits here sees it."""

    def end_program(self, program: subprocess.Popen[bytes], _image: str = windows.PROGRAM) -> None:
        """End a program that was started from the file `image`, and what it has started."""
        subprocess.call([tool("taskkill"), "/f", "/t", "/pid", str(program.pid)])
        _wait_for(program)

    def _run(self, words: list[str], text: io.StringIO, limit: float, _most_bytes: int | None) -> int | None:
        try:
            done = subprocess.run(
                words, env=child_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=limit, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
        text.write(done.stdout.decode("utf-8", "replace"))
        return done.returncode

    def _start(self, words: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(words, env=child_environment())

    def _python(self) -> Path:
        return development()


def _wait_for(program: subprocess.Popen[bytes]) -> None:
    try:
        program.wait(60)
    except subprocess.TimeoutExpired:
        program.kill()
        raise TooLongError("FaxDesk, which was ended, is still there") from None


def parse_registry(text: str) -> Iterator[str]:
    """Yield the entries of what `reg export` has written, each as `HIVE\\key|name=text`."""
    key = ""
    # A value of many bytes goes on in the next line.
    for line in re.sub(r"\\\r?\n\s*", "", text).splitlines():
        if line.startswith("["):
            hive, _, rest = line.strip("[]").partition("\\")
            key = f"{_LONG.get(hive, hive)}\\{rest}"
            yield f"{key}|"
        elif match := re.match(r'(?:@|"((?:[^"\\]|\\.)*)")=(.*)', line):
            name, value = match[1] or "", match[2]
            if value.startswith('"'):
                value = _plain(value.strip()[1:-1])
            yield f"{key}|{_plain(name)}={value}"


def paths_to_remove(value: str) -> Iterator[str]:
    """Yield the paths, in small letters, that a value PendingFileRenameOperations of an export has no new name for."""
    texts = bytes.fromhex(value.partition(":")[2].replace(",", "")).decode("utf-16-le").split("\0")
    for old, new in zip(texts[::2], texts[1::2], strict=False):
        if old and not new:
            yield old.removeprefix("\\??\\").lower()


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
