"""Make the per-machine MSI package by wixl and msitools (Debian), from the folder of the bundle."""

from __future__ import annotations

import hashlib
import re
import struct
import subprocess
import tempfile
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

from bundling.make import build_environment, source_date
from console import say
from installers import windows_entries as windows
from installers.nsis import ICO, set_times
from installers.windows_entries import APP_ID, APP_TITLE, NAME
from wine import tool

WIXL_PACKAGES = ("wixl", "msitools")
_NAMESPACE = "http://schemas.microsoft.com/wix/2006/wi"
_NEWER = "A newer version of FaxDesk is installed. It was left as it is: an older version cannot read its data."
_BY_SETUP = (
    "FaxDesk was installed by its setup program. It was left as it is: update it by a newer setup program, or uninstall"
    " it first."
)
_SINCE_1601 = 11_644_473_600
"""Seconds from the start of Windows' calendar to that of 1970."""
_AN_HOUR = 3600.0
_TIMES = 2
_SHORTCUT_NAME = "FaxDeskShortcut"
_PROPERTY_KEY = "System.AppUserModel.ID"


def make_msi(bundle: Path, version: str, output: Path) -> int:
    """Make the package `output` from a bundle; return an exit code. Replaces what is there of that name."""
    set_times(bundle)
    output.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        # wixl takes relative paths only.
        (work / "bundle").symlink_to(bundle.resolve())
        (work / "faxdesk.ico").write_bytes(ICO.read_bytes())
        product = windows.content_id(bundle, "msi", version)
        source = work / "faxdesk.wxs"
        source.write_text(wix_source(bundle, version, product), encoding="utf-8")
        words = [tool("wixl"), "--arch", "x64", "-o", "faxdesk.msi", source.name]
        if subprocess.call(words, cwd=work, env=build_environment()):
            say("wixl could not make the MSI package; the lines above say why.")
            return 1
        tables = _completions(work, product)
        if any(subprocess.call([tool("msibuild"), "faxdesk.msi", *words], cwd=work) for words in tables):
            say("msibuild could not complete the MSI package; the lines above say why.")
            return 1
        output.write_bytes(with_times((work / "faxdesk.msi").read_bytes(), int(source_date())))
    say(f"{output.name}: {output.stat().st_size / 1e6:.1f} MB")
    return 0


def with_times(package: bytes, moment: int) -> bytes:
    """Return a package that says it was made and saved at `moment`, in seconds since 1970, and not today.

    The times are two properties of the summary, of type VT_FILETIME: tenths of microseconds since 1601 (MS-OLEPS,
    2.15).

    Raises:
        ValueError: It does not have those two.
    """
    found = [
        match.start(1)
        for match in re.finditer(rb"\x40\0\0\0(?=(.{8}))", package, re.DOTALL)
        if 0 <= time.time() - _seconds(match.group(1)) < _AN_HOUR
    ]
    if len(found) != _TIMES:
        raise ValueError(f"the package has {len(found)} times of today")
    data = bytearray(package)
    for place in found:
        data[place : place + 8] = struct.pack("<Q", (moment + _SINCE_1601) * 10_000_000)
    return bytes(data)


def _seconds(filetime: bytes) -> float:
    value: int = struct.unpack("<Q", filetime)[0]
    return value / 10_000_000 - _SINCE_1601


def wix_source(bundle: Path, version: str, product: uuid.UUID) -> str:
    """Return the source of the package for wixl. The same files give the same text."""
    root = Xml.Element("Wix", xmlns=_NAMESPACE)
    body = _add(
        root, "Product", Id=_braced(product), Name=NAME, Version=version, Manufacturer=windows.PUBLISHER,
        Language="1033", UpgradeCode=windows.UPGRADE_CODE,
    )  # fmt: skip
    _add(
        body, "Package", InstallerVersion="500", Compressed="yes", InstallScope="perMachine",
        Description=f"{NAME} {version}, {APP_TITLE}", Comments="For administrators", Manufacturer=windows.PUBLISHER,
    )  # fmt: skip
    _add(body, "MajorUpgrade", DowngradeErrorMessage=_NEWER)
    _add(body, "Media", Id="1", Cabinet="faxdesk.cab", EmbedCab="yes")
    _add(body, "Icon", Id="FaxDesk.ico", SourceFile="faxdesk.ico")
    for name, value in (("ARPPRODUCTICON", "FaxDesk.ico"), ("ARPNOMODIFY", "1"), ("ARPNOREPAIR", "1")):
        _add(body, "Property", Id=name, Value=value)
    search = _add(body, "Property", Id="SETUPFOLDER")
    _add(
        search, "RegistrySearch", Id="SetupFolder", Root="HKLM", Key=windows.OWN_KEY, Name="InstallDir", Type="raw",
        Win64="yes",
    )  # fmt: skip
    # An uninstall must go whatever else is there.
    _add(body, "Condition", Message=_BY_SETUP).text = "Installed OR NOT SETUPFOLDER"
    feature = Xml.Element("Feature", Id="Complete", Level="1", Title=NAME)
    top = _add(body, "Directory", Id="TARGETDIR", Name="SourceDir")
    _add(top, "Directory", Id="ProgramMenuFolder", Name="Programs")
    place = _add(_add(top, "Directory", Id="ProgramFiles64Folder"), "Directory", Id="INSTALLDIR", Name=NAME)
    _add_files(place, bundle, feature)
    _add_entries(place, version, feature)
    body.append(feature)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True)


