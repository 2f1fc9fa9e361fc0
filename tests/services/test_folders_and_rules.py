"""Which folders are watched, and what their rules may be: whatever else is there costs a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused
from faxdesk.core.watch_rules import LARGEST
from faxdesk.services.rule_file import RuleFile
from faxdesk.services.watched_folders import WatchedFolders, checked_folder

if TYPE_CHECKING:
    from faxdesk.services.folder_events import FileReport, FolderState
    from tests.services.conftest import World


def test_a_folder_for_more_than_faxes_is_not_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, faxes, home = tmp_path / "data", tmp_path / "faxes", tmp_path / "home"
    for folder in (data / "inside", faxes / "sent", home):
        folder.mkdir(parents=True)
    (tmp_path / "file.txt").touch()
    monkeypatch.setattr(Path, "home", lambda: home)
    for path, words in (
        (Path("a\0b"), "is empty"),
        (data, "own data"),
        (data / "inside", "own data"),
        (tmp_path, "own data"),
        (Path(tmp_path.anchor), "own data"),
        (home, "for more than faxes"),
        (tmp_path / "file.txt", "no folder"),
    ):
        with pytest.raises(InputRefused, match=words):
            checked_folder(path, data)
    assert checked_folder(faxes / "sent", data) == (faxes / "sent").resolve()
    with pytest.raises(InputRefused, match="would be sent again"):
        checked_folder(faxes / "sent", data, (faxes.resolve(),))
    (faxes / "faxdesk.toml").touch()
    with pytest.raises(InputRefused, match="would be sent again"):
        checked_folder(faxes / "sent", data)
    assert checked_folder(tmp_path / "not yet", data).name == "not yet"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\xff", "UTF-8"),
        (b"# " + b"x" * LARGEST, "larger than"),
        (b"action = ", "cannot be read"),
        (b'action = "fly"', "action"),
    ],
)
def test_rules_that_are_none_say_what_is_wrong(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "faxdesk.toml").write_bytes(content)
    rules = RuleFile(tmp_path, lambda: "CH")
    for _ in range(4):
        rules.look()
    assert rules.rules is None
    assert words in rules.problem


class Watched:
    """The watched folders of a data folder, and what is said of them."""

    def __init__(self, world: World) -> None:
        self.files: list[FileReport] = []
        self.states: tuple[FolderState, ...] = ()
        self.watcher = WatchedFolders(world.services, world.now, lambda _report: None, self.files.append, self.keep)

    def keep(self, states: tuple[FolderState, ...]) -> None:
        self.states = states

    def paths(self) -> list[Path]:
        return [state.folder for state in self.states]


class Cancelled(NeverCancelled):
    """The window closes."""

    def is_set(self) -> bool:
        return True


def test_folders_come_and_go_while_others_are_watched(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.services.watched_folder.LOOK_SECONDS", 0.0)
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    watched, kept = Watched(world), world.services.store.watched_files
    assert watched.watcher.step(NeverCancelled()) is None
    kept.change_folders([one], [])
    assert watched.watcher.step(NeverCancelled()) is not None
    kept.change_folders([other], [])
    watched.watcher.step(NeverCancelled())
    assert watched.paths() == [one, other]
    assert ["not there" in state.problem for state in watched.states] == [False, True]
    assert watched.watcher.step(Cancelled()) is None
    kept.change_folders([], [one])
    watched.watcher.step(NeverCancelled())
    assert watched.paths() == [other]
    watched.watcher.close()
