"""What the client asks for, to the letter, and what it makes of the answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import BadAnswer
from faxdesk.core.model import Account, DocumentType, Number, Shipment, Webhook
from tests.api.scripted_server import Hostile, Reply, answer

TOKEN = "alohi_pat_Zq7-very_secret"
DONE = answer(204)


def asked(reply: Reply, call: Callable[[FaxApi], object]) -> tuple[object, str, str, dict[str, str], Hostile]:
    """Make one call; return its result, and method, path and query of the request."""
    with Hostile([reply]) as server, FaxApi(server.url + "/", PersonalToken(TOKEN)) as client:
        result = call(client)
    (request,) = server.received
    parts = urlsplit(request.target)
    return result, request.method, parts.path, dict(parse_qsl(parts.query)), server


@pytest.mark.parametrize(
    ("call", "reply", "method", "path", "body"),
    [
        (lambda api: api.account(), answer(200, {"uid": "u"}), "GET", "/v3/accounts/self", None),
        (lambda api: api.numbers(), answer(200, {"numbers": []}), "GET", "/v3/accounts/self/numbers", None),
        (lambda api: api.outbox(), answer(200, {"records": []}), "GET", "/v3/accounts/self/outbox", None),
        (lambda api: api.outbox_fax("a1"), answer(200, {"id": "a1"}), "GET", "/v3/accounts/self/outbox/a1", None),
        (lambda api: api.cancel_fax("a1"), DONE, "DELETE", "/v3/accounts/self/outbox/a1", None),
        (lambda api: api.change_comment("a1", "é"), DONE, "PUT", "/v3/accounts/self/outbox/a1", {"comment": "é"}),
        (lambda api: api.fax("a1"), answer(200, {"id": "a1"}), "GET", "/v3/accounts/self/faxes/a1", None),
        (lambda api: api.delete_fax("a1"), DONE, "DELETE", "/v3/accounts/self/faxes/a1", None),
        (
            lambda api: api.annotate_fax("a1", "x", True),
            answer(200, {}),
            "PUT",
            "/v3/accounts/self/faxes/a1",
            {"comment": "x", "is_read": True},
        ),
        (
            lambda api: api.create_hook("fax_sent", "https://example.com/x"),
            answer(201, {"id": "h1"}),
            "POST",
            "/v3/hooks",
            {"event": "fax_sent", "target": "https://example.com/x"},
        ),
        (lambda api: api.delete_hook("h1"), answer(200, b"OK"), "DELETE", "/v3/hooks/h1", None),
    ],
    ids=[
        *("account", "numbers", "outbox", "outbox fax", "cancel", "comment", "fax", "delete", "annotate"),
        *("create hook", "delete hook"),
    ],
)
def test_requests_are_those_of_the_contract(
    call: Callable[[FaxApi], object], reply: Reply, method: str, path: str, body: object
) -> None:
    _, asked_method, asked_path, _, server = asked(reply, call)

    assert (asked_method, asked_path) == (method, path)
    if body is None:
        assert server.received[0].body == b""
        assert server.received[0].headers["Content-Type"] is None
    else:
        assert server.received[0].json() == body
        assert server.received[0].headers["Content-Type"] == "application/json"


def test_the_archive_is_asked_for_the_newest_first_and_in_utc() -> None:
    zone = timezone(timedelta(hours=2))

    def call(api: FaxApi) -> object:
        return api.faxes(
            "inbox",
            after=datetime(2026, 11, 1, 1, 30, tzinfo=zone),
            before=datetime(2026, 12, 1, tzinfo=UTC),
            limit=20,
            offset=40,
        )

    result, _, path, query, _ = asked(answer(200, {"data": {"records": [{"id": "a"}]}}), call)

    assert [fax.id for fax in result] == ["a"]  # type: ignore[attr-defined]  # a tuple of faxes
    assert path == "/v3/accounts/self/faxes"
    assert query == {
        "category": "inbox",
        "after": "2026-10-31 23:30:00",
        "before": "2026-12-01 00:00:00",
        "limit": "20",
        "offset": "40",
        "sort_by": "date",
        "order": "desc",
    }


def test_the_archive_without_wishes() -> None:
    _, _, _, query, _ = asked(answer(200, {"data": {"records": []}}), lambda api: api.faxes())

    assert query == {"category": "sent", "limit": "50", "sort_by": "date", "order": "desc"}


def test_account_numbers_and_hooks_are_read() -> None:
    replies = [
        answer(200, {"uid": "u", "email": "office@example.com"}),
        answer(200, {"numbers": [{"number": "+41445550100", "status": "active"}]}),
        answer(200, {"data": [{"id": "h1", "event": "fax_sent", "target": "https://example.com/x"}]}),
    ]
    with Hostile(replies) as server, FaxApi(server.url, PersonalToken(TOKEN)) as client:
        assert client.account() == Account("u", "office@example.com")
        assert client.numbers() == (Number("+41445550100"),)
        assert client.hooks("fax_sent") == (Webhook("h1", "fax_sent", "https://example.com/x"),)

    assert server.received[2].target == "/v3/hooks?event=fax_sent"


def test_an_unchanged_outbox_is_the_very_same_tuple() -> None:
    same = answer(200, {"records": [{"id": "a", "status": "submitted"}]})
    changed = answer(200, {"records": [{"id": "a", "status": "sending"}]})
    with Hostile([same, same, changed, same]) as server, FaxApi(server.url, PersonalToken(TOKEN)) as client:
        first, second, third, fourth = (client.outbox() for _ in range(4))

    assert second is first
    assert [fax.status for fax in third] == ["sending"]
    assert fourth == first


def test_an_answer_that_cannot_be_read_does_not_become_the_last_one() -> None:
    replies = [answer(200, {"odd": 1}), answer(200, {"odd": 1})]
    with Hostile(replies) as server, FaxApi(server.url, PersonalToken(TOKEN)) as client:
        for _ in replies:
            with pytest.raises(BadAnswer):
                client.outbox()


def test_an_unchanged_page_of_the_archive_is_known_by_what_was_asked() -> None:
    page = answer(200, {"data": {"records": [{"id": "a"}]}})
    with Hostile([page] * 3) as server, FaxApi(server.url, PersonalToken(TOKEN)) as client:
        first = client.faxes()
        assert client.faxes() is first
        assert client.faxes(offset=50) is not first


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("66f1c2d3a4b5c6d7e8f90123", "66f1c2d3a4b5c6d7e8f90123"),
        ("a/../b", "a%2F..%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("a b+ä", "a%20b%2B%C3%A4"),
        ("half \udc80", "half%20%3F"),
    ],
)
def test_an_id_stays_one_part_of_the_path(key: str, path: str) -> None:
    _, _, asked_path, _, _ = asked(DONE, lambda api: api.cancel_fax(key))

    assert asked_path == f"/v3/accounts/self/outbox/{path}"


@pytest.mark.parametrize("key", ["", ".", ".."])
def test_an_id_that_would_be_another_address_is_not_asked_for(key: str) -> None:
    with Hostile() as server, FaxApi(server.url, PersonalToken(TOKEN)) as client:
        with pytest.raises(BadAnswer) as caught:
            client.cancel_fax(key)

        assert server.connections == 0
    assert caught.value.may_have_acted is False


def test_the_clock_of_the_service_is_compared() -> None:
    ahead = answer(200, {"uid": "u"}, headers=("Date: Tue, 01 Jan 2030 00:00:00 GMT",))
    silent = answer(200, {"uid": "u"})
    odd = answer(200, {"uid": "u"}, headers=("Date: teatime",))
    with Hostile([ahead, silent, odd]) as server, FaxApi(server.url, PersonalToken(TOKEN)) as client:
        assert client.clock_offset == timedelta()
        for _ in range(3):
            client.account()
            there = datetime.now(UTC) + client.clock_offset
            assert abs(there - datetime(2030, 1, 1, tzinfo=UTC)) < timedelta(minutes=1)


def test_the_log_says_what_was_asked_and_how_it_went(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.INFO, logger="faxdesk")
    refused = answer(
        404,
        {"error": "not_found", "description": f"+41445550123 with {TOKEN}", "refresh_token": "s3cr3t"},
        headers=("X-Request-Id: req-7",),
    )
    with Hostile([answer(200, {"uid": "u"}), refused]) as server, FaxApi(server.url, PersonalToken(TOKEN)) as client:
        client.account()
        with pytest.raises(Exception, match="does not know"):
            client.document("+41445550123", DocumentType.PDF, tmp_path / "x", NeverCancelled())

    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2, "a poll that goes well is not worth a line"
    assert lines[0].startswith("GET /accounts/self/files/…123?format=pdf: 404 in ")
    assert lines[0].endswith("X-Request-Id=req-7")
    assert lines[1].startswith('Answer 404: {"error": "not_found"')
    for secret in (TOKEN, "s3cr3t", "41445550"):
        assert secret not in caplog.text


def test_a_submission_is_worth_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="faxdesk")
    fax = Shipment("+41445550100", ("+41445550123",), ("/storage/a.pdf",), "faxdesk:1", comment="private")

    asked(answer(201, {"ids": {}}), lambda api: api.send(fax))

    assert "POST /accounts/self/outbox: 201 in " in caplog.text
    assert "private" not in caplog.text
