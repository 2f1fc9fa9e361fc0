"""A list as a table for spreadsheets: what a cost that is not known does to it, and what strange words do not."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.contacts import Contact
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Fax
from faxdesk.services.list_export import TITLES, Exported, export, export_received
from faxdesk.store.fax_lists import Column, Listing
from faxdesk.store.received_faxes import ReceivedColumn
from tests.ui.window_scene import NOW, SENDER

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.store.store import Store
    from tests.services.conftest import World

KNOWN, FREE, UNTOLD = "+41445550123", "+41445550124", "+41445550125"


@pytest.fixture
def store(world: World) -> Store:
    """Three sent faxes: of one the cost is known, one cost nothing, and of one nobody has said."""
    store = world.services.store
    for place, (number, cost) in enumerate(((KNOWN, 2.5), (FREE, 0.0), (UNTOLD, None))):
        store.service_mirror.keep_faxes(
            [Fax(f"sent-{place}", "success", number, SENDER, comment=f'=1+{place}"', cost=cost, started_at=NOW)]
        )
    store.contacts.add(Contact(name="Dental practice", numbers=(UNTOLD,)))
    return store


def written(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_cost_that_is_not_known_is_empty_and_counted(store: Store, tmp_path: Path) -> None:
    keys, target = store.fax_lists.keys(Listing.SENT), tmp_path / "list.csv"
    assert export(store, Listing.SENT, keys, target, NeverCancelled()) == Exported(3, 2.5, 1)
    rows = {row["To"]: row for row in written(target)}
    assert {number: row["Cost"] for number, row in rows.items()} == {KNOWN: "2.5", FREE: "0", UNTOLD: ""}
    assert tuple(rows[KNOWN]) == TITLES
    assert rows[UNTOLD]["Name"] == "Dental practice"


def test_a_comment_is_no_formula_of_a_spreadsheet(store: Store, tmp_path: Path) -> None:
    export(store, Listing.SENT, store.fax_lists.keys(Listing.SENT), tmp_path / "list.csv", NeverCancelled())
    assert all(not row["Comment"].startswith("=") for row in written(tmp_path / "list.csv"))


def test_only_what_is_asked_for_is_written_in_its_order(store: Store, tmp_path: Path) -> None:
    keys = store.fax_lists.keys(Listing.SENT, column=Column.TO, descending=True)[:2]
    export(store, Listing.SENT, keys, tmp_path / "list.csv", NeverCancelled())
    assert [row["To"] for row in written(tmp_path / "list.csv")] == [UNTOLD, FREE]


def test_what_cannot_be_written_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        export(store, Listing.SENT, (), tmp_path / "none" / "list.csv", NeverCancelled())


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (Column.COST, [FREE, KNOWN, UNTOLD]),
        (Column.NAME, [UNTOLD, KNOWN, FREE]),
    ],
)
def test_what_is_not_known_comes_last_whichever_way(store: Store, column: Column, order: list[str]) -> None:
    lists = store.fax_lists

    def sorted_by(*, descending: bool) -> list[str]:
        keys = lists.keys(Listing.SENT, column=column, descending=descending)
        rows = lists.rows(Listing.SENT, keys)
        return [rows[key].to for key in keys]

    known = 2 if column is Column.COST else 1
    assert sorted_by(descending=False)[:known] == order[:known]
    assert sorted_by(descending=True)[:known] == order[:known][::-1]


def test_a_name_is_found_however_the_service_spells_the_number(store: Store) -> None:
    store.service_mirror.keep_faxes([Fax("spelt", "success", "41 44 555-01 25", SENDER, started_at=NOW)])
    rows = store.fax_lists.rows(Listing.SENT, store.fax_lists.keys(Listing.SENT))
    assert {row.name for row in rows.values() if row.fax_id in ("spelt", "sent-2")} == {"Dental practice"}
    first = store.fax_lists.keys(Listing.SENT, column=Column.NAME, descending=False)[:2]
    assert {rows[key].fax_id for key in first} == {"spelt", "sent-2"}


def test_documents_sort_by_their_names(world: World) -> None:
    for name in ("b.pdf", "a.pdf"):
        copy = world.folder.path / name
        copy.write_bytes(world.sample.read_bytes())
        world.send(files=(copy,))
    lists = world.services.store.fax_lists
    keys = lists.keys(Listing.OUTBOX, column=Column.DOCUMENTS, descending=False)
    rows = lists.rows(Listing.OUTBOX, keys)
    assert [rows[key].documents for key in keys] == [("a.pdf",), ("b.pdf",)]


def test_received_faxes_are_written_with_who_sent_them(store: Store, tmp_path: Path) -> None:
    store.received_faxes.keep(
        [
            Fax(f"in-{number}", "success", SENDER, caller, comment="=2+2", direction="incoming", started_at=NOW)
            for number, caller in enumerate((UNTOLD, ""))
        ],
        "uid",
        arrived=False,
    )
    keys = store.received_faxes.keys(column=ReceivedColumn.SENDER, descending=True)
    assert export_received(store, keys, tmp_path / "list.csv", NeverCancelled()) == Exported(2)
    first, second = written(tmp_path / "list.csv")
    assert (first["From"], first["Name"], first["To"]) == (UNTOLD, "Dental practice", SENDER)
    assert (second["From"], second["Name"]) == ("", "")
    assert not first["Comment"].startswith("=")
