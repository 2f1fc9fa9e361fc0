"""What a program says that was frozen without all of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.ui.desktop import startup_checks

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_whole_program_misses_nothing() -> None:
    assert startup_checks.missing_parts() == []


def test_each_part_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def import_module(name: str) -> None:
        if name == "tzlocal":
            raise ImportError("No module named 'tzlocal'")

    monkeypatch.setattr(startup_checks, "import_module", import_module)
    monkeypatch.setattr(startup_checks, "resource_path", lambda name: tmp_path / name)
    missing = startup_checks.missing_parts()
    assert missing[0] == "tzlocal is missing: No module named 'tzlocal'."
    assert [sentence.partition(" ")[0] for sentence in missing[1:]] == ["sample.pdf", "sample.tiff"]
