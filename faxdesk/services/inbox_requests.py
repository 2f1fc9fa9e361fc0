"""What the user does with received faxes. It counts here at once, and Fax.Plus is told of it by `services.inbox`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.times import Now, utc_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.received_fax import ReceivedFax
    from faxdesk.store.store import Store


class InboxRequests:
    """Read marks, comments and deletions. A fax is named by its id at Fax.Plus."""

    def __init__(self, store: Store, now: Now = utc_now) -> None:
        self._faxes = store.received_faxes
        self._now = now

    def find(self, fax_id: str) -> ReceivedFax:
        """Return a fax of the inbox. Raises `InputRefused` where there is none."""
        found = self._faxes.get(fax_id)
        if found is None:
            raise InputRefused("ID", f"There is no received fax {fax_id}.", "`faxdesk inbox` lists them.")
        return found

    def mark(self, ids: Sequence[str], *, read: bool) -> None:
        """Mark faxes as read, or as not read yet."""
        self._faxes.request_read(ids, read=read)

    def comment(self, fax_id: str, comment: str) -> None:
        """Give a fax another comment."""
        self._faxes.request_comment(fax_id, comment)

    def delete(self, ids: Sequence[str], grace: timedelta = timedelta()) -> tuple[str, ...]:
        """Delete faxes, here and at Fax.Plus; return those that were there.

        For `grace` Fax.Plus is not told, and the deletion can be taken back.
        """
        return self._faxes.request_delete(ids, self._now() + grace)

    def restore(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Take deletions back; return of which faxes. Raises `InputRefused` where it is too late for all."""
        restored = self._faxes.restore(ids)
        if not restored:
            raise InputRefused(
                "Undo", "It is too late to take the deletion back.", "Ask the sender to send the fax again."
            )
        return restored
