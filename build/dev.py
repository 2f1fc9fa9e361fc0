"""Set FaxDesk up, run it and check it: the same commands on Windows, macOS and Linux.

    python3 build/dev.py run [ARGUMENTS]    open FaxDesk on a practice account; ARGUMENTS go to faxdesk
    python3 build/dev.py test [ARGUMENTS]   every check that CI runs; with ARGUMENTS only pytest, with those
    python3 build/dev.py lint               formatting, lint, types and layering, without the tests
    python3 build/dev.py bench | soak       the measurements | the tests that run for minutes
    python3 build/dev.py lock               make the lock files again from pyproject.toml
    python3 build/dev.py package            freeze FaxDesk into dist/, and start what came out

Only the standard library is used. What a command needs is set up first: system libraries (Debian and Ubuntu),
then `.venv` with the locked dependencies. When there is nothing to do, that takes a fraction of a second.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
RUNTIME_LOCK = ROOT / "build" / "requirements.txt"
DEV_LOCK = ROOT / "build" / "requirements-dev.txt"
SDK_LOCK = ROOT / "tests" / "contract" / "sdk-requirements.txt"

PACKAGE_LOCK = ROOT / "build" / "requirements-package.txt"
SAME_AS_RUNTIME = ["--constraint", "build/requirements.txt"]
LOCKS: dict[Path, list[str]] = {
    RUNTIME_LOCK: [],
    DEV_LOCK: ["--group", "dev", *SAME_AS_RUNTIME],
    PACKAGE_LOCK: ["--group", "package", *SAME_AS_RUNTIME],
}

# Debian's names of what the wheels do not bring, by purpose: a bare system, and what was added until it ran.
QT_PACKAGES = (
    "libegl1", "libgl1", "libxkbcommon0", "libglib2.0-0", "libfontconfig1", "libdbus-1-3",
    "fonts-dejavu-core",
)  # fmt: skip
SCREEN_PACKAGES = (
    "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
)  # fmt: skip
# Tests of the whole program use it as a person does: virtual screen, window manager, accessibility bus. Others count
# processes, have a TIFF read by the library that made the format common, and open FaxDesk in other languages.
TEST_PACKAGES = (
    "xvfb", "xauth", "openbox", "xdotool", "dbus-x11", "at-spi2-core", "python3-pyatspi", "gir1.2-atspi-2.0",
    "procps", "libtiff-tools", "locales",
)  # fmt: skip
# The same libraries by the names that the loader looks for, for Linux systems without dpkg.
LIBRARIES = (
    "libEGL.so.1", "libGL.so.1", "libxkbcommon.so.0", "libglib-2.0.so.0", "libfontconfig.so.1",
    "libdbus-1.so.3", "libxkbcommon-x11.so.0", "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1",
    "libxcb-shape.so.0",
)  # fmt: skip


def say(text: str) -> None:
    """Print a line at once, also when standard output is a pipe."""
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    """End with exit code 1 and one sentence that says what to do."""
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(1)


# ---------------------------------------------------------------------------------------------------- Python


def use_a_new_enough_python() -> None:
    """Go on with Python 3.11 or newer: this one or another that is here; otherwise say what to install."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for command in _other_pythons():
        if _is_new_enough(command):
            arguments = [*command, str(Path(__file__).resolve()), *sys.argv[1:]]
            raise SystemExit(subprocess.call(arguments))
    stop(
        f"FaxDesk needs Python 3.11 or newer, and this is {sys.version.split()[0]}. "
        "Install a newer one from python.org or with your package manager, and run this command again."
    )


def _other_pythons() -> list[list[str]]:
    names = [f"python3.{minor}" for minor in (14, 13, 12, 11)]
    found = [[path] for path in map(shutil.which, names) if path]
    launcher = shutil.which("py")
    return [*found, [launcher, "-3"]] if launcher else found


