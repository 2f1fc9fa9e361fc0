"""The shop: numbers are found, bought once, and paid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.practice.http_client import GOOD, Caller

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount

SHOP = "/v3/shop"


def offers(api: Caller, area: str = "44", **query: Any) -> list[Any]:
    return list(api.get(f"{SHOP}/numbers/countries/ch/areas/{area}/numbers", **query).json["numbers"])


def test_what_is_for_sale(api: Caller) -> None:
    countries = api.get(f"{SHOP}/numbers/countries").json["countries"]
    assert {country["iso"]: country["is_available"] for country in countries} == {"CH": True, "IT": True, "AT": False}
    areas = api.get(f"{SHOP}/numbers/countries/CH/areas").json["areas"]
    assert [area["city"] for area in areas] == ["Zurich", "Geneva", "Bern"]
    assert api.get(f"{SHOP}/numbers/countries/AT/areas").json == {"areas": []}
    assert len(offers(api)) == 10
    (one,) = offers(api, channel="custom", contains="0307")
    assert (one["item"]["number"], one["item"]["country_code"], one["currency"]) == ("+41445550307", "41", "USD")
    assert len(offers(api, channel="random", contains="0307")) == 10, "digits count only for custom numbers"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("countries/XX/areas", 404),
        ("countries/XX/areas/44/numbers", 404),
        ("countries/CH/areas/99/numbers", 404),
        ("countries/CH/areas/44/numbers?channel=best", 400),
        ("countries/CH/areas/44/numbers?channel=custom&contains=x", 400),
    ],
)
def test_what_is_not(path: str, status: int, api: Caller) -> None:
    assert api.get(f"{SHOP}/numbers/{path}").status == status


def test_a_bought_number_sends(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    item = offers(api)[0]["item"]
    answer = api.post(f"{SHOP}/numbers/purchase", {"item_id": item["id"]})
    assert (answer.status, answer.json) == (200, {"number": item["number"]})
    assert api.get(f"{SHOP}/balance").json == {"amount": 92.01, "currency": "USD"}
    assert item["number"] not in {offer["item"]["number"] for offer in offers(api)}
    assert api.get(f"numbers/%2B{item['id']}").json["status"] == "active"
    body = {"from": item["number"], "to": [GOOD], "files": [api.path(sample_pdf)]}
    assert api.post("outbox", body).status == 201


def test_a_number_is_sold_once(api: Caller) -> None:
    item = offers(api)[0]["item"]["id"]
    assert [api.post(f"{SHOP}/numbers/purchase", {"item_id": item}).status for _ in range(2)] == [200, 409]
    assert api.get(f"{SHOP}/balance").json["amount"] == 92.01


def test_the_credit_comes_to_an_end(api: Caller) -> None:
    items = [offer["item"]["id"] for area in ("44", "22") for offer in offers(api, area)]
    statuses = [api.post(f"{SHOP}/numbers/purchase", {"item_id": item}).status for item in items[:13]]
    assert statuses == [200] * 12 + [402]
    assert api.get(f"{SHOP}/balance").json["amount"] == 4.12


@pytest.mark.parametrize(("body", "status"), [({}, 400), ({"item_id": 7}, 400), ({"item_id": "41445559999"}, 404)])
def test_what_cannot_be_bought(body: dict[str, Any], status: int, api: Caller) -> None:
    assert api.post(f"{SHOP}/numbers/purchase", body).status == status


def test_a_member_does_not_buy(api: Caller, account: PracticeAccount) -> None:
    with Caller(api.server, account.issue_token(uid=account.members.without_admin()[0].uid)) as member:
        assert member.post(f"{SHOP}/numbers/purchase", {"item_id": offers(api)[0]["item"]["id"]}).status == 403
