"""Setting up: where the tests have their files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import dev


@pytest.mark.parametrize(("there", "room", "used"), [(True, 0, True), (True, 1 << 80, False), (False, 0, False)])
def test_the_files_are_in_memory_where_it_has_room(
    there: bool, room: int, used: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "MEMORY", tmp_path if there else tmp_path / "missing")
    monkeypatch.setattr(dev, "ROOM_FOR_FILES", room)
    monkeypatch.delenv(dev.FOLDER_OF_TESTS, raising=False)
    with dev.files_in_memory():
        folder = os.environ.get(dev.FOLDER_OF_TESTS)
        assert [str(path) for path in tmp_path.iterdir()] == ([folder] if used else [])
    assert dev.FOLDER_OF_TESTS not in os.environ
    assert list(tmp_path.iterdir()) == []
