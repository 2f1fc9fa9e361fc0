"""Files that are written where the user says."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import reachable
from faxdesk.services.output_file import check_place, copy_to_open, make_folder, write_files

ON_WINDOWS = sys.platform == "win32"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A file of FaxDesk's, which is for its owner alone."""
    folder = tmp_path / "cache"
    folder.mkdir()
    path = folder / "report.pdf"
    path.write_bytes(b"%PDF-report")
    path.chmod(0o600)
    return path


@pytest.mark.skipif(ON_WINDOWS, reason="Windows has no such modes")
def test_a_file_of_the_user_has_the_mode_of_the_users_other_files(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mask, mode in ((0o022, 0o644), (0o027, 0o640), (0o077, 0o600)):
        usual = os.umask(mask)
        try:
            with monkeypatch.context() as patch:
                # To ask for the mask is to set it, for all threads: a file that another one makes then has it as well.
                patch.setattr(os, "umask", lambda _: pytest.fail("the mask of the process was changed"))
                write_files([(report, tmp_path / f"{mask}.pdf")])
        finally:
            os.umask(usual)
        assert stat.S_IMODE((tmp_path / f"{mask}.pdf").stat().st_mode) == mode


@pytest.mark.skipif(ON_WINDOWS, reason="Windows has no such modes")
def test_a_file_that_is_replaced_keeps_its_mode(report: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    for mode in (0o600, 0o666):
        target.write_bytes(b"old")
        target.chmod(mode)
        write_files([(report, target)])
        assert target.read_bytes() == b"%PDF-report"
        assert stat.S_IMODE(target.stat().st_mode) == mode


def test_nothing_is_left_of_a_file_that_cannot_be_written(report: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "place").mkdir()
    with pytest.raises(InputRefused, match="could not be written"):
        write_files([(report.with_name("gone"), folder / "report.pdf")])
    assert list(folder.iterdir()) == []


# ------------------------------------------------------------------------------------------------------- names


if sys.platform == "win32":
    # Elsewhere these are names as any other.

    @pytest.mark.parametrize("name", ["NUL", "con.pdf", "COM1.tiff", "report.pdf.", "report.pdf ", "report:1.pdf"])
    def test_a_name_that_windows_takes_for_another_is_refused(report: Path, tmp_path: Path, name: str) -> None:
        (folder := tmp_path / "place").mkdir()
        for act in (check_place, make_folder, lambda target: write_files([(report, target)])):
            with pytest.raises(InputRefused, match="Windows") as refused:
                act(folder / name)
            assert "another name" in refused.value.advice
        assert list(folder.iterdir()) == []


def test_a_file_is_written_however_long_its_path_is(report: Path, tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120) / ("y" * 120)
    reachable(folder.parent).mkdir()
    make_folder(folder)
    target = folder / "report.pdf"
    check_place(target)
    write_files([(report, target)])
    write_files([(report, target)])
    assert [entry.name for entry in reachable(folder).iterdir()] == ["report.pdf"]
    assert reachable(target).read_bytes() == b"%PDF-report"


if sys.platform == "win32":
    # Elsewhere a file that is open can be replaced.

    def test_a_file_that_another_program_has_open_is_not_replaced(
        report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("faxdesk.core.shared_files.PATIENCE", 0.0)
        target = tmp_path / "open.pdf"
        target.write_bytes(b"old")
        with target.open("rb"), pytest.raises(InputRefused, match="Another program has it open") as refused:
            write_files([(report, target)])
        assert "Close it there" in refused.value.advice
        assert target.read_bytes() == b"old"


# ------------------------------------------------------------------------------------- copies for other programs


def test_a_document_that_is_opened_elsewhere_again_is_copied_once(report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "opened"
    first = copy_to_open(report, folder, "Fax 1.pdf")
    assert first == folder / "Fax 1.pdf"
    # The other program still has it.
    with first.open("rb"):
        assert copy_to_open(report, folder, "Fax 1.pdf") == first
    assert list(folder.iterdir()) == [first]


def test_what_another_program_made_of_its_copy_stays(report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "opened"
    first = copy_to_open(report, folder, "Fax 1.pdf")
    first.write_bytes(b"%PDF-with a note")
    with first.open("rb"):
        second = copy_to_open(report, folder, "Fax 1.pdf")
    assert second == folder / "Fax 1 (2).pdf"
    assert second.read_bytes() == b"%PDF-report"
    assert first.read_bytes() == b"%PDF-with a note"
    # Another fax to the same number on the same day is another file, of the same length perhaps.
    report.write_bytes(b"%PDF-rep0rt")
    assert copy_to_open(report, folder, "Fax 1.pdf") == folder / "Fax 1 (3).pdf"


if sys.platform == "win32":
    # Elsewhere nobody can keep others from reading an own file.

    def test_a_copy_that_another_program_lets_nobody_read_is_in_nobodys_way(report: Path, tmp_path: Path) -> None:
        import _winapi

        folder = tmp_path / "opened"
        first = copy_to_open(report, folder, "Fax 1.pdf")
        held = _winapi.CreateFile(str(first), _winapi.GENERIC_READ, 0, 0, _winapi.OPEN_EXISTING, 0, 0)  # type: ignore[attr-defined]
        try:
            assert copy_to_open(report, folder, "Fax 1.pdf") == folder / "Fax 1 (2).pdf"
        finally:
            _winapi.CloseHandle(held)  # type: ignore[attr-defined]
