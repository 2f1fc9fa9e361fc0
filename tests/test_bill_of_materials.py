"""The bill of materials of a release: every file that is shipped is in it, or there is none."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bundling.bill_of_materials import SUFFIX, bill, files_of, inside, main, owners_of
from bundling.components import NobodysFile
from tests.links import make_link

pytestmark = pytest.mark.unmeasured

MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {
        "name": "FaxDesk", "version": "1.2.0", "licence": "MIT", "purl": "pkg:generic/faxdesk@1.2.0",
        "files": ["resources/sample.pdf"], "modules": ["faxdesk.app"],
    },
    {
        "name": "Pillow", "version": "13.0.0", "licence": "MIT-CMU", "purl": "pkg:pypi/pillow@13.0.0",
        "files": ["PIL/_imaging.so"], "modules": ["PIL", "PIL.Image"],
    },
    {
        "name": "pyinstaller", "version": "6.22.3", "licence": "GPLv2 with exception", "purl": "",
        "files": [], "modules": [],
    },
]  # fmt: skip


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A folder such as PyInstaller makes."""
    folder = tmp_path / "faxdesk"
    for name in ("faxdesk", "_internal/PIL/_imaging.so", "_internal/resources/sample.pdf", "_internal/modules.pyz"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


@pytest.fixture
def installer(tmp_path: Path) -> Path:
    file = tmp_path / "faxdesk_1.2.0_amd64.deb"
    file.write_bytes(b"the installer")
    return file


def parts(text: str) -> dict[str, Any]:
    return {one["bom-ref"]: one for one in json.loads(text)["components"]}


def test_every_file_of_the_bundle_is_listed_under_its_component_with_its_hash(bundle: Path, installer: Path) -> None:
    text = bill(installer, bundle, ROWS, MADE_AT)
    found = {file["name"]: file for part in parts(text).values() for file in part.get("components", ())}
    assert set(found) == set(files_of(bundle))
    library = parts(text)["Pillow@13.0.0"]
    assert library["purl"] == "pkg:pypi/pillow@13.0.0"
    assert [file["name"] for file in library["components"]] == ["_internal/PIL/_imaging.so"]
    expected = hashlib.sha256((bundle / "_internal/PIL/_imaging.so").read_bytes()).hexdigest()
    assert library["components"][0]["hashes"] == [{"alg": "SHA-256", "content": expected}]
    assert {"name": "faxdesk:module", "value": "modules.pyz/PIL.Image"} in library["properties"]
    assert parts(text)["pyinstaller@6.22.3"]["components"][0]["name"] == "faxdesk"


def test_the_bill_is_that_of_the_installer_and_the_same_each_time(bundle: Path, installer: Path) -> None:
    text = bill(installer, bundle, ROWS, MADE_AT)
    root = json.loads(text)["metadata"]["component"]
    assert root["name"] == installer.name
    assert root["hashes"][0]["content"] == hashlib.sha256(b"the installer").hexdigest()
    assert bill(installer, bundle, ROWS, MADE_AT) == text


def test_libraries_inside_of_a_library_are_named_with_their_versions(bundle: Path, installer: Path) -> None:
    named = [one for ref, one in parts(bill(installer, bundle, ROWS, MADE_AT)).items() if ref.startswith("Pillow/")]
    assert {"libtiff", "libjpeg-turbo"} <= {one["name"] for one in named}
    assert all(one["version"] and one["purl"] for one in named)


def test_what_is_compiled_into_the_library_of_directions_is_named() -> None:
    found = {one.name: one for one in inside("python-bidi", "0.6.12")}
    assert set(found) == {"unicode-bidi", "pyo3"}
    assert all(one.version and one.licence for one in found.values())


def test_a_file_that_belongs_to_nobody_stops_it_and_is_named(bundle: Path, installer: Path) -> None:
    (bundle / "_internal" / "stray.so").write_bytes(b"from where?")
    with pytest.raises(NobodysFile, match=r"_internal/stray\.so"):
        bill(installer, bundle, ROWS, MADE_AT)


def test_a_link_out_of_the_bundle_stops_it_and_one_inside_is_no_file(bundle: Path, installer: Path) -> None:
    make_link(bundle / "_internal" / "inside.so", Path("PIL/_imaging.so"))
    assert "_internal/inside.so" not in files_of(bundle)
    make_link(bundle / "_internal" / "outside.so", installer)
    with pytest.raises(NobodysFile, match=r"outside\.so"):
        files_of(bundle)


@pytest.mark.parametrize(
    ("name", "listed", "owner"),
    [
        ("FaxDesk.exe", "", "pyinstaller"),
        ("_internal/PySide6/Qt6Core.dll", "PySide6\\Qt6Core.dll", "PySide6"),
        ("Contents/MacOS/faxdesk-cli", "", "pyinstaller"),
        ("Contents/Info.plist", "", "FaxDesk"),
        ("Contents/Frameworks/PySide6/QtCore.abi3.so", "PySide6/QtCore.abi3.so", "PySide6"),
        ("Contents/Resources/resources/parts.txt", "", "FaxDesk"),
    ],
)
def test_files_are_found_where_each_system_has_them(name: str, listed: str, owner: str) -> None:
    assert owners_of([name], [{"name": "PySide6", "files": [listed] if listed else []}]) == {name: owner}


def test_the_command_writes_a_bill_beside_each_installer(
    bundle: Path, installer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory = tmp_path / "components.json"
    inventory.write_text(json.dumps(ROWS), encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert main([str(installer), "--bundle", str(bundle), "--inventory", str(inventory)]) == 0
    written = json.loads((tmp_path / f"{installer.name}{SUFFIX}").read_text(encoding="utf-8"))
    assert written["metadata"]["timestamp"].startswith("2026-01-01T00:00:00")
