"""The country of numbers that are written without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.phone import region_of
from faxdesk.store.settings_file import SettingsFile

if TYPE_CHECKING:
    from faxdesk.store.store import Store


def home_region(store: Store) -> str:
    """Return the two-letter region of the account's number, else that of the settings; "" where neither is known."""
    own = next((one.number for one in store.service_mirror.numbers() if one.usable), "")
    return (region_of(own) if own else "") or SettingsFile(store.folder.settings).settings.region
