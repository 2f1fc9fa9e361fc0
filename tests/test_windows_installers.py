"""What the installers for Windows write, and that they take all of it away again."""

from __future__ import annotations

import re
import struct
import sys
import time
import uuid
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from faxdesk.core.settings import APP_ID
from installers import msi, nsis
from installers import windows_entries as windows
from installers.windows_bundle import shims_in
from installers.windows_computer import ThisComputer, TooLongError, parse_registry, paths_to_remove
from installers.windows_trial import Trial, try_parts

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).parents[1]
WIX = {"w": "http://schemas.microsoft.com/wix/2006/wi"}
_LINE = re.compile(r"(\w+) (?:(/\S+) )*SHCTX '([^']*)'(?: '([^']*)')?(?: '([^']*)')?")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "FaxDesk"
    for name in ("FaxDesk.exe", "faxdesk-cli.exe", "_internal/resources/sample.pdf", "_internal/python311.dll"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name.encode())
    return folder


# ----------------------------------------------------------------------------------------------------- registry


def test_no_file_type_is_taken_from_the_program_that_opens_it() -> None:
    ours = [entry for entry in windows.entries("1.2.3") if re.search(r"\\\.\w+$", entry.key)]
    assert [entry for entry in ours if not entry.name and "Classes" in entry.key] == []
    assert not any("UserChoice" in entry.key for entry in windows.entries("1.2.3"))


@pytest.mark.parametrize("suffix", [".pdf", ".tif", ".tiff"])
def test_a_document_can_be_opened_and_faxed(suffix: str) -> None:
    entries = {(entry.key, entry.name): entry.text for entry in windows.entries("1.2.3")}
    classes = r"Software\Classes"
    assert (rf"{classes}\{suffix}\OpenWithProgids", "FaxDesk.Document") in entries
    assert entries[rf"{classes}\SystemFileAssociations\{suffix}\shell\FaxDesk.Fax", ""] == "Fax with FaxDesk"
    for verb in (rf"SystemFileAssociations\{suffix}\shell\FaxDesk.Fax", r"FaxDesk.Document\shell\open"):
        # In quotes: both have spaces in their paths on most computers.
        assert entries[rf"{classes}\{verb}\command", ""] == r'"{dir}FaxDesk.exe" "%1"'


def test_uninstalling_takes_away_what_was_written_and_nothing_else(bundle: Path) -> None:
    theirs = {
        (r"Software\Classes\.pdf", ""): "Reader.Document",
        (r"Software\Classes\.pdf\OpenWithProgids", "Reader.Document"): "",
        (r"Software\RegisteredApplications", "Reader"): r"Software\Reader\Capabilities",
        (r"Software\Classes\SystemFileAssociations\.tif\shell\Reader.Print", ""): "Print",
    }
    registry = dict(theirs)
    script = nsis.definitions(bundle, "1.2.3", Path("setup.exe"))
    _apply(_macro(script, "WriteEntries"), registry)
    assert len(registry) == len(theirs) + len(windows.entries("1.2.3"))
    _apply(_macro(script, "RemoveEntries"), registry)
    assert registry == theirs


def test_keys_that_setup_made_go_and_those_with_something_in_them_stay(bundle: Path) -> None:
    lines = _macro(nsis.definitions(bundle, "1.2.3", Path("setup.exe")), "RemoveEntries")
    emptied = [line for line in lines if "/ifno" in line]
    # `/ifempty` alone looks at the keys in it, and would take the values of others along.
    assert emptied
    assert all("/ifnosubkeys /ifnovalues" in line for line in emptied)
    keys = [line.split("'")[1] for line in emptied]
    assert keys.index(r"Software\Classes\.tif\OpenWithProgids") < keys.index(r"Software\Classes\.tif")
    assert "Software" not in keys
    assert r"Software\Classes" not in keys


def _macro(script: str, name: str) -> list[str]:
    return script.partition(f"!macro {name}\n")[2].partition("!macroend")[0].strip().splitlines()


def _apply(lines: list[str], registry: dict[tuple[str, str], str]) -> None:
    """Do to a registry what lines of NSIS do; removing empty keys leaves no trace in it."""
    for line in lines:
        match = _LINE.fullmatch(line.strip())
        assert match, line
        what, option, key, name, text = match.groups()
        if what == "WriteRegStr":
            registry[key, name] = text
        elif what == "DeleteRegValue":
            del registry[key, name]
        elif option is None:
            for place in [place for place in registry if f"{place[0]}\\".startswith(f"{key}\\")]:
                del registry[place]