def _add_files(place: Xml.Element, bundle: Path, feature: Xml.Element) -> None:
    folders = {"": place}
    for name in windows.bundle_files(bundle):
        above, _, leaf = name.rpartition("/")
        component = _component(_folder(folders, above), f"F{_short_id(name)}", name, feature)
        ident = "FaxDeskExe" if name == windows.PROGRAM else f"f{_short_id(name)}"
        _add(component, "File", Id=ident, Name=leaf, Source=f"bundle/{name}", KeyPath="yes")


def _folder(folders: dict[str, Xml.Element], path: str) -> Xml.Element:
    if path not in folders:
        above, _, leaf = path.rpartition("/")
        folders[path] = _add(_folder(folders, above), "Directory", Id=f"d{_short_id(path)}", Name=leaf)
    return folders[path]


def _add_entries(place: Xml.Element, version: str, feature: Xml.Element) -> None:
    component = _component(place, "Entries", "registry", feature)
    for number, entry in enumerate([*windows.entries(version), windows.Entry(windows.OWN_KEY, "Msi", version)]):
        named = {"Name": entry.name} if entry.name else {}
        # The first says whether the component is there.
        key_path = {} if number else {"KeyPath": "yes"}
        text = entry.text.replace("{dir}", "[INSTALLDIR]")
        _add(component, "RegistryValue", Root="HKLM", Key=entry.key, Type="string", Value=text, **named, **key_path)
    _add(
        component, "Shortcut", Id=_SHORTCUT_NAME, Directory="ProgramMenuFolder", Name=NAME,
        Target=f"[INSTALLDIR]{windows.PROGRAM}", WorkingDirectory="INSTALLDIR", Icon="FaxDesk.ico",
    )  # fmt: skip


def _component(parent: Xml.Element, ident: str, name: str, feature: Xml.Element) -> Xml.Element:
    """Add a component whose GUID depends on what it is alone, as versions of it share one."""
    guid = _braced(uuid.uuid5(uuid.NAMESPACE_URL, f"{APP_ID}/msi/{name}"))
    _add(feature, "ComponentRef", Id=ident)
    return _add(parent, "Component", Id=ident, Guid=guid, Win64="yes")


def _completions(work: Path, product: uuid.UUID) -> Sequence[Sequence[str]]:
    """Return how to add what wixl has no words for.

    The old version is removed within the transaction, so that it comes back where the new one cannot be installed; the
    shortcut has its AppUserModelID; and the package an id that does not change.
    """
    table = [
        ["MsiShortcutProperty", "Shortcut_", "PropertyKey", "PropVariantValue"],
        ["s72", "s72", "s255", "s255"],
        ["MsiShortcutProperty", "MsiShortcutProperty"],
        ["FaxDeskAppId", _SHORTCUT_NAME, _PROPERTY_KEY, APP_ID],
    ]
    file = work / "MsiShortcutProperty.idt"
    file.write_text("".join("\t".join(row) + "\r\n" for row in table), encoding="ascii", newline="")
    package = uuid.uuid5(product, "package")
    later = "UPDATE `InstallExecuteSequence` SET `Sequence` = 1501 WHERE `Action` = 'RemoveExistingProducts'"
    return [
        ["-q", later],
        ["-i", file.name],
        ["-s", f"{NAME} installer", windows.PUBLISHER, "x64;1033", _braced(package)],
    ]


def _add(parent: Xml.Element, tag: str, **attributes: str) -> Xml.Element:
    return Xml.SubElement(parent, tag, attributes)


def _short_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def _braced(value: uuid.UUID) -> str:
    return "{" + str(value).upper() + "}"
