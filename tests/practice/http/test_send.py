"""`POST outbox`: what is accepted, and which sentence refuses the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.practice.http_client import BUSY, GOOD, SECOND_SENDER, SENDER, WAITING, Caller

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount

COVER = {"name_to": "Tax office", "name_from": "Office", "subject": "Papers"}


def order(path: str, **more: Any) -> dict[str, Any]:
    return {"from": SENDER, "to": [GOOD], "files": [path], "return_ids": True, **more}


def test_one_fax_and_one_id_for_each_destination(api: Caller, account: PracticeAccount, path: str) -> None:
    answer = api.post("outbox", order(path, to=[GOOD, BUSY]))
    assert answer.status == 201
    faxes = account.received()
    assert answer.json == {"ids": {fax.destination: fax.id for fax in faxes}}
    assert [fax.destination for fax in faxes] == [GOOD, BUSY]
    assert len({fax.submission for fax in faxes}) == 1
    assert [len(one.faxes) for one in account.submissions] == [2]


@pytest.mark.parametrize("wanted", [{"return_ids": False}, {"return_ids": None}, {}])
def test_ids_come_only_when_they_are_asked_for(
    wanted: dict[str, object], api: Caller, account: PracticeAccount, path: str
) -> None:
    body = order(path)
    del body["return_ids"]
    answer = api.post("outbox", body | wanted)
    assert (answer.status, answer.json) == (201, {})
    assert len(account.received()) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"from": None}, "from: is a required property"),
        ({"from": 41}, "from: 41 is not of type 'string'"),
        ({"from": "041 555"}, "from: '041 555' does not match"),
        ({"from": f"{SENDER},,"}, "from: '' does not match"),
        ({"from": "+41445559999"}, "from: +41445559999 is not an active number"),
        ({"from": WAITING}, f"from: {WAITING} is not an active number"),
        ({"from": f"{SENDER},{WAITING}"}, f"from: {WAITING} is not an active number"),
        ({"to": None}, "to: is a required property"),
        ({"to": GOOD}, "to: '+41445550123' is not of type 'array'"),
        ({"to": []}, "to: [] is too short"),
        ({"to": [41]}, "to: 41 is not of type 'string'"),
        ({"to": [GOOD, " "]}, "to: an empty destination"),
        ({"files": None}, "files: is a required property"),
        ({"files": "x"}, "files: 'x' is not of type 'array'"),
        ({"files": []}, "files: [] is too short"),
        ({"files": [1]}, "files: 1 is not of type 'string'"),
        ({"files": ["/storage/none.pdf"]}, "files: '/storage/none.pdf' does not exist"),
        ({"files": [], "from_fax": "none"}, "from_fax: there is no fax 'none'"),
        ({"from_fax": 7}, "from_fax: 7 is not of type 'string'"),
        ({"comment": "text"}, "comment: 'text' is not of type 'object'"),
        ({"comment": {"text": 1}}, "comment.text: 1 is not of type 'string'"),
        ({"comment": {"tags": "x"}}, "comment.tags: 'x' is not of type 'array'"),
        ({"comment": {"tags": [1]}}, "comment.tags: 1 is not of type 'string'"),
        ({"options": []}, "options: [] is not of type 'object'"),
        ({"options": {"enhancement": 1}}, "options.enhancement: 1 is not of type 'boolean'"),
        ({"options": {"retry": 1}}, "options.retry: 1 is not of type 'object'"),
        ({"options": {"retry": {"count": 4}}}, "options.retry.count: 4 is not between 0 and 3"),
        ({"options": {"retry": {"count": True}}}, "options.retry.count: True is not of type 'integer'"),
        ({"options": {"retry": {"delay": -1}}}, "options.retry.delay: -1 is not between 0 and 30"),
        ({"send_time": ""}, "send_time: '' does not match"),
        ({"send_time": "2030-01-01 00:00:00"}, "send_time: '2030-01-01 00:00:00' does not match"),
        ({"send_time": "2030-01-01 00:00:00 Z"}, "send_time: '2030-01-01 00:00:00 Z' does not match"),
        ({"send_time": "2030-02-30 00:00:00 +0000"}, "send_time: '2030-02-30 00:00:00 +0000' does not match"),
        ({"send_time": "9999-12-31 23:59:59 -1200"}, "send_time: '9999-12-31 23:59:59 -1200' does not match"),
        ({"send_time": 7}, "send_time: 7 is not of type 'string'"),
        ({"return_ids": "yes"}, "return_ids: 'yes' is not of type 'boolean'"),
        ({"cover_page": "x"}, "cover_page: 'x' is not of type 'object'"),
        ({"cover_page": {**COVER, "subject": None}}, "cover_page.subject: is a required property"),
        ({"cover_page": {**COVER, "message": 1}}, "cover_page.message: 1 is not of type 'string'"),
        ({"cover_page": {**COVER, "flags": ["loud"]}}, "cover_page.flags: 'loud' is not one of urgent"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_refusal_names_the_member(
    more: dict[str, Any], words: str, api: Caller, account: PracticeAccount, path: str
) -> None:
    answer = api.post("outbox", order(path, **more))
    assert answer.status == 400
    assert answer.refusal.startswith(words)
    assert account.received() == ()


def test_too_many_files_and_destinations_have_codes(api: Caller, account: PracticeAccount, path: str) -> None:
    assert api.post("outbox", order(path, files=[path] * 10)).status == 201
    answer = api.post("outbox", order(path, files=[path] * 11))
    assert (answer.status, answer.json["error"]) == (400, "too_many_files")

    many = [f"+4144{number:07}" for number in range(4001)]
    answer = api.post("outbox", order(path, to=many))
    assert (answer.status, answer.json["error"]) == (400, "too_many_destinations")
    answer = api.post("outbox", order(path, to=many[:-1]))
    assert answer.status == 201
    assert len(set(answer.json["ids"].values())) == 4000
    assert len(account.received()) == 4001


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b'{"from": NaN}', 400),
        (b"\xff\xfe{}", 400),
        (b'{"from": "\\ud800"}', 400),
        (b"[" * 100_000, 400),
        (b'{"from": "' + b"x" * 4_200_000 + b'"}', 413),
    ],
    ids=["empty", "cut", "list", "text", "NaN", "no text", "half a letter", "deep", "large"],
)
def test_a_body_that_is_no_object_is_refused(body: bytes, status: int, api: Caller) -> None:
    assert api.call("POST", "outbox", body, {"Content-Type": "application/json"}).status == status


def test_another_type_of_body_is_refused(api: Caller) -> None:
    answer = api.call("POST", "outbox", b"from=1", {"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 415


@pytest.mark.parametrize("number", ["no_number", "NO_NUMBER"])
def test_without_a_number_the_sender_is_the_user(number: str, api: Caller, account: PracticeAccount, path: str) -> None:
    key = api.post("outbox", order(path, **{"from": number})).json["ids"][GOOD]
    account.advance_to_end()
    assert account.received()[0].source == "no_number"
    assert api.get(f"faxes/{key}").json["from"] == account.uid


def test_several_senders_take_turns(api: Caller, account: PracticeAccount, path: str) -> None:
    api.post("outbox", order(path, to=[GOOD, BUSY, "+41225550123"], **{"from": f"{SENDER}, {SECOND_SENDER}"}))
    assert [fax.source for fax in account.received()] == [SENDER, SECOND_SENDER, SENDER]


def test_a_sender_may_have_an_extension(api: Caller, account: PracticeAccount, path: str) -> None:
    assert api.post("outbox", order(path, **{"from": f"{SENDER}**12"})).status == 201
    assert account.received()[0].source == SENDER


def test_a_number_given_up_sends_no_more(api: Caller, account: PracticeAccount, path: str) -> None:
    account.members.change_number(SENDER, status="active", cancelled=True)
    assert api.post("outbox", order(path)).status == 400


def test_an_earlier_fax_can_be_sent_again(api: Caller, account: PracticeAccount, path: str, sample_tiff: Path) -> None:
    first = api.fax(path, comment={"text": "first"})
    account.advance_to_end()
    tiff = api.path(sample_tiff, "scan.tif")

    answer = api.post("outbox", order(tiff, from_fax=first))
    again = api.post("outbox", order(path, files=[], from_fax=first))

    assert (answer.status, again.status) == (201, 201)
    one, two, three = account.received()
    assert two.sha256[1:] == three.sha256 == one.sha256, "uploaded files come first"
    account.advance_to_end()
    assert api.get(f"faxes/{two.id}").json["pages"] == 4
    assert three.comment == ""


def test_a_destination_given_twice(api: Caller, account: PracticeAccount, path: str) -> None:
    answer = api.post("outbox", order(path, to=[GOOD, GOOD]))
    assert answer.json["ids"] == {GOOD: account.received()[1].id}, "the map can name only one"
    account.switches.repeated_destination = "once"
    api.post("outbox", order(path, to=[GOOD, GOOD]))
    assert [len(one.faxes) for one in account.submissions] == [2, 1]


def test_a_time_that_has_passed(api: Caller, account: PracticeAccount, path: str) -> None:
    past = order(path, send_time="2020-01-01 00:00:00 +0000")
    assert api.post("outbox", past).status == 201
    account.switches.past_send_time = "refused"
    assert api.post("outbox", past).refusal == "send_time: is in the past"


@pytest.mark.parametrize(
    ("spelling", "key"),
    [("as_given", "044 555-01.23"), ("e164", "+0445550123"), ("spaces", "+04 45 550 12 3"), ("no_plus", "0445550123")],
)
def test_the_map_of_ids_spells_as_it_likes(
    spelling: str, key: str, api: Caller, account: PracticeAccount, path: str
) -> None:
    account.settings.merge("choices", {"ids_key": spelling})
    assert list(api.post("outbox", order(path, to=["044 555-01.23"])).json["ids"]) == [key]


def test_the_map_of_ids_may_be_missing(api: Caller, account: PracticeAccount, path: str) -> None:
    account.switches.ids_returned = False
    assert api.post("outbox", order(path)).json == {}


def test_ids_are_never_given_twice(api: Caller, account: PracticeAccount, path: str) -> None:
    account.switches.archive_id = "new"
    for _ in range(20):
        api.post("outbox", order(path, to=[GOOD, BUSY]))
    account.advance_to_end()
    every = [fax.id for fax in account.received()] + list(account.archived_ids())
    assert len(every) == len(set(every)) == 80
