"""Everything that is kept in one data folder, opened for one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.times import Now, utc_now
from faxdesk.store.database import Database
from faxdesk.store.deliveries import Deliveries
from faxdesk.store.holds import Holds
from faxdesk.store.lists import Lists
from faxdesk.store.mirror import Mirror
from faxdesk.store.spool import Spool
from faxdesk.store.submissions import Submissions

if TYPE_CHECKING:
    from faxdesk.store.folder import DataFolder


class Store:
    """One connection to the database of a data folder, and what can be read and written through it.

    A store belongs to the thread that made it. Raises `StoreTrouble` where the folder cannot be used.
    """

    def __init__(self, folder: DataFolder, now: Now = utc_now) -> None:
        self.folder = folder
        self.database = Database(folder.database)
        self.submissions = Submissions(self.database, now)
        self.deliveries = Deliveries(self.database, now)
        self.holds = Holds(self.database, now)
        self.mirror = Mirror(self.database)
        self.lists = Lists(self.database)
        self.spool = Spool(folder.spool)

    def close(self) -> None:
        """Close the connection."""
        self.database.close()
