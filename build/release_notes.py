"""Print what a release has new, and write the checksums of its files.

    python3 build/release_notes.py v1.2.0 FOLDER

The section of that version in CHANGELOG.md goes to standard output; `SHA256SUMS` is written into the folder, in the
form of sha256sum. A tag of another version than that of the sources, a version without a section, and a release
without one of its installers are refused: a draft is not the place to find that out.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from installers.make import version

ROOT = Path(__file__).resolve().parent.parent
BILL = ".cdx.json"


class Incomplete(Exception):
    """A release that is not what it has to be; the text says what is missing."""


def installers(number: str) -> tuple[str, ...]:
    """Return the names of all files that people install this version from."""
    return (
        f"faxdesk_{number}_amd64.deb",
        f"FaxDesk-{number}-x86_64.AppImage",
        f"FaxDesk-{number}-setup-x64.exe",
        f"FaxDesk-{number}-x64.msi",
        f"FaxDesk-{number}-arm64.dmg",
        f"FaxDesk-{number}-x86_64.dmg",
    )


def check_tag(tag: str) -> None:
    """Raise `Incomplete` for a tag of another version than that of the sources."""
    if tag != f"v{version()}":
        raise Incomplete(f"The tag {tag} is not that of the sources, which are {version()}.")


def section(changelog: str, number: str) -> str:
    """Return what the changelog says of a version. Raises `Incomplete` where that is nothing."""
    found = re.search(rf"^## \[{re.escape(number)}\][^\n]*\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL)
    text = found[1].strip() if found else ""
    if not text:
        raise Incomplete(f"CHANGELOG.md says nothing of {number}: rename its section “Unreleased”, and commit that.")
    return text + "\n"


def checksums(folder: Path, number: str) -> str:
    """Return the checksums of the files of a release. Raises `Incomplete` for a file too few or too many."""
    wanted = {name for installer in installers(number) for name in (installer, installer + BILL)}
    there = {file.name for file in folder.iterdir()}
    if missing := sorted(wanted - there):
        raise Incomplete(f"The release lacks {', '.join(missing)}.")
    if strange := sorted(there - wanted):
        raise Incomplete(f"These files belong to no release of {number}: {', '.join(strange)}.")
    return "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(wanted))


def main(arguments: Sequence[str]) -> int:
    """Check a release, write its checksums and print its notes; return an exit code."""
    tag, folder = arguments
    try:
        check_tag(tag)
        notes = section((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version())
        (Path(folder) / "SHA256SUMS").write_text(checksums(Path(folder), version()), encoding="utf-8", newline="\n")
    except Incomplete as error:
        print(error, file=sys.stderr)
        return 1
    print(notes, end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
