"""The log: the owner's alone, of a bounded size, without secrets, and silent where the disk does not take it."""

from __future__ import annotations

import errno
import logging
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core import redaction
from faxdesk.store import logfile
from tests.raised import every_exception
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from faxdesk.core.errors import StoreTrouble
    from faxdesk.store.data_folder import DataFolder

LOG = logging.getLogger("faxdesk.anything")
full_disk = pytest.mark.skipif(
    sys.platform == "win32" or not Path("/dev/full").exists(), reason="needs a device that is always full"
)


def test_the_log_is_the_owners_alone(folder: DataFolder) -> None:
    logfile.start(folder.log)
    LOG.info("something happened")
    assert "something happened" in folder.log.read_text()
    assert os.name == "nt" or folder.log.stat().st_mode & 0o077 == 0


def test_the_log_does_not_fill_the_disk(folder: DataFolder) -> None:
    """The last day can be read in it all the same, in the file or in those before it."""
    logfile.start(folder.log)
    for number in range(6000):
        LOG.info("%d %s", number, "x" * 1000)
    files = list(folder.path.glob("faxdesk.log*"))
    assert 1_000_000 < sum(file.stat().st_size for file in files) < 5_000_000
    assert "5999 x" in folder.log.read_text()


# ------------------------------------------------------------------------------------------- where it cannot be kept


def file_handler() -> logging.FileHandler:
    (handler,) = [one for one in logging.getLogger("faxdesk").handlers if isinstance(one, logging.FileHandler)]
    return handler


def test_without_a_log_faxdesk_goes_on_and_says_so(tmp_path: Path) -> None:
    told: list[StoreTrouble] = []
    logfile.start(tmp_path / "gone" / "faxdesk.log", told.append)
    LOG.info("nobody hears")
    assert len(told) == 1
    assert told[0].title.startswith("The log cannot be written: ")


@full_disk
@pytest.mark.usefixtures("faults_are_expected")
def test_a_full_disk_is_told_once_and_nothing_is_printed(folder: DataFolder, capfd: pytest.CaptureFixture[str]) -> None:
    told: list[StoreTrouble] = []
    folder.log.symlink_to("/dev/full")
    logfile.start(folder.log, told.append)
    for _ in range(3):
        LOG.error("something happened")
        try:
            raise ValueError  # noqa: TRY301  something has to be caught
        except ValueError:
            LOG.exception("and more")
    assert [error.title for error in told] == ["The log cannot be written: No space left on device."]
    assert capfd.readouterr().err == ""


