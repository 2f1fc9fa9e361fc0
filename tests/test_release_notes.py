"""What a draft of a release says and holds, and what keeps it from being made."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import release_notes
from release_notes import Incomplete, checksums, installers, section

CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n\n### Added\n- This.\n\n## [1.1.0]\n- That.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All files of the release 1.2.0."""
    for name in installers("1.2.0"):
        (tmp_path / name).write_text(name)
        (tmp_path / f"{name}.cdx.json").write_text("{}")
    return tmp_path


def test_the_notes_are_the_section_of_that_version_alone() -> None:
    assert section(CHANGELOG, "1.2.0") == "### Added\n- This.\n"
    assert section(CHANGELOG, "1.1.0") == "- That.\n"


@pytest.mark.parametrize("version", ["1.3.0", "Unreleased", "1.2"])
def test_a_version_that_the_changelog_says_nothing_of_is_refused(version: str) -> None:
    with pytest.raises(Incomplete, match="says nothing"):
        section(CHANGELOG, version)


def test_the_checksums_are_those_of_every_installer_and_its_bill(folder: Path) -> None:
    lines = [line.split("  ") for line in checksums(folder, "1.2.0").splitlines()]
    assert len(lines) == 12
    for digest, name in lines:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("lost", ["FaxDesk-1.2.0-x86_64.dmg", "FaxDesk-1.2.0-x64.msi.cdx.json"])
def test_a_release_without_one_of_its_files_is_refused(folder: Path, lost: str) -> None:
    (folder / lost).unlink()
    with pytest.raises(Incomplete, match=f"lacks {lost}"):
        checksums(folder, "1.2.0")


def test_a_file_of_another_version_is_refused(folder: Path) -> None:
    (folder / "faxdesk_1.1.0_amd64.deb").write_text("old")
    with pytest.raises(Incomplete, match="belong to no release"):
        checksums(folder, "1.2.0")


def test_a_tag_of_another_version_is_refused_in_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release_notes.main(["v99.0.0", str(folder)]) == 1
    assert "v99.0.0 is not that of the sources" in capsys.readouterr().err
