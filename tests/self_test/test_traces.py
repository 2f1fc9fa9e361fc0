"""What the self-test has made goes with it, and it says so where that is not possible."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk import self_test
from faxdesk.core import shared_files
from faxdesk.self_test import console, parts
from faxdesk.store import logfile

if TYPE_CHECKING:
    from faxdesk.self_test.results import Results

LOG = logging.getLogger("faxdesk")


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be a self-test that takes no time, and keeps a log in its folder as a window does."""

    def with_log(_results: Results, folder: Path) -> None:
        folder.mkdir()
        logfile.start(folder / "faxdesk.log")
        LOG.warning("something happened")

    # A window of another test may have left its own.
    logfile.stop()
    monkeypatch.setattr(parts, "check_all", lambda results: results.check("parts", lambda: "there"))
    monkeypatch.setattr(console, "check_all", with_log)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_nothing_is_left_and_no_file_is_open(temp: Path) -> None:
    """Windows does not remove the folder of a file that is open, be it the log of this very program."""
    before = list(LOG.handlers)
    assert self_test.main(["--self-test", "--console"]) == 0
    assert list(temp.iterdir()) == []
    assert LOG.handlers == before


def test_a_folder_that_cannot_be_removed_fails_it(
    temp: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(folder: Path) -> None:
        raise OSError(16, "Device or resource busy", str(folder))

    monkeypatch.setattr(shared_files, "remove_folder", refuse)
    assert self_test.main(["--self-test", "--console"]) == 1
    (folder,) = temp.iterdir()
    assert (
        f"FAILED  traces: {folder} cannot be removed, because of console, console/faxdesk.log"
        in capsys.readouterr().out
    )
