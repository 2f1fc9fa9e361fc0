"""What faxes have cost: by months of a zone, by the number they were sent from, and never 0 where nobody knows."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Fax
from faxdesk.services.cost_report import TITLES, CostLine, CostTotal, cost_lines, export, total
from tests.ui.window_scene import NOW, SENDER, fax_in

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.store.store import Store
    from tests.services.conftest import World

OTHER = "+41225550100"
ZURICH = ZoneInfo("Europe/Zurich")


@pytest.fixture
def store(world: World) -> Store:
    world.present = NOW
    return world.services.store


def sent(store: Store, at: datetime, status: str = "success", *, sender: str = SENDER, **more: float | None) -> None:
    """Mirror a fax of three pages that somebody has sent."""
    name = f"sent-{at.isoformat()}-{sender}-{status}"
    fax = Fax(name, status, "+41445550123", sender, pages=3, cost=more.get("cost"), started_at=at)
    store.service_mirror.keep_faxes([fax])


def lines(store: Store, now: datetime = NOW) -> list[CostLine]:
    return cost_lines(store, now, ZURICH, NeverCancelled())


def test_without_faxes_there_is_nothing(store: Store) -> None:
    assert lines(store) == []
    assert total([]) == CostTotal(0, 0, 0)


def test_each_month_and_number_has_its_sums_the_newest_first(store: Store) -> None:
    sent(store, datetime(2026, 11, 3, 9, tzinfo=UTC), cost=1.5)
    sent(store, datetime(2026, 11, 4, 9, tzinfo=UTC), "failed_user_busy", cost=0.25)
    sent(store, datetime(2026, 11, 5, 9, tzinfo=UTC))
    sent(store, datetime(2026, 11, 5, 9, tzinfo=UTC), sender=OTHER, cost=0.0)
    sent(store, datetime(2025, 12, 31, 9, tzinfo=UTC), "partially_sent", cost=7)
    november, december = date(2026, 11, 1), date(2025, 12, 1)
    assert lines(store) == [
        CostLine(november, OTHER, 1, 1, 3, 0.0, 0),
        CostLine(november, SENDER, 3, 2, 9, 1.75, 1),
        CostLine(december, SENDER, 1, 0, 3, 7.0, 0),
    ]
    assert total(lines(store)) == CostTotal(5, 8.75, 1)


def test_a_month_begins_at_the_midnight_of_the_zone(store: Store) -> None:
    sent(store, datetime(2026, 10, 31, 22, 59, tzinfo=UTC), cost=1)
    sent(store, datetime(2026, 10, 31, 23, 0, tzinfo=UTC), cost=2)
    sent(store, datetime(2026, 12, 31, 23, 30, tzinfo=UTC), cost=4)
    found = lines(store, datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert [(line.month.isoformat(), line.cost) for line in found] == [
        ("2027-01-01", 4),
        ("2026-11-01", 2),
        ("2026-10-01", 1),
    ]


def test_what_was_sent_from_here_counts_once_and_what_fax_plus_does_not_store_is_not_known(store: Store) -> None:
    recipient = fax_in(store, State.SENDING, created_at=NOW)
    store.delivery_queue.moved((recipient,), Event.REPORTED_DELIVERED, status="success", fax_id="fax-of-both")
    month = date(2026, 11, 1)
    (line,) = lines(store)
    assert (line.month, line.sender, line.faxes, line.delivered, line.cost_unknown) == (month, SENDER, 1, 1, 1)
    store.service_mirror.keep_faxes([Fax("fax-of-both", "success", "+41445550123", SENDER, cost=3, started_at=NOW)])
    (line,) = lines(store)
    assert (line.faxes, line.cost, line.cost_unknown) == (1, 3, 0)


def test_a_number_is_one_however_it_is_spelled(store: Store) -> None:
    for spelled in (SENDER, SENDER.removeprefix("+"), f"{SENDER[:3]} {SENDER[3:]}"):
        sent(store, datetime(2026, 11, 3, 9, tzinfo=UTC), sender=spelled, cost=1)
    assert [(line.sender, line.faxes, line.cost) for line in lines(store)] == [(SENDER, 3, 3)]


def test_what_was_never_called_costs_nothing(store: Store) -> None:
    for state in (State.QUEUED, State.SENDING, State.CANCELLED, State.REJECTED):
        fax_in(store, state)
    assert lines(store) == []


def test_the_table_leaves_empty_what_nobody_knows(tmp_path: Path) -> None:
    target, month = tmp_path / "costs.csv", date(2026, 11, 1)
    export(
        [
            CostLine(month, SENDER, 2, 1, 5, 1.5, 1),
            CostLine(month, OTHER, 2, 0, 5, 0.0, 2),
            CostLine(month, "=1+1", 1, 1, 1, 0.0, 0),
            CostLine(month, "", 1, 1, 1, 12345.67, 0),
            CostLine(month, "", 1, 1, 1, 2_000_000.0 + 0.1 + 0.2, 0),
        ],
        target,
    )
    with target.open(encoding="utf-8-sig", newline="") as file:
        titles, *rows = csv.reader(file)
    assert tuple(titles) == TITLES
    assert [row[0] for row in rows] == ["2026-11"] * 5
    assert [(row[5], row[6]) for row in rows] == [
        ("1.5", "1"),
        ("", "2"),
        ("0", "0"),
        ("12345.67", "0"),
        ("2000000.3", "0"),
    ]
    assert not rows[2][1].startswith("=")
    with pytest.raises(InputRefused):
        export([], tmp_path / "missing" / "costs.csv")