def test_the_registry_is_read_as_it_is_exported() -> None:
    text = '[HKEY_CURRENT_USER\\Software\\F]\n@="\\"C:\\\\a b\\" \\"%1\\""\n"N"="x"\n"B"=hex:01,\\\n  02\n'
    assert list(parse_registry(text)) == [
        r"HKCU\Software\F|",
        r'HKCU\Software\F|="C:\a b" "%1"',
        r"HKCU\Software\F|N=x",
        r"HKCU\Software\F|B=hex:01,02",
    ]


def test_what_windows_removes_at_its_next_start_is_known() -> None:
    names = "\\??\\C:\\Temp\\Un.exe", "", "\\??\\C:\\a", "!\\??\\C:\\b", ""
    value = "hex(7):" + ",".join(f"{byte:02x}" for byte in "\0".join(names).encode("utf-16-le"))
    assert list(paths_to_remove(value)) == [r"c:\temp\un.exe"]
    assert list(paths_to_remove("")) == []


# -------------------------------------------------------------------------------------------------------- setup


def test_setup_replaces_every_part_of_the_bundle(bundle: Path) -> None:
    parts = _macro(nsis.definitions(bundle, "1.2.3", Path("setup.exe")), "ForEachPart action")
    assert [part.split('"')[1] for part in parts] == ["FaxDesk.exe", "_internal", "faxdesk-cli.exe", "uninstall.exe"]


def test_setup_knows_the_longest_path_that_it_writes(bundle: Path) -> None:
    script = nsis.definitions(bundle, "1.2.3", Path("setup.exe"))
    assert f'!define LONGEST "{len("/_new/_internal/resources/sample.pdf")}"' in script
    assert f'!define APP_ID "{APP_ID}"' in script
    assert '!define VERSION "1.2.3"' in script


def test_setup_unpacks_each_file_once_into_its_folder(bundle: Path) -> None:
    folder, unpacked = "", []
    for line in _macro(nsis.definitions(bundle, "1.2.3", Path("setup.exe")), "UnpackFiles"):
        what, value, _ = line.strip().split('"')
        if what == "SetOutPath ":
            folder = value.removeprefix("$INSTDIR\\_new").replace("\\", "/").strip("/")
        else:
            name = Path(value).relative_to(bundle).as_posix()
            assert folder == name.rpartition("/")[0]
            unpacked.append(name)
    assert sorted(unpacked) == windows.bundle_files(bundle)


def test_what_is_alike_is_compressed_together(bundle: Path) -> None:
    """The dictionary does not reach from one end of the bundle to the other."""
    for name in ("_internal/PySide6/MSVCP140.dll", "_internal/resources/a.txt", "_internal/shiboken6/msvcp140.dll"):
        (bundle / name).parent.mkdir(parents=True, exist_ok=True)
        (bundle / name).write_bytes(b"")
    lines = _macro(nsis.definitions(bundle, "1.2.3", Path("setup.exe")), "UnpackFiles")
    names = [line.strip('"').replace("\\", "/").rpartition("/")[2].lower() for line in lines if "File " in line]
    assert names.index("msvcp140.dll") + 1 == len(names) - 1 - names[::-1].index("msvcp140.dll")
    assert names.index("faxdesk.exe") - 1 == names.index("faxdesk-cli.exe")
    assert names.index("python311.dll") < names.index("a.txt")


def test_the_script_never_starts_faxdesk_with_more_rights_than_its_user() -> None:
    script = nsis.SCRIPT.read_text(encoding="utf-8")
    assert "RequestExecutionLevel user" in script
    starts = re.findall(r"^\s*(?:Exec|ExecWait|ExecShell)\b.*\$\{PROGRAM\}.*$", script, re.MULTILINE)
    asks, opens = (line.strip() for line in starts)
    assert opens == """Exec '"$WINDIR\\explorer.exe" "$INSTDIR\\${PROGRAM}"'"""
    # The setup for one user runs with the rights of that user.
    assert asks == """ExecWait '"$INSTDIR\\${PROGRAM}" --quit' $0"""
    condition = script[: script.index(asks)].rpartition("${If}")[2]
    assert "${AndIf} $ForEverybody = 0" in condition


@pytest.mark.parametrize("name", ["icuuc.dll", "_internal/mscms.dll", "_internal/PySide6/BCryptPrimitives.dll"])
def test_what_stands_for_a_library_of_windows_is_not_shipped(bundle: Path, name: str) -> None:
    assert shims_in(bundle) == []
    (bundle / name).parent.mkdir(parents=True, exist_ok=True)
    (bundle / name).write_bytes(b"")
    assert [path.as_posix() for path in shims_in(bundle)] == [name]


