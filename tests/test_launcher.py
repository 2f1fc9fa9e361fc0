"""The exit code of the window's program, however it ends. What it does on a screen is in tests/test_app.py."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from faxdesk import launcher
from faxdesk.core.errors import FaxDeskError, InputRefused, StoreTrouble


class Played:
    """A program that ends as a test wants: with a code, or with an error."""

    ends: int | BaseException = 0
    ended_cleanly = True
    opened: Sequence[Path] = ()

    def __init__(self, *_words: object, **_more: object) -> None:
        pass

    def run(self, files: Sequence[Path]) -> int:
        Played.opened = files
        if isinstance(Played.ends, BaseException):
            raise Played.ends
        return Played.ends


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said in place of a window, of programs that are only played."""
    told: list[str] = []

    def show_and_end(_application: object, error: FaxDeskError) -> int:
        told.append(error.title)
        return 1

    monkeypatch.setattr(launcher, "Program", Played)
    monkeypatch.setattr(launcher, "make_application", lambda: None)
    monkeypatch.setattr(launcher, "show_and_end", show_and_end)
    monkeypatch.setattr(launcher, "missing_platform", lambda: "")
    return told


@pytest.mark.parametrize(
    ("ends", "code", "said"),
    [
        (0, 0, []),
        (3, 3, []),
        (KeyboardInterrupt(), launcher.INTERRUPTED, []),
        (StoreTrouble("The disk is full.", "Make room."), 1, ["The disk is full."]),
    ],
)
def test_the_exit_code_says_how_it_ended(
    told: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ends: int | BaseException,
    code: int,
    said: list[str],
) -> None:
    monkeypatch.setattr(Played, "ends", ends)
    assert launcher.main(["--data-dir", str(tmp_path), "letter.pdf"]) == code
    assert told == said
    assert Played.opened == [Path.cwd() / "letter.pdf"]


def test_a_fault_at_the_start_is_shown(
    told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults_are_expected: None
) -> None:
    monkeypatch.setattr(Played, "ends", ValueError("at a place that nobody thought of"))
    assert launcher.main(["--data-dir", str(tmp_path)]) == 1
    assert len(told) == 1


def test_without_a_screen_the_command_line_is_named(
    told: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "has_screen", lambda: False)
    assert launcher.main([]) != 0
    assert "faxdesk send" in capfd.readouterr().err


def test_a_file_in_a_folder_that_is_gone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_file: Path) -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "absolute", gone)
    with pytest.raises(InputRefused, match="the present folder is gone"):
        launcher._absolute(Path("letter.pdf"))
