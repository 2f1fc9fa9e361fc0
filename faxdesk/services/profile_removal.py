"""Removing a profile: what it has is seen first, and one that still has something to do is left alone."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.quantities import count_text
from faxdesk.services.sign_in import forget
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.store.profile_contents import contents_of
from faxdesk.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faxdesk.core.errors import KeyringTrouble
    from faxdesk.store.profile_contents import ProfileContents
    from faxdesk.store.profiles import Profile, Profiles

FIELD = "Profile"


class ProfileRemoval:
    """Removes one of the profiles."""

    def __init__(self, profiles: Profiles, profile: Profile) -> None:
        self._profiles, self._profile = profiles, profile

    def preview(self) -> ProfileContents:
        """Return what would go with it.

        Raises `InputRefused` where it cannot be removed: the first profile, the present one, one that is open in
        another window, and one with faxes that wait; `StoreTrouble` where its folder cannot be read.
        """
        self._profiles.check_removable(self._profile)
        with self._closed_elsewhere():
            return self._contents()

    def remove(self) -> KeyringTrouble | None:
        """Remove it, with all that is in its folder and what signs it in. Raises as `preview` does.

        Returns why the keyring may still have its token.
        """
        self.preview()
        # As long as it is a profile, whose name the keyring knows; a folder that cannot be removed stays signed in.
        secrets = KeyringSecrets(self._profile.folder)
        self._profiles.remove(self._profile)
        return forget(secrets)

    @contextmanager
    def _closed_elsewhere(self) -> Iterator[None]:
        """Inside, nobody begins to deliver there, nor with its practice account."""
        own = DataFolder(self._profile.folder)
        folders = [own, *([DataFolder(own.practice)] if own.practice.is_dir() else [])]
        with ExitStack() as held:
            for folder in folders:
                if not folder.delivery_lock.acquire():
                    raise InputRefused(
                        FIELD,
                        f"“{self._profile.name}” is open in another window.",
                        "Close that, then remove the profile.",
                    )
                held.callback(folder.delivery_lock.release)
            yield

    def _contents(self) -> ProfileContents:
        folder = self._profile.folder
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        with closing(Store(DataFolder(folder))) as store:
            contents = contents_of(store, size)
        if contents.waiting:
            raise InputRefused(
                FIELD,
                f"“{self._profile.name}” has {count_text(contents.waiting, 'fax')} that waited when it was last open.",
                "Open it, and let them go out or cancel them.",
            )
        return contents
