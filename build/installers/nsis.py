"""Make the setup program for Windows by NSIS, on Windows or Linux, from the folder of the bundle."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath

from bundling.make import build_environment, source_date
from console import say
from environments import ROOT
from installers import windows_entries as windows
from installers.windows_entries import APP_ID, Entry

SCRIPT = Path(__file__).with_name("setup.nsi")
ICO = ROOT / "resources" / "icons" / "faxdesk.ico"
UNINSTALLER = "uninstall.exe"
MOST_MEGABYTES = 31.0
"""How large the setup program may be: what it has, 30.6 MB, and a little. The aim, 25 MB, which many mail servers let
through, is missed by what reads the pictures of phones: AVIF (1.9 MB compressed) and HEIC (1.7). What else is left is
used at each start, or by every document; docs/windows-installer.md has the table."""
_CODE = {".dll", ".exe", ".pyd"}
_FIXED_INSTALLS = (Path(r"C:\Program Files (x86)\NSIS\makensis.exe"),)


def make_setup(bundle: Path, version: str, output: Path, *, small: bool = True) -> int:
    """Make the setup program `output` from a bundle; return an exit code. Replaces what is there of that name.

    One that is not small is not compressed, and made at once, for trials.
    """
    set_times(bundle)
    with tempfile.TemporaryDirectory() as folder:
        entries = Path(folder) / "entries.nsh"
        entries.write_text(definitions(bundle, version, output), encoding="utf-8-sig", newline="\n")
        words = [_makensis(), "-V2", "-WX", "-NOCD", "-INPUTCHARSET", "UTF8", f"-X!addincludedir {_quoted(folder)}"]
        quick = [] if small else ["-DQUICK"]
        code = subprocess.call([*words, *quick, str(SCRIPT)], cwd=ROOT, env=build_environment())
    if code:
        say("makensis could not make the setup program; the lines above say why.")
        return 1
    megabytes = output.stat().st_size / 1e6
    say(f"{output.name}: {megabytes:.1f} MB")
    if small and megabytes > MOST_MEGABYTES:
        say(f"{output.name} is larger than {MOST_MEGABYTES:.0f} MB.")
        return 1
    return 0


def definitions(bundle: Path, version: str, output: Path) -> str:
    """Return what setup.nsi includes: the names, the parts of the bundle, and the entries of the registry."""
    files = windows.bundle_files(bundle)
    values = {
        "TITLE": windows.NAME,
        "VERSION": version,
        "PUBLISHER": windows.PUBLISHER,
        "APP_ID": APP_ID,
        "PROGRAM": windows.PROGRAM,
        "CONSOLE": windows.CONSOLE,
        "OWN_KEY": windows.OWN_KEY,
        "UNINSTALL_KEY": windows.UNINSTALL_KEY,
        "ICO": ICO,
        "OUT": output,
        "FILENAME": output.name,
        # Beside the folder: a separator, and the folder into which the files are unpacked first.
        "LONGEST": max(map(len, files)) + len("\\_new\\"),
    }
    parts = sorted({name.partition("/")[0] for name in files} | {UNINSTALLER})
    entries = windows.entries(version)
    return "\n".join([
        *(f'!define {name} "{value}"' for name, value in values.items()),
        *_macro("ForEachPart action", [f'!insertmacro ${{action}} "{part}"' for part in parts]),
        *_macro("UnpackFiles", _unpacking(bundle, files)),
        *_macro("WriteEntries", [_write(entry) for entry in entries]),
        *_macro("RemoveEntries", _removals(entries)),
        '!define ForEachPart "!insertmacro ForEachPart"',
        '!define UnpackFiles "!insertmacro UnpackFiles"',
        '!define WriteEntries "!insertmacro WriteEntries"',
        '!define RemoveEntries "!insertmacro RemoveEntries"',
        "",
    ])  # fmt: skip


def _unpacking(bundle: Path, files: list[str]) -> list[str]:
    """Return what unpacks the files, those of a kind and of a name after each other.

    The compression finds again only what is no further away than its dictionary, half of the bundle: libraries of
    Microsoft's that several packages bring, and the two programs, are nearly the same.
    """
    lines, folder = [], ""
    for name in sorted(files, key=_kind_and_name):
        above = PureWindowsPath("$INSTDIR", "_new", name).parent
        if str(above) != folder:
            folder = str(above)
            lines.append(f'SetOutPath "{folder}"')
        lines.append(f'File "{bundle / name}"')
    return lines


def _kind_and_name(file: str) -> tuple[bool, str, str, str]:
    path = PurePosixPath(file)
    suffix = path.suffix.lower()
    return suffix not in _CODE, suffix, path.name.lower(), file


def _macro(head: str, lines: list[str]) -> list[str]:
    return [f"!macro {head}", *(f"  {line}" for line in lines), "!macroend"]


def _write(entry: Entry) -> str:
    text = entry.text.replace("{dir}", "$INSTDIR\\")
    return f"WriteRegStr SHCTX '{entry.key}' '{entry.name}' '{text}'"


def _removals(entries: list[Entry]) -> list[str]:
    lines = [f"DeleteRegKey SHCTX '{key}'" for key in windows.OWNED_KEYS]
    emptied: dict[str, None] = {}
    for entry in entries:
        if windows.shared(entry):
            lines.append(f"DeleteRegValue SHCTX '{entry.key}' '{entry.name}'")
            emptied.update(dict.fromkeys(windows.emptied_keys(entry)))
        else:
            # The key above the menu's own, which setup may have been the first to need.
            emptied.update(dict.fromkeys(_above_verb(entry)))
    # Innermost first. Never a key that holds anything, even if nobody but setup would have made it.
    for key in sorted(emptied, key=lambda key: -key.count("\\")):
        lines.append(f"DeleteRegKey /ifnosubkeys /ifnovalues SHCTX '{key}'")
    return lines


def _above_verb(entry: Entry) -> list[str]:
    head, found, _ = entry.key.partition(r"\shell\FaxDesk.Fax")
    return [rf"{head}\shell", head] if found and "SystemFileAssociations" in head else []


def set_times(bundle: Path) -> None:
    """Give all files of a bundle the time of the sources, so that packages of the same files are the same."""
    moment = int(source_date())
    for path in [*bundle.rglob("*"), bundle]:
        os.utime(path, (moment, moment))


def _makensis() -> str:
    return shutil.which("makensis") or next((str(path) for path in _FIXED_INSTALLS if path.exists()), "makensis")


def _quoted(folder: str) -> str:
    return f'"{folder}"'
