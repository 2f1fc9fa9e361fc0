"""What has to become another before a fax can get through: kept with the refusal, and told with each line of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faxdesk.core.lifecycle import State
from faxdesk.core.service_status import Remedy
from faxdesk.store import database as module
from faxdesk.store.database import Database
from faxdesk.store.fax_lists import Listing
from faxdesk.store.schema import MIGRATIONS
from faxdesk.store.store import Store

if TYPE_CHECKING:
    from faxdesk.store.data_folder import DataFolder

_BEFORE = 5
"""The last version without a column for it."""


@pytest.mark.parametrize(
    ("code", "said", "remedy"),
    [
        ("invalid_number", "", Remedy.NUMBER),
        ("too_many_files", "", Remedy.DOCUMENTS),
        ("too_large", "", Remedy.DOCUMENTS),
        ("too_many_destinations", "", Remedy.ANYTHING),
        ("from_number_is_not_yours", "", Remedy.ANYTHING),
        ("", "", Remedy.ANYTHING),
        ("", " Fax.Plus says: to[0] is not a fax number. Check the fax.", Remedy.NUMBER),
        ("", " Fax.Plus says: the number from which it goes is not yours.", Remedy.ANYTHING),
        ("", " Fax.Plus says: the file is too large. Send less.", Remedy.DOCUMENTS),
    ],
)
def test_what_an_earlier_version_saw_refused_has_its_remedy(
    folder: DataFolder, code: str, said: str, remedy: Remedy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "MIGRATIONS", MIGRATIONS[:_BEFORE])
        old = Database(folder.database)
        old.rows("INSERT INTO submission (job, created_at, comment, options) VALUES ('job', 1, '', '{}')")
        old.rows(
            "INSERT INTO recipient (job, number, state, status, reason, changed_at) VALUES"
            " ('job', '+41445550123', 'rejected', ?, 'Fax.Plus refused the request (400).' || ?, 1),"
            " ('job', '+41445550124', 'failed', 'failed_unallocated_number', '', 1),"
            " ('job', '+41445550125', 'queued', '', '', 1)",
            (code, said),
        )
        old.close()
    store = Store(folder)
    rows = {row.to: row for listing in Listing for row in store.fax_lists.all(listing)}
    refused, failed, queued = (rows[f"+4144555012{digit}"] for digit in "345")
    assert (refused.state, refused.status, refused.remedy) == (State.REJECTED, code, remedy)
    assert failed.remedy is Remedy.NUMBER
    assert queued.remedy is Remedy.NOTHING
    assert [row.remedy for row in store.fax_lists.needing(2)] == [failed.remedy, refused.remedy]
    store.close()
    assert (folder.path / f"{folder.database.stem}-before-version-{_BEFORE + 1}.sqlite3").exists()