def test_a_log_that_cannot_be_turned_over_is_told_once(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[StoreTrouble] = []
    monkeypatch.setattr(logfile, "_BYTES", 200_000)
    logfile.start(folder.log, told.append)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    for number in range(800):
        LOG.info("%d %s", number, "x" * 1000)
    assert told == [], "it becomes longer instead"
    assert [int(line.split()[-2]) for line in folder.log.read_text().splitlines()] == list(range(800))
    for number in range(400):
        LOG.info("%d %s", number, "x" * 1000)
    assert len(told) == 1
    assert folder.log.stat().st_size < 1_200_000
    assert capfd.readouterr().err == ""
    monkeypatch.undo()
    LOG.info("room again")
    assert "room again" in folder.log.read_text(), "as soon as it can be written, it is"


_PROGRAM = """
import logging, sys
from pathlib import Path
from faxdesk.store import logfile
logfile.print_nothing()
try:
    raise ValueError("a fault")
except ValueError:
    logging.getLogger("faxdesk.x").exception("before there is a log")
    logging.getLogger("keyring").warning("of a library")
"""


_WRITER = """
import logging, sys
from pathlib import Path
from faxdesk.store import logfile

logfile._BYTES = 20_000
logfile._KEPT = 40
logfile.start(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(500):
    logging.getLogger("faxdesk.x").info("line %s-%d %s", sys.argv[2], number, "x" * 100)
"""


def test_several_processes_share_a_log_and_none_loses_a_line(folder: DataFolder) -> None:
    """Also while it is turned over again and again: each goes on in the new file, whoever has begun it."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(folder.log), str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for number in range(3)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"ready"
    for writer in writers:
        writer.communicate(b"go\n", timeout=PATIENCE)
        assert writer.returncode == 0
    files = list(folder.path.glob("faxdesk.log*"))
    text = "".join(file.read_text("utf-8") for file in files)
    written = Counter(re.findall(r" line (\d-\d+) x{100}\n", text))
    assert len(files) > 5
    assert written == {f"{writer}-{number}": 1 for writer in range(3) for number in range(500)}


def test_what_another_process_has_turned_over_is_left(folder: DataFolder) -> None:
    """A process that wrote nothing for a while still has the old file open."""
    logfile.start(folder.log)
    LOG.info("before")
    folder.log.rename(folder.path / "faxdesk.log.1")
    LOG.info("after")
    assert "after" in folder.log.read_text()
    assert "after" not in (folder.path / "faxdesk.log.1").read_text()


def test_nothing_is_printed_before_there_is_a_log() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, timeout=PATIENCE, check=True)
    assert done.stderr == b""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_the_trace_of_a_crash_goes_into_no_other_file(folder: DataFolder) -> None:
    """The number of a file that was closed is that of the next one which is opened: it may be the database."""
    program = """
import ctypes, logging, os, sys
from pathlib import Path
from faxdesk.store import logfile

logfile.start(Path(sys.argv[1]))
(handler,) = logging.getLogger("faxdesk").handlers
first = handler.stream.fileno()
for _ in range(1500):
    logging.getLogger("faxdesk.x").info("x" * 1000)
other = open(sys.argv[2], "wb")
assert other.fileno() == first
ctypes.string_at(0)
"""
    other = folder.path / "other"
    done = subprocess.run([sys.executable, "-c", program, str(folder.log), str(other)], timeout=PATIENCE, check=False)
    assert done.returncode < 0
    assert other.read_bytes() == b""
    assert "Segmentation fault" in folder.log.read_text()


# ----------------------------------------------------------------------------------------------------- its content


@pytest.mark.usefixtures("faults_are_expected")
@pytest.mark.parametrize(
    "secret", ["opensesame-17", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.s3cr3t", "correct horse battery"]
)
def test_no_secret_is_in_it_not_even_in_a_traceback(folder: DataFolder, secret: str) -> None:
    redaction.remember(secret)
    logfile.start(folder.log)
    LOG.info("the token %s was refused", secret)
    try:
        raise ValueError(f"could not parse {secret!r}")  # noqa: TRY301  something has to be caught
    except ValueError:
        LOG.exception("a fault with %r", {"token": secret})
    LOG.info("http://office:%s@proxy.example", secret)
    text = folder.log.read_text("utf-8")
    assert secret not in text
    assert "Traceback" in text
    assert "test_logfile.py" in text, "engineers need the places"


def test_the_password_of_a_document_is_in_no_traceback(folder: DataFolder) -> None:
    redaction.remember_here("Rechnung17")
    logfile.start(folder.log)
    LOG.warning("the child was lost in %s", {"password": "Rechnung17"})
    assert "Rechnung17" not in folder.log.read_text()


@pytest.mark.usefixtures("faults_are_expected")
def test_whatever_is_raised_is_written(folder: DataFolder, capfd: pytest.CaptureFixture[str]) -> None:
    """An exception may fail when it is asked for its words; the place where it came from is written all the same."""
    told: list[StoreTrouble] = []
    log = logging.getLogger("faxdesk")
    # Those of the tests fail where an exception has no words, and say so.
    for handler in log.handlers[:]:
        log.removeHandler(handler)
    logfile.start(folder.log, told.append)
    for number, error in enumerate(every_exception()):
        LOG.error("fault %d", number, exc_info=error)
        LOG.error("words %s", error)
    text = folder.log.read_text("utf-8", "replace")
    assert all(f"fault {number}" in text or "cannot be written" in text for number in range(10))
    assert told == []
    assert capfd.readouterr().err == ""


def test_there_is_one_log_and_nobody_has_to_be_there_to_hear_of_it(folder: DataFolder, tmp_path: Path) -> None:
    """Another account has another log; what logs goes on when its window is gone."""

    def gone(_: StoreTrouble) -> None:
        raise RuntimeError("Signal source has been deleted")

    logfile.start(tmp_path / "before.log")
    logfile.start(folder.log, gone)
    LOG.info("to the second")
    assert "to the second" not in (tmp_path / "before.log").read_text("utf-8")
    handler = file_handler()
    try:
        raise OSError(28, "No space left on device")  # noqa: TRY301  something has to be caught
    except OSError:
        handler.handleError(logging.makeLogRecord({}))


def test_half_a_surrogate_pair_is_written(folder: DataFolder) -> None:
    logfile.start(folder.log)
    LOG.info("a name \ud800 of a file")
    assert r"\ud800" in folder.log.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other modes")
def test_every_file_of_the_log_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the one that begins when the first is full."""
    monkeypatch.setattr(logfile, "_BYTES", 200)
    usual = os.umask(0o022)
    root = logging.getLogger("faxdesk")
    before = list(root.handlers)
    try:
        logfile.start(tmp_path / "faxdesk.log")
        for number in range(20):
            root.warning("line %d", number)
    finally:
        os.umask(usual)
        for handler in [handler for handler in root.handlers if handler not in before]:
            root.removeHandler(handler)
            handler.close()
    files = list(tmp_path.glob("faxdesk.log*"))
    assert len(files) > 1
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
