"""Set FaxDesk up, run it and check it: the same commands on Windows, macOS and Linux.

    python3 build/dev.py run [ARGUMENTS]    open FaxDesk on a practice account; ARGUMENTS go to faxdesk
    python3 build/dev.py test [ARGUMENTS]   every check that CI runs; with ARGUMENTS only pytest, with those
    python3 build/dev.py lint               formatting, lint, types and layering, without the tests
    python3 build/dev.py bench | soak       the measurements | the tests that run for minutes
    python3 build/dev.py pictures [FOLDER]  pictures of every page and dialog, in light and in dark, at 100 and 200 %
    python3 build/dev.py main-job           the main job by mouse, by keyboard and by the accessibility bus, with a
                                            picture of each step in dist/main-job (Linux)
    python3 build/dev.py lock               make the lock files again from pyproject.toml
    python3 build/dev.py windows [PATH...]  the tests and the main job on Windows: this one, or wine's on Linux
    python3 build/dev.py bundle             freeze FaxDesk into dist/, and have it test itself
    python3 build/dev.py reproduce          make the bundle again from a clone elsewhere, and compare both
    python3 build/dev.py installer [SYSTEM] make the bundle and the installers of this system, or of the one that is
                                            named (linux, windows, macos, appimage), in dist/installers/
    python3 build/dev.py sbom               the bill of materials of each installer in dist/installers/
    python3 build/dev.py fresh [OPTIONS]    run both commands of the README on bare systems (Linux, as root)

Only the standard library is used. What a command needs is set up first: system libraries (Debian and Ubuntu),
then `.venv` with the locked dependencies. When there is nothing to do, that takes a fraction of a second.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console import say, stop
from environments import ROOT, child_environment, development, runtime, use_a_known_python, vendor_sdk
from system_packages import QT_PACKAGES, SCREEN_PACKAGES, TEST_PACKAGES, install_system_packages

MEMORY = Path("/dev/shm")  # noqa: S108  the folder inside is made for this user alone
"""Where Linux has files that are in memory; other systems have no such folder."""
ROOM_FOR_FILES = 4 * 1024**3
"""Bytes that must be free there for the files of the tests, which take a tenth of it."""
FOLDER_OF_TESTS = "PYTEST_DEBUG_TEMPROOT"
"""The variable by which pytest is told where to have its files (docs.pytest.org, reference)."""

# ---------------------------------------------------------------------------------------------------- checks


def gates(python: Path) -> dict[str, list[str]]:
    """The checks that need no test, each as a command by its name."""
    tool = [str(python), "-m"]
    contracts = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return {
        "format": [*tool, "ruff", "format", "--check"],
        "lint": [*tool, "ruff", "check"],
        "layers": [str(python), "-c", contracts, "--no-logo"],
        # The exit code of either is not 0 for what it finds at all; nothing is asked of the network.
        "workflows": [str(python.with_name("actionlint"))],
        "security": [str(python.with_name("zizmor")), "--offline", "--no-progress", "--pedantic", ".github"],
        "types": [*tool, "mypy"],
    }


def pytest(python: Path, *arguments: str) -> list[str]:
    """The command that runs tests."""
    return [str(python), "-m", "pytest", *arguments]


def run_gates(commands: dict[str, list[str]]) -> int:
    """Run every command, also after one failed, so that one run shows everything; return 1 if any failed.

    The types take the longest of those that use one core only, and are checked beside the others from the start.
    """
    results = []
    with tempfile.TemporaryFile() as said:
        begun = time.monotonic()
        types = subprocess.Popen(
            commands["types"], cwd=ROOT, env=child_environment(), stdout=said, stderr=subprocess.STDOUT
        )
        for name, command in commands.items():
            say(f"== {name}")
            if name == "types":
                start, code = begun, types.wait()
                said.seek(0)
                say(said.read().decode("utf-8", "replace").rstrip())
            else:
                start, code = time.monotonic(), subprocess.call(command, cwd=ROOT, env=child_environment())
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
    vendor_sdk()
    # pytest rewrites each test file, and keeps that as bytecode: else each worker would do it again in each run.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if arguments:
        return subprocess.call(pytest(python, *arguments), cwd=ROOT, env=child_environment())
    coverage, results = ROOT / "coverage.json", ROOT / "tests.xml"
    for report in (coverage, results):
        report.unlink(missing_ok=True)
    commands = gates(python)
    # Each worker imports every test file. All would rewrite the same one at the same time, so one does it before them.
    types = commands.pop("types")
    commands["collection"] = pytest(python, "--collect-only", "-p", "no:terminal")
    commands["types"] = types
    # Two for each core, as many tests wait for a program or a clock. A worker that has no test left takes some from
    # another, so that none is idle at the end.
    side_by_side = (f"--numprocesses={2 * (os.cpu_count() or 1)}", "--dist=worksteal")
    reports = ("--cov", "--cov-report=", f"--cov-report=json:{coverage}", f"--junitxml={results}")
    commands["tests"] = pytest(python, *side_by_side, *reports)
    commands["coverage"] = [str(python), str(ROOT / "build" / "coverage_floor.py"), str(coverage)]
    commands["skipped"] = [str(python), str(ROOT / "build" / "skipped_tests.py"), str(results)]
    with files_in_memory():
        return run_gates(commands)


@contextmanager
def files_in_memory() -> Iterator[None]:
    """Let the tests have their files in memory where Linux has a folder for that, with room.

    Thousands of databases wait for the disk at each commit, which a slow or busy disk makes minutes of.
    """
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM_FOR_FILES:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="faxdesk-", dir=MEMORY) as folder:
        os.environ[FOLDER_OF_TESTS] = folder
        yield
        del os.environ[FOLDER_OF_TESTS]


def unhurried(command: str, arguments: list[str]) -> int:
    """Measure and print the table (`bench`), or run tests that take minutes (`soak`, which prints, and `main-job`)."""
    install_system_packages((*QT_PACKAGES, *SCREEN_PACKAGES, *TEST_PACKAGES))
    python = development()
    if command == "bench":
        words = [str(python), str(ROOT / "build" / "bench.py")]
    elif command == "main-job":
        words = pytest(python, "-m", "", "-n", "2", str(ROOT / "tests" / "system" / "test_main_job.py"))
    else:
        words = pytest(python, "-m", "soak", "-p", "no:randomly", "-o", "faulthandler_timeout=0", "-s")
    return subprocess.call([*words, *arguments], cwd=ROOT, env=child_environment())


def pictures(arguments: list[str]) -> int:
    """Make pictures of every page and dialog, in a folder (dist/pictures), at each scale in a process of its own."""
    install_system_packages((*QT_PACKAGES, *SCREEN_PACKAGES, *TEST_PACKAGES))
    python = development()
    folder = Path(arguments[0]).resolve() if arguments else ROOT / "dist" / "pictures"
    code = 0
    for scale in ("1", "2"):
        command = pytest(python, "tests/pictures", "-m", "pictures", "-p", "no:randomly")
        own = child_environment(FAXDESK_PICTURES=str(folder), QT_SCALE_FACTOR=scale)
        code |= subprocess.call(command, cwd=ROOT, env=own)
    say(f"The pictures are in {folder}.")
    return code


def lock() -> int:
    """Make the lock files again."""
    from locks import make_locks

    return make_locks()


def fresh(arguments: list[str]) -> int:
    """Do what a newcomer does, on bare systems."""
    from fresh import main as try_fresh_systems

    return try_fresh_systems(arguments)


def windows(arguments: list[str]) -> int:
    """Run the tests and the main job on Windows: this one, or wine's on Linux."""
    from windows_tests import main as try_windows

    return try_windows(arguments)


def bundle() -> int:
    """Freeze the program into a folder that needs no Python, and have it test itself."""
    from bundling.make import bundle as make_bundle

    return make_bundle()


def reproduce() -> int:
    """See that the same commit becomes the same files."""
    from bundling.reproduction import reproduce as make_again

    return make_again()


def installer(arguments: list[str]) -> int:
    """Make what people install FaxDesk from."""
    from installers.make import make_installers

    return make_installers(arguments)


def sbom() -> int:
    """Write what the installers are made of."""
    from installers.make import write_bills

    return write_bills()


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
    use_a_known_python()
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command in {"bench", "main-job", "soak"}:
        return unhurried(command, rest)
    if command == "pictures" and len(rest) < 2:
        return pictures(rest)
    with_arguments = {"run": run, "test": test, "fresh": fresh, "windows": windows, "installer": installer}
    if command in with_arguments:
        return with_arguments[command](rest)
    alone = {"lint": lint, "lock": lock, "bundle": bundle, "reproduce": reproduce, "sbom": sbom}
    if command in alone and not rest:
        return alone[command]()
    say((__doc__ or "").strip())
    return 0 if command in {"-h", "--help", "help"} else 2


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        stop("\nStopped. Run the same command again to go on.")
