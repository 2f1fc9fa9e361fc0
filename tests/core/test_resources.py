"""Resources are found wherever FaxDesk runs from."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import resources
from faxdesk.core.resources import resource_path

if TYPE_CHECKING:
    import pytest


def test_a_source_tree_has_them_beside_the_package() -> None:
    assert resource_path("sample.pdf").read_bytes().startswith(b"%PDF-")
    assert resource_path("icons/faxdesk.svg").is_file()


def test_without_a_name_it_is_their_folder() -> None:
    assert resource_path().is_dir()
    assert resource_path("sample.tiff").parent == resource_path()


def test_a_frozen_program_has_them_where_it_was_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("icons/faxdesk.ico") == tmp_path / "resources" / "icons" / "faxdesk.ico"


def test_an_installed_package_has_them_inside(tmp_path: Path) -> None:
    package = tmp_path / "faxdesk"
    (package / "core").mkdir(parents=True)
    (package / "resources").mkdir()
    for folder in (package, package / "core"):
        (folder / "__init__.py").touch()
    shutil.copy(Path(resources.__file__), package / "core")
    script = "from faxdesk.core.resources import resource_path; print(resource_path('sample.pdf'))"
    command = [sys.executable, "-S", "-c", script]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout.strip()
    assert Path(found) == package / "resources" / "sample.pdf"