# -------------------------------------------------------------------------------------------------------- trial


def test_nothing_is_said_of_a_computer_on_which_a_program_did_not_end(tmp_path: Path) -> None:
    computer = ThisComputer()
    trial = Trial(computer, "1.2.3", tmp_path)
    hangs = [sys.executable, "-c", "import time; time.sleep(600)"]
    with pytest.raises(TooLongError, match="not ended in 0 seconds"):
        computer.run(hangs, 0.1)

    def stopped(trial: Trial) -> None:
        """First"""
        trial.check(holds=True, sentence="this holds")
        trial.check_code(computer.run(hangs, 0.1), 0, "this does not end")

    def later(trial: Trial) -> None:
        """Second"""
        trial.check(holds=False, sentence="this would be wrong")

    assert not try_parts(trial, [stopped, later])
    assert [sentence.partition(":")[0] for sentence in trial.failed] == ["First"]
    assert try_parts(trial, [later])
    assert trial.failed[1:] == ["this would be wrong"]


# ---------------------------------------------------------------------------------------------------------- MSI


def _product(bundle: Path, version: str) -> Xml.Element:
    product = windows.content_id(bundle, "msi", version)
    found = Xml.fromstring(msi.wix_source(bundle, version, product)).find("w:Product", WIX)  # noqa: S314  made here
    assert found is not None
    return found


def test_versions_are_one_product_with_the_same_components(bundle: Path) -> None:
    old, new = _product(bundle, "1.2.3"), _product(bundle, "1.2.4")
    assert old.attrib["UpgradeCode"] == new.attrib["UpgradeCode"]
    assert old.attrib["Id"] != new.attrib["Id"]
    ids = [[part.attrib["Guid"] for part in product.iter(f"{{{WIX['w']}}}Component")] for product in (old, new)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


def test_the_msi_has_each_file_and_each_entry_once(bundle: Path) -> None:
    product = _product(bundle, "1.2.3")
    sources = [file.attrib["Source"] for file in product.iter(f"{{{WIX['w']}}}File")]
    assert sorted(sources) == [f"bundle/{name}" for name in windows.bundle_files(bundle)]
    written = {
        (value.attrib["Key"], value.attrib.get("Name", "")): value.attrib["Value"]
        for value in product.iter(f"{{{WIX['w']}}}RegistryValue")
    }
    for entry in windows.entries("1.2.3"):
        assert written[entry.key, entry.name] == entry.text.replace("{dir}", "[INSTALLDIR]")
    parts = {part.attrib["Id"] for part in product.iter(f"{{{WIX['w']}}}Component")}
    assert parts == {part.attrib["Id"] for part in product.iter(f"{{{WIX['w']}}}ComponentRef")}


def test_the_same_files_make_the_same_package(bundle: Path) -> None:
    product = windows.content_id(bundle, "msi", "1.2.3")
    assert msi.wix_source(bundle, "1.2.3", product) == msi.wix_source(bundle, "1.2.3", product)
    (bundle / "FaxDesk.exe").write_bytes(b"another")
    assert windows.content_id(bundle, "msi", "1.2.3") != product


def test_a_package_says_when_its_sources_were_made_and_not_when_it_was() -> None:
    def package(*moments: float) -> bytes:
        times = (struct.pack("<Q", int((moment + 11_644_473_600) * 10_000_000)) for moment in moments)
        return b"before" + b"".join(b"\x40\0\0\0" + moment for moment in times) + b"after"

    now = time.time()
    made = msi.with_times(package(now, now - 1), 1_767_225_600)
    assert made == package(1_767_225_600, 1_767_225_600)
    with pytest.raises(ValueError, match="1 times"):
        msi.with_times(package(now), 1_767_225_600)


def test_the_id_of_the_product_line_is_never_changed() -> None:
    assert uuid.UUID(windows.UPGRADE_CODE) == uuid.UUID("7D0A3E0B-5B54-4B7E-9B0C-6C5A2A1D7F10")


def test_the_icon_has_the_sizes_that_windows_shows() -> None:
    data = nsis.ICO.read_bytes()
    (count,) = struct.unpack("<H", data[4:6])
    # 0 stands for 256.
    sizes = {data[6 + 16 * number] or 256 for number in range(count)}
    assert {16, 20, 24, 32, 40, 48, 64, 256} <= sizes
