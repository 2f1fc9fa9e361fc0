"""Buying numbers, with play money."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from faxdesk.practice.account import number_shop
from faxdesk.practice.http.request_context import AuthorizedRequest, Refusal, Route, as_json, bad_request, not_found

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

_CHANNELS = ("random", "custom")


def balance(call: AuthorizedRequest) -> Response:
    """`GET shop/balance`."""
    return as_json({"amount": number_shop.credit(call.account), "currency": number_shop.CURRENCY})


def countries(call: AuthorizedRequest) -> Response:  # noqa: ARG001  every handler takes the call
    """`GET shop/numbers/countries`."""
    found = [
        {"iso": country.iso, "name": country.name, "is_available": bool(country.areas)}
        for country in number_shop.COUNTRIES
    ]
    return as_json({"countries": found})


def areas(call: AuthorizedRequest) -> Response:
    """`GET shop/numbers/countries/{country}/areas`."""
    found = [
        {"calling_code": area.calling_code, "city": area.city, "state": area.state} for area in _country(call).areas
    ]
    return as_json({"areas": found})


def numbers(call: AuthorizedRequest) -> Response:
    """`GET shop/numbers/countries/{country}/areas/{area}/numbers`."""
    country = _country(call)
    area = next((area for area in country.areas if area.calling_code == call.arguments["calling_code"]), None)
    if area is None:
        raise not_found()
    wanted = _wanted_digits(call)
    found = [number for number in number_shop.for_sale(call.account, area) if wanted in number]
    return as_json({"numbers": [_offer(country, area, number) for number in found]})


def _country(call: AuthorizedRequest) -> number_shop.Country:
    found = number_shop.country(call.arguments["country_code"])
    if found is None:
        raise not_found()
    return found


def _wanted_digits(call: AuthorizedRequest) -> str:
    channel, digits = call.request.args.get("channel", "random"), call.request.args.get("contains", "")
    if channel not in _CHANNELS:
        raise bad_request(f"channel: {channel!r} is not one of {', '.join(_CHANNELS)}")
    if digits and not (digits.isascii() and digits.isdigit()):
        raise bad_request(f"contains: {digits!r} does not match digits")
    return digits if channel == "custom" else ""


def _offer(country: number_shop.Country, area: number_shop.NumberArea, number: str) -> dict[str, Any]:
    return {
        "type": "local",
        "currency": number_shop.CURRENCY,
        "availability": "available",
        "price": number_shop.PRICE,
        "monthly_fee": number_shop.PRICE,
        "number_of_months": 1,
        "item": {
            "id": number.lstrip("+"),
            "country": country.name,
            "country_code": country.dial,
            "number": number,
            "geographic_area": {"area_code": area.calling_code, "geographic_area": area.state, "city": area.city},
        },
    }


def purchase(call: AuthorizedRequest) -> Response:
    """`POST shop/numbers/purchase`."""
    item = call.json().get("item_id")
    if not isinstance(item, str):
        raise bad_request(f"item_id: {item!r} is not of type 'string'")
    number = f"+{item}"
    if not any(number in area.numbers for country in number_shop.COUNTRIES for area in country.areas):
        raise not_found("This number is not for sale")
    try:
        paid = number_shop.buy(call.account, number, call.now)
    except sqlite3.IntegrityError:
        raise Refusal(409, "conflict", "This number was sold") from None
    if not paid:
        raise Refusal(402, "insufficient_credit", "The credit of the account is too small")
    return as_json({"number": number})


_AREAS = ("shop",)
ROUTES = (
    Route("GET", "/shop/balance", balance, _AREAS),
    Route("GET", "/shop/numbers/countries", countries, _AREAS),
    Route("GET", "/shop/numbers/countries/<country_code>/areas", areas, _AREAS),
    Route("GET", "/shop/numbers/countries/<country_code>/areas/<calling_code>/numbers", numbers, _AREAS),
    Route("POST", "/shop/numbers/purchase", purchase, _AREAS, admin=True),
)
