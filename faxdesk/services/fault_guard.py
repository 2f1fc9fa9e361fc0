"""A fault with one fax is no reason to leave the others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from faxdesk.core.errors import FaxDeskError, in_words

if TYPE_CHECKING:
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)


class FaultGuard:
    """Does work about single faxes so that whatever is raised about one ends at that one.

    What has words (no sign-in, no network, no disk) concerns all, and is raised. Anything else is a fault: the fax says
    so, and the log has it once. What was written about the fax until then is undone by a savepoint inside.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._logged: set[tuple[int, type[BaseException]]] = set()

    @contextmanager
    def one(self, recipient: int) -> Iterator[None]:
        """Inside, something is done about the fax with this row id. A fault ends it, and what comes after goes on."""
        try:
            yield
        except (FaxDeskError, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001  libraries raise more than `Exception`
            if (recipient, type(error)) not in self._logged:
                self._logged.add((recipient, type(error)))
                _log.error("a fault with the fax %d", recipient, exc_info=error)
            said = "FaxDesk looks at this fax again later; the others go on."
            self._store.delivery_queue.remark(recipient, f"{in_words(error).title} {said}")
