"""What FaxDesk writes to the service: exactly the contract, and nothing that was not asked for."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

from faxdesk.api import wire
from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.core.model import Options, Shipment


def written(**members: object) -> dict[str, object]:
    shipment = Shipment("+41445550100", ("+41445550123",), ("/storage/a.pdf",), "faxdesk:1", **members)  # type: ignore[arg-type]  # whatever a test wants to vary
    result = json.loads(wire.shipment(shipment))
    assert isinstance(result, dict)
    return result


def test_a_plain_submission() -> None:
    assert written(comment="Grüezi 📠") == {
        "from": "+41445550100",
        "to": ["+41445550123"],
        "files": ["/storage/a.pdf"],
        "comment": {"text": "Grüezi 📠", "tags": ["faxdesk:1"]},
        "options": {"enhancement": True},
        "return_ids": True,
    }


def test_a_send_time_goes_out_as_utc() -> None:
    zone = timezone(timedelta(hours=-5))
    assert written(send_at=datetime(2026, 12, 1, 7, 0, tzinfo=zone))["send_time"] == "2026-12-01 12:00:00 +0000"


def test_a_send_time_without_a_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        written(send_at=datetime(2026, 12, 1))  # noqa: DTZ001  the fault that is tested


def test_retries_are_sent_only_where_they_are_asked_for() -> None:
    assert written(options=Options(enhancement=False, retry_count=2, retry_delay=15))["options"] == {
        "enhancement": False,
        "retry": {"count": 2, "delay": 15},
    }


def test_a_cover_page() -> None:
    page = CoverPage("Ufficio IVA", "Example Office", "Documenti", (CoverFlag.URGENT,), "Seguono 3 pagine.")
    assert written(cover_page=page)["cover_page"] == {
        "name_to": "Ufficio IVA",
        "name_from": "Example Office",
        "subject": "Documenti",
        "flags": ["urgent"],
        "message": "Seguono 3 pagine.",
    }
    assert written(cover_page=CoverPage("a", "b", "c"))["cover_page"] == {
        "name_to": "a",
        "name_from": "b",
        "subject": "c",
    }


def test_half_a_surrogate_pair_does_not_travel() -> None:
    assert written(comment="half \ud83d pair")["comment"] == {"text": "half ? pair", "tags": ["faxdesk:1"]}


def test_without_a_mark_there_is_no_tag() -> None:
    shipment = Shipment("+41445550100", ("+41445550123",), ("/storage/a.pdf",), "")
    assert json.loads(wire.shipment(shipment))["comment"] == {"text": "", "tags": []}
