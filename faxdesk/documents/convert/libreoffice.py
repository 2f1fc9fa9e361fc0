"""Office documents become PDFs by the LibreOffice of this computer, kept away from everything else.

It works on a copy, in a folder and a profile that are thrown away: no macros, no links that are followed, no network,
limited memory and time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path

from faxdesk.core import shared_files
from faxdesk.core.cancel_token import CancelToken, check
from faxdesk.core.child_environment import for_office
from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.core.shared_files import open_for_reading
from faxdesk.documents.common.child_process import ChildProcess

SECONDS = 120.0
"""How long one document may take. The first start of LibreOffice takes 10 on a slow computer."""
_MEMORY = 4_000_000_000
"""Bytes of address space that it may take."""
_LOOK_SECONDS = 0.1
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
"""The variables by which programs find the folder for their temporary files; the latter two on Windows."""
_NAMES = ("soffice", "libreoffice")

_FILTERS = {".html": ("--infilter=HTML (StarWriter)",)}
"""How a kind of file is opened where LibreOffice's own choice is bad: as web pages, HTML loses its first heading."""

_SETTINGS = (
    # No macro runs, signed or not, and none is asked about.
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    # Pictures and parts that are only linked are not fetched, from this computer or another.
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    # Whatever asks for the network all the same asks a proxy that is not there.
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
)
"""Paths, names and values of LibreOffice's registry (officecfg, *.xcs)."""


def find_office() -> Path | None:
    """Return the program of LibreOffice, or None where it is not installed."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    return next((path for path in _usual_places() if path.is_file()), None)


def _usual_places() -> Iterator[Path]:
    if sys.platform == "win32":
        yield from _windows_places()
    elif sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield folder / "LibreOffice.app" / "Contents" / "MacOS" / "soffice"
    else:
        yield Path("/usr/lib/libreoffice/program/soffice")
        yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)


if sys.platform == "win32":
    import winreg

    def _windows_places() -> Iterator[Path]:
        for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
            try:
                folder = winreg.QueryValue(root, r"SOFTWARE\LibreOffice\UNO\InstallPath")
                yield Path(folder) / "soffice.com"
            except OSError:
                continue
        for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
            if folder := os.environ.get(name):
                yield Path(folder) / "LibreOffice" / "program" / "soffice.com"


def office_to_pdf(office: Path, path: Path, out: Path, name: str, suffix: str, cancel: CancelToken) -> None:
    """Let LibreOffice write the document at `path` as the PDF `out`; `suffix` (".docx") says what it is.

    Raises `InputRefused`, naming the document `name`, where LibreOffice cannot, `Stopped`, and `OSError` where files
    cannot be written.
    """
    with tempfile.TemporaryDirectory(dir=out.parent.absolute(), prefix="office-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        # A name without any surprise for a command line.
        source = folder / f"document{suffix}"
        with open_for_reading(path) as file, source.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        _write_settings(folder / "profile")
        _run(_command(office, source, folder), folder, name, cancel)
        made = folder / "out" / "document.pdf"
        if not made.is_file():
            raise _cannot(name)
        shared_files.replace(made, out)


def _command(office: Path, source: Path, folder: Path) -> list[str]:
    return [
        str(office),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        *_FILTERS.get(source.suffix, ()),
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]


def _run(command: list[str], folder: Path, name: str, cancel: CancelToken) -> None:
    check(cancel)
    nowhere = "http://127.0.0.1:9"
    surroundings = for_office(http_proxy=nowhere, https_proxy=nowhere, **dict.fromkeys(_TEMPORARY, str(folder)))
    # FaxDesk's own libraries, where it is frozen, are not those of LibreOffice.
    if "LD_LIBRARY_PATH_ORIG" in os.environ:
        surroundings["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH_ORIG"]
    try:
        process = ChildProcess(
            command,
            _MEMORY,
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise _cannot(name) from error
    _wait(process, name, cancel)


def _wait(process: ChildProcess, name: str, cancel: CancelToken) -> None:
    until = time.monotonic() + SECONDS
    ended = False
    try:
        while not ended:
            try:
                process.wait(_LOOK_SECONDS)
                ended = True
            except subprocess.TimeoutExpired:
                if cancel.is_set():
                    raise Stopped from None
                if time.monotonic() > until:
                    raise _cannot(name) from None
    finally:
        if not ended:
            # The program has children, which do the work.
            process.kill_all()


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="{escape(path)}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for path, name, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )


def _cannot(name: str) -> InputRefused:
    return InputRefused(
        name,
        "LibreOffice could not make a PDF of this document.",
        "Open it in its own program, save or print it as a PDF, then add that file.",
    )
