"""Files that other programs have open: read without being in the way, replaced as soon as it is possible, named if not.

What Windows does is played where it is not Windows: `held` refuses a new name as MoveFileEx does.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from faxdesk.core import shared_files
from faxdesk.core.shared_files import FileHeld, discard, open_for_appending, open_for_reading, read_text, replace

Hold = Callable[[Path, int], list[Path]]


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Hold:
    """Have somebody hold a file, for so many tries to replace it; the answer grows by what was tried."""
    real, tried = os.replace, list[Path]()
    held: dict[Path, int] = {}

    def refuse(source: Path, target: Path) -> None:
        name = Path(target)
        tried.append(name)
        if held.get(name, 0) > 0:
            held[name] -= 1
            error = PermissionError(errno.EACCES, "Access is denied", str(source))
            error.winerror = 5  # type: ignore[attr-defined, unused-ignore]  # of Windows only
            raise error
        real(source, target)

    def begin(path: Path, tries: int) -> list[Path]:
        held[path] = tries
        return tried

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(shared_files, "_is_open_elsewhere", lambda path: held.get(path, 0) > 0)
    return begin


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    source, target = tmp_path / "new", tmp_path / "settings.json"
    source.write_text("new")
    target.write_text("old")
    return source, target


def test_a_file_that_is_let_go_soon_is_replaced(pair: tuple[Path, Path], hold: Hold) -> None:
    tried = hold(pair[1], 3)
    replace(*pair)
    assert pair[1].read_text() == "new"
    assert len(tried) == 4


def test_a_file_that_is_never_let_go_is_left_and_the_reason_is_true(pair: tuple[Path, Path], hold: Hold) -> None:
    hold(pair[1], 10_000)
    with pytest.raises(FileHeld) as caught:
        replace(*pair, patience=0.05)
    assert pair[1].read_text() == "old"
    assert shared_files.is_held(caught.value)
    assert shared_files.reason(caught.value) == "another program has the file open"
    assert "Close programs that look into" in shared_files.remedy(caught.value, pair[1].parent)


def test_what_nobody_holds_is_refused_at_once_and_for_its_own_reason(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refuse(*names: object) -> None:
        tried.append(names)
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError) as caught:
        replace(*pair)
    assert len(tried) == 1
    assert shared_files.reason(caught.value) == "Permission denied"


@pytest.mark.parametrize(
    ("number", "advice"),
    [(errno.ENOSPC, "Make room"), (errno.EACCES, "you may write into it"), (errno.EBUSY, "Close programs")],
)
def test_only_a_full_disk_is_called_full(number: int, advice: str, tmp_path: Path) -> None:
    assert advice in shared_files.remedy(OSError(number, os.strerror(number)), tmp_path)


def test_an_open_file_can_be_replaced_renamed_and_removed(tmp_path: Path) -> None:
    """On Windows it is the way in which it is opened that allows this."""
    kept, other = tmp_path / "kept", tmp_path / "other"
    kept.write_bytes(b"first")
    with open_for_reading(kept) as file:
        kept.rename(other)
        assert file.read() == b"first"
        discard(other)
        assert not other.exists()
        other.write_bytes(b"second")
    assert read_text(other) == "second"


def test_what_is_appended_to_a_renamed_file_goes_with_it(tmp_path: Path) -> None:
    log, before = tmp_path / "log", tmp_path / "before"
    with open_for_appending(log) as one, open_for_appending(log) as two:
        one.write(b"one\n")
        log.rename(before)
        two.write(b"two\n")
        one.write(b"three\n")
    assert before.read_bytes() == b"one\ntwo\nthree\n"
    assert sys.platform == "win32" or before.stat().st_mode & 0o077 == 0


def test_what_is_discarded_may_be_gone(tmp_path: Path) -> None:
    discard(tmp_path / "gone")


def test_a_folder_goes_when_the_files_in_it_are_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was removed while it was open keeps its name on Windows until it is closed, and its folder stays as long."""
    folder = tmp_path / "data"
    (folder / "inner").mkdir(parents=True)
    real, refused = os.rmdir, list[str]()

    def refuse(path: str, **more: object) -> None:
        if len(refused) < 3:
            refused.append(path)
            error = OSError(errno.ENOTEMPTY, "The directory is not empty", path)
            error.winerror = 145  # type: ignore[attr-defined, unused-ignore]  # of Windows only
            raise error
        real(path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "rmdir", refuse)
    shared_files.remove_folder(folder)
    assert not folder.exists()
    assert len(refused) == 3
    refused.clear()
    folder.mkdir()
    with pytest.raises(OSError, match="not empty"):
        shared_files.remove_folder(folder, patience=0)
