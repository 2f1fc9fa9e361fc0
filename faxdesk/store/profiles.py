"""Several profiles of one user: each is a data folder of its own, with its account, faxes, settings and window.

The first is the data folder itself, the others are in a folder `profiles` in it. Each has its name in a small file.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core import shared_files
from faxdesk.core.errors import InputRefused, StoreTrouble
from faxdesk.core.settings import APP_ID
from faxdesk.core.visible_text import visible
from faxdesk.store.json_file import replace_json

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIN = "Main"
"""The name of the first as long as nobody has given it another."""
LONGEST_NAME = 40
"""Letters that the title of a window has room for."""
_FOLDER, _FILE = "profiles", "profile.json"
_REMOVED = "removed-"
"""How the name of a folder begins that is no profile any more, and of which some files may be left."""


class Profile(NamedTuple):
    """A profile: its name, and its data folder."""

    name: str
    folder: Path


def keyring_service(folder: Path | None) -> str:
    """Return under which name the keyring has the secrets of a data folder: each profile has one of its own."""
    if folder is None or not _is_profile(folder):
        return APP_ID
    return f"{APP_ID}/{folder.name}"


def _is_profile(folder: Path) -> bool:
    return folder.parent.name == _FOLDER and not folder.name.startswith(_REMOVED) and (folder / _FILE).is_file()


class Profiles:
    """The profiles to which a data folder belongs. Reads the names anew each time."""

    def __init__(self, folder: Path) -> None:
        self._own = folder
        self._first = folder.parent.parent if _is_profile(folder) else folder

    @property
    def present(self) -> Profile:
        """The one of the data folder itself."""
        return Profile(self._name(self._own), self._own)

    def all(self) -> tuple[Profile, ...]:
        """Return all profiles, the first one first, the others by their names."""
        others = sorted(self._others(), key=lambda profile: profile.name.casefold())
        return Profile(self._name(self._first), self._first), *others

    def _others(self) -> Iterator[Profile]:
        try:
            folders = list((self._first / _FOLDER).iterdir())
        except OSError:
            return
        for folder in folders:
            if _is_profile(folder):
                yield Profile(self._name(folder), folder)

    def find(self, name: str) -> Profile:
        """Return the profile of this name. Raises `InputRefused`, which says what names there are."""
        found = next((profile for profile in self.all() if profile.name.casefold() == name.strip().casefold()), None)
        if found is None:
            names = ", ".join(f"“{profile.name}”" for profile in self.all())
            raise InputRefused("--profile", f"There is no profile “{name}”.", f"There are: {names}.")
        return found

    def add(self, name: str) -> Profile:
        """Make a profile, with nothing in it. Raises `InputRefused` for its name, `StoreTrouble` for the disk."""
        checked = self._checked(name)
        folder = self._first / _FOLDER / os.urandom(4).hex()
        try:
            shared_files.make_private_folder(folder, parents=True)
        except OSError as error:
            raise _not_kept(error, self._first) from error
        self._keep(folder, checked)
        return Profile(checked, folder)

    def give_name(self, profile: Profile, name: str) -> Profile:
        """Give a profile another name. Raises as `add` does."""
        checked = self._checked(name, profile.folder)
        self._keep(profile.folder, checked)
        return Profile(checked, profile.folder)

    def check_removable(self, profile: Profile) -> None:
        """Raise `InputRefused` where a profile cannot be removed: the first one, and the present one."""
        if profile.folder == self._first:
            raise InputRefused(
                "Profile", f"“{profile.name}” is the first profile, which stays.", "Rename it, if you like."
            )
        if profile.folder == self._own:
            raise InputRefused(
                "Profile", f"“{profile.name}” is the profile of this window.", "Remove it in the window of another one."
            )

    def remove(self, profile: Profile) -> None:
        """Remove a profile with all that is in its folder. Raises `InputRefused` and `StoreTrouble`.

        From the moment on in which its folder gets another name it is none; what another program holds of it then is
        removed by `sweep`.
        """
        self.check_removable(profile)
        gone = profile.folder.with_name(f"{_REMOVED}{profile.folder.name}")
        try:
            shared_files.replace(profile.folder, gone)
        except OSError as error:
            raise StoreTrouble(
                f"The profile could not be removed: {shared_files.reason(error)}.",
                shared_files.remedy(error, profile.folder),
            ) from error
        self.sweep()

    def sweep(self) -> None:
        """Remove what is left of profiles that were removed, as far as nobody holds it."""
        for folder in (self._first / _FOLDER).glob(f"{_REMOVED}*"):
            with contextlib.suppress(OSError):
                shared_files.remove_folder(folder, 0.0)

    def _checked(self, name: str, own: Path | None = None) -> str:
        plain = " ".join(name.split())
        if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
            raise InputRefused("Name", "A profile needs a name.", f"Write up to {LONGEST_NAME} letters.")
        if any(one.name.casefold() == plain.casefold() and one.folder != own for one in self.all()):
            raise InputRefused("Name", f"There is a profile “{plain}” already.", "Write another name.")
        return plain

    def _keep(self, folder: Path, name: str) -> None:
        try:
            replace_json(folder / _FILE, {"name": name})
        except OSError as error:
            raise _not_kept(error, folder) from error

    def _name(self, folder: Path) -> str:
        """Return the name in the file; of one that cannot be read, that of the folder."""
        fallback = MAIN if folder == self._first else folder.name
        try:
            values = json.loads(shared_files.read_text(folder / _FILE))
            name = values["name"]
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            return fallback
        plain = visible(name)[:LONGEST_NAME].strip() if isinstance(name, str) else ""
        return plain or fallback


def _not_kept(error: OSError, folder: Path) -> StoreTrouble:
    return StoreTrouble(
        f"The profile could not be kept: {shared_files.reason(error)}.", shared_files.remedy(error, folder)
    )