def _is_new_enough(command: list[str]) -> bool:
    check = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    try:
        return subprocess.call([*command, "-c", check], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


# ------------------------------------------------------------------------------------------- system packages


def install_system_packages(packages: tuple[str, ...]) -> None:
    """Install what is missing as root on Debian and Ubuntu; otherwise print the command to type, and stop.

    Other Linux systems name their packages differently: there the missing libraries are named, as a hint.
    """
    if sys.platform != "linux":
        return
    dpkg_query = shutil.which("dpkg-query")
    if not dpkg_query:
        _hint_at_missing_libraries()
        return
    installed = _installed_packages(dpkg_query)
    missing = [name for name in packages if name not in installed]
    if not missing:
        return
    if os.geteuid() != 0:
        stop(
            "Some system packages are missing. Install them with this command, then run the last one again:\n"
            f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(missing)}"
        )
    say(f"Installing system packages: {' '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    subprocess.call([*apt, "update"], env=env)
    if subprocess.call([*apt, "install", "-y", "--no-install-recommends", *missing], env=env):
        stop("apt-get could not install them. Its messages above say why; put that right and run this again.")


def _installed_packages(dpkg_query: str) -> set[str]:
    """Names of installed packages and the names they provide (libglib2.0-0t64 provides libglib2.0-0)."""
    form = "${db:Status-Status} ${Package} ${Provides}\n"
    listing = subprocess.run([dpkg_query, "-W", "-f", form], capture_output=True, text=True, check=True).stdout
    names: set[str] = set()
    for line in listing.splitlines():
        status, _, rest = line.partition(" ")
        if status == "installed":
            package, _, provided = rest.partition(" ")
            names.add(package)
            names.update(part.split()[0] for part in provided.split(",") if part.strip())
    return names


def _hint_at_missing_libraries() -> None:
    import ctypes

    missing = []
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    if missing:
        say(f"The window may not open: {', '.join(missing)} not found. Your package manager has them.")


# ---------------------------------------------------------------------------------------------- environments


class Environment(NamedTuple):
    """A virtual environment in `folder` that holds exactly what `locks` list, in this order."""

    folder: Path
    locks: tuple[Path, ...]

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def ensure(self) -> Path:
        """Make or complete the environment if it is not what it should be, and return its interpreter.

        The stamp is removed first and written last, so one whose making was interrupted is made anew.
        """
        stamp = self.folder / ".stamp"
        wanted = [_python_identity(), *map(_lock_identity, self.locks)]
        present = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() else []
        if self.python.exists() and set(wanted) <= set(present):
            return self.python
        stamp.unlink(missing_ok=True)
        if not self.python.exists() or not present or not set(present) <= set(wanted):
            present = []
            self._create()
        for lock in (lock for lock in self.locks if _lock_identity(lock) not in present):
            self._install(lock)
        fresh = stamp.with_suffix(".new")
        fresh.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        fresh.replace(stamp)
        return self.python

    def _create(self) -> None:
        say(f"Making {self.folder.name} with Python {sys.version.split()[0]}")
        if importlib.util.find_spec("ensurepip") is None:
            # Debian keeps this part of Python in a package of its own.
            install_system_packages((f"python3.{sys.version_info[1]}-venv",))
        if subprocess.call([_base_python(), "-m", "venv", "--clear", str(self.folder)], env=child_environment()):
            stop(f"Python could not make {self.folder}. Close what uses it, or delete it, and run this again.")
        site = self.folder / ("Lib" if os.name == "nt" else f"lib/python3.{sys.version_info[1]}") / "site-packages"
        # The program runs from its source, from any folder.
        (site / "faxdesk-source.pth").write_text(f"{ROOT}\n", encoding="utf-8")

    def _install(self, lock: Path) -> None:
        say(f"Installing {lock.relative_to(ROOT).as_posix()} (once; this can take a minute or two)")
        quiet = [] if sys.stdout.isatty() else ["--quiet"]
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", *quiet]
        # A lock is whole: resolving again would let a newer release of what is asked for with an extra break it.
        exact = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
        if subprocess.call([*pip, *exact, "-r", str(lock)], env=child_environment()):
            stop("The dependencies could not be installed; the messages above say why. Then run this again.")


def _base_python() -> str:
    """The interpreter outside any virtual environment: this one may be in the folder to be made."""
    config = Path(sys.prefix) / "pyvenv.cfg"
    if sys.prefix == sys.base_prefix or not config.exists():
        return sys.executable
    entries = dict(line.split(" = ", 1) for line in config.read_text("utf-8").splitlines() if " = " in line)
    return entries.get("executable", sys.executable)


def _python_identity() -> str:
    # With the folder of the project, because a virtual environment does not survive being moved.
    return f"python {'.'.join(map(str, sys.version_info[:3]))} {sys.base_prefix} {ROOT}"


def _lock_identity(lock: Path) -> str:
    return f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}"


