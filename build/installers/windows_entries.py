"""What an installed FaxDesk is to Windows: its names, and its entries in the registry. Both installers write the same.

Nothing here takes a file type away from the program that opens it: FaxDesk is one of the programs offered under *Open
with*, and has a line of its own in the menu of a document (learn.microsoft.com, "Programmatic Identifiers" and
"Application Registration").
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from environments import ROOT

sys.path.insert(0, str(ROOT))
from faxdesk.core import settings

APP_ID, APP_TITLE = settings.APP_ID, settings.APP_TITLE
"""The AppUserModelID, by which Windows knows what windows and notifications belong to, and the full name."""

NAME = "FaxDesk"
"""The folder, the key, the shortcut, and what Windows lists."""
PUBLISHER = "FaxDesk contributors"
PROGRAM = "FaxDesk.exe"
CONSOLE = "faxdesk-cli.exe"
TYPES = (".pdf", ".tif", ".tiff")
"""The documents that FaxDesk is offered for."""
VERB = "Fax with FaxDesk"
PROG_ID = "FaxDesk.Document"
OWN_KEY = rf"Software\{NAME}"
UNINSTALL_KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\FaxDesk"
UPGRADE_CODE = "7D0A3E0B-5B54-4B7E-9B0C-6C5A2A1D7F10"
"""How Windows Installer knows the versions of FaxDesk for one product; never to be changed."""
ICON = r"_internal\resources\icons\faxdesk-256.png"
"""What Windows shows beside a notification: a picture, not a program."""

_CLASSES = r"Software\Classes"


class Entry(NamedTuple):
    """A text in the registry. `{dir}` in it stands for the folder of the program, with the separator at its end."""

    key: str
    name: str
    text: str


OWNED_KEYS = (
    rf"{_CLASSES}\{PROG_ID}",
    rf"{_CLASSES}\Applications\{PROGRAM}",
    rf"{_CLASSES}\AppUserModelId\{APP_ID}",
    *(rf"{_CLASSES}\SystemFileAssociations\{suffix}\shell\FaxDesk.Fax" for suffix in TYPES),
    rf"Software\Microsoft\Windows\CurrentVersion\App Paths\{PROGRAM}",
    OWN_KEY,
)
"""The keys that are FaxDesk's alone, and go with all that is in them."""


def entries(version: str) -> list[Entry]:
    """Return everything that is written, but what each kind of installer says about itself."""
    command = rf'"{{dir}}{PROGRAM}" "%1"'
    icon = rf"{{dir}}{PROGRAM},0"
    capabilities = rf"{OWN_KEY}\Capabilities"
    found = [
        Entry(OWN_KEY, "Version", version),
        Entry(rf"{_CLASSES}\{PROG_ID}", "", "Document to fax"),
        Entry(rf"{_CLASSES}\{PROG_ID}", "AppUserModelID", APP_ID),
        Entry(rf"{_CLASSES}\{PROG_ID}\DefaultIcon", "", icon),
        Entry(rf"{_CLASSES}\{PROG_ID}\shell\open", "FriendlyAppName", NAME),
        Entry(rf"{_CLASSES}\{PROG_ID}\shell\open\command", "", command),
        Entry(rf"{_CLASSES}\Applications\{PROGRAM}", "FriendlyAppName", NAME),
        Entry(rf"{_CLASSES}\Applications\{PROGRAM}", "AppUserModelID", APP_ID),
        Entry(rf"{_CLASSES}\Applications\{PROGRAM}\shell\open\command", "", command),
        Entry(rf"{_CLASSES}\AppUserModelId\{APP_ID}", "DisplayName", NAME),
        Entry(rf"{_CLASSES}\AppUserModelId\{APP_ID}", "IconUri", rf"{{dir}}{ICON}"),
        Entry(rf"Software\Microsoft\Windows\CurrentVersion\App Paths\{PROGRAM}", "", rf"{{dir}}{PROGRAM}"),
        Entry(capabilities, "ApplicationName", NAME),
        Entry(capabilities, "ApplicationDescription", APP_TITLE),
        Entry(r"Software\RegisteredApplications", NAME, capabilities),
    ]
    for suffix in TYPES:
        verb = rf"{_CLASSES}\SystemFileAssociations\{suffix}\shell\FaxDesk.Fax"
        found += [
            Entry(rf"{_CLASSES}\Applications\{PROGRAM}\SupportedTypes", suffix, ""),
            Entry(rf"{_CLASSES}\{suffix}\OpenWithProgids", PROG_ID, ""),
            Entry(rf"{capabilities}\FileAssociations", suffix, PROG_ID),
            Entry(verb, "", VERB),
            Entry(verb, "Icon", icon),
            Entry(rf"{verb}\command", "", command),
        ]
    return found


def shared(entry: Entry) -> bool:
    """Return True for an entry in a key that other programs write to as well."""
    return not any(entry.key == key or entry.key.startswith(key + "\\") for key in OWNED_KEYS)


def emptied_keys(entry: Entry) -> Iterator[str]:
    """Yield the keys of file types around a shared entry, innermost first: they go where nothing else is in them."""
    key = entry.key
    while key.startswith(_CLASSES + "\\"):
        yield key
        key = key.rpartition("\\")[0]


def bundle_files(bundle: Path) -> list[str]:
    """Return the files of a bundle, relative with forward slashes, in the same order everywhere."""
    return sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())


def content_id(bundle: Path, *more: str) -> uuid.UUID:
    """Return an id that is the same for the same files, as two different packages may not share one."""
    digest = hashlib.sha256("\n".join(more).encode())
    for name in bundle_files(bundle):
        digest.update(f"\n{name} {hashlib.sha256((bundle / name).read_bytes()).hexdigest()}".encode())
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{APP_ID}:{digest.hexdigest()}")