def child_environment(**extra: str) -> dict[str, str]:
    """The environment for a program of ours: output at once, and no module path from outside."""
    foreign = {"PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**kept, "PYTHONUNBUFFERED": "1", **extra}


def runtime() -> Path:
    """Set up what the program needs, and return the interpreter."""
    return Environment(ROOT / ".venv", (RUNTIME_LOCK,)).ensure()


def development() -> Path:
    """Set up what the checks need, and return the interpreter."""
    return Environment(ROOT / ".venv", (RUNTIME_LOCK, DEV_LOCK)).ensure()


# ---------------------------------------------------------------------------------------------------- checks


def gates(python: Path) -> dict[str, list[str]]:
    """The checks that need no test, each as a command by its name."""
    tool = [str(python), "-m"]
    contracts = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return {
        "format": [*tool, "ruff", "format", "--check"],
        "lint": [*tool, "ruff", "check"],
        "types": [*tool, "mypy"],
        "layers": [str(python), "-c", contracts, "--no-logo"],
    }


def pytest(python: Path, *arguments: str) -> list[str]:
    """The command that runs tests."""
    return [str(python), "-m", "pytest", *arguments]


def run_gates(commands: dict[str, list[str]]) -> int:
    """Run every command, also after one failed, so that one run shows everything; return 1 if any failed."""
    results = []
    for name, command in commands.items():
        say(f"== {name}")
        start = time.monotonic()
        code = subprocess.call(command, cwd=ROOT, env=child_environment())
        results.append((name, code, time.monotonic() - start))
    say("== summary")
    for name, code, seconds in results:
        say(f"{name:10} {'passed' if code == 0 else f'FAILED (exit code {code})'} in {seconds:.1f} s")
    return int(any(code for _, code, _ in results))


def lint() -> int:
    """Run the checks that need no test."""
    return run_gates(gates(development()))


def test(arguments: list[str]) -> int:
    """Run every check; with arguments only pytest, with those, and without the floors of coverage."""
    install_system_packages((*QT_PACKAGES, *SCREEN_PACKAGES, *TEST_PACKAGES))
    python = development()
    if SDK_LOCK.exists():
        Environment(ROOT / ".venv-sdk", (SDK_LOCK,)).ensure()
    if arguments:
        return subprocess.call(pytest(python, *arguments), cwd=ROOT, env=child_environment())
    report = ROOT / "coverage.json"
    report.unlink(missing_ok=True)
    commands = gates(python)
    # On every core; a worker that has no test left takes some from another, so that none is idle at the end.
    side_by_side = ("--numprocesses=auto", "--dist=worksteal")
    commands["tests"] = pytest(python, *side_by_side, "--cov", "--cov-report=", f"--cov-report=json:{report}")
    commands["coverage"] = [str(python), str(ROOT / "build" / "coverage_floor.py"), str(report)]
    return run_gates(commands)


def unhurried(command: str, arguments: list[str]) -> int:
    """Measure and print the table (`bench`), or run the tests that take minutes and show what they print (`soak`)."""
    install_system_packages((*QT_PACKAGES, *SCREEN_PACKAGES, *TEST_PACKAGES))
    python = development()
    if command == "bench":
        words = [str(python), str(ROOT / "build" / "bench.py")]
    else:
        words = pytest(python, "-m", "soak", "-p", "no:randomly", "-o", "faulthandler_timeout=0", "-s")
    return subprocess.call([*words, *arguments], cwd=ROOT, env=child_environment())


def lock() -> int:
    """Make the lock files again: the newest that pyproject.toml allows, for every platform, with hashes."""
    python = development()
    uv = [str(python), "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--upgrade"]
    oldest = f"{OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]}"
    custom = ["--custom-compile-command", "python3 build/dev.py lock"]
    common = [*uv, "--quiet", "--python-version", oldest, *custom]
    for path, groups in LOCKS.items():
        output = ["--output-file", path.relative_to(ROOT).as_posix()]
        if subprocess.call([*common, *groups, *output], cwd=ROOT, env=child_environment()):
            stop("uv could not resolve the dependencies of pyproject.toml; its messages are above.")
    return 0


def package() -> int:
    """Freeze the program into a folder that needs no Python, and see that it has all its parts."""
    install_system_packages((*QT_PACKAGES, *SCREEN_PACKAGES))
    python = Environment(ROOT / ".venv-package", (PACKAGE_LOCK,)).ensure()
    folders = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "dist" / ".work")]
    freeze = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders, "faxdesk.spec"]
    if subprocess.call(freeze, cwd=ROOT, env=child_environment()):
        return 1
    places = {"darwin": "FaxDesk.app/Contents/MacOS/FaxDesk", "win32": "FaxDesk/FaxDesk.exe"}
    program = ROOT / "dist" / places.get(sys.platform, "faxdesk/faxdesk")
    with tempfile.TemporaryDirectory() as folder:
        smoke = [str(program), "--data-dir", folder, "--practice", "--smoke"]
        code = subprocess.call(smoke, env=child_environment(QT_QPA_PLATFORM="offscreen"))
    say(f"{program.parent} {'is complete' if code == 0 else 'does not work; the lines above say what is missing'}.")
    return code


# ------------------------------------------------------------------------------------------------------- run


def run(arguments: list[str]) -> int:
    """Open FaxDesk on a practice account. Where there is no screen, send one fax in the terminal instead."""
    screen = sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if screen:
        install_system_packages((*QT_PACKAGES, *SCREEN_PACKAGES))
    python = str(runtime())
    if screen or arguments:
        return subprocess.call([python, "-m", "faxdesk", "--practice", *arguments], env=child_environment())
    say("There is no screen here, so this sends a practice fax in the terminal.")
    return subprocess.call([python, str(ROOT / "build" / "first_fax.py")], env=child_environment())


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; without a known command, say which there are."""
    use_a_new_enough_python()
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command in {"run", "test"}:
        return run(rest) if command == "run" else test(rest)
    if command in {"bench", "soak"}:
        return unhurried(command, rest)
    alone = {"lint": lint, "lock": lock, "package": package}
    if command in alone and not rest:
        return alone[command]()
    say((__doc__ or "").strip())
    return 0 if command in {"-h", "--help", "help"} else 2


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        stop("\nStopped. Run the same command again to go on.")
