"""The account, its members and its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import phonenumbers
import pytest

from faxdesk.practice.account.number_shop import COUNTRIES
from faxdesk.practice.state.seed_data import NUMBERS
from tests.practice.http_client import SECOND_SENDER, SELF, SENDER, WAITING, Caller

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount


def test_the_profile(api: Caller, account: PracticeAccount) -> None:
    profile = api.get(SELF).json
    assert (profile["uid"], profile["account_type"], profile["status"]) == (account.uid, "corporate_admin", "active")
    assert profile["account_data"]["company_name"] == "Practice Office"
    assert profile == api.get(f"/v3/accounts/{account.uid}").json


def test_a_change_is_merged_into_the_profile(api: Caller) -> None:
    before = api.get(SELF).json
    change = {
        "name": "Front desk",
        "account_data": {"default_file_type": "tiff", "company_logo": None},
        "settings": {"send_fax": {"retry": {"count": 2, "delay": 10}}, "options": {"any": 1}},
        "notifications": {"settings": {"language": "it", "sms": {"numbers": ["+41445550123"]}}},
        "uid": "another",
        "unknown": 1,
    }
    assert api.put(SELF, change).status == 204
    after = api.get(SELF).json
    assert (after["name"], after["uid"]) == ("Front desk", before["uid"])
    assert "unknown" not in after
    assert after["account_data"] == before["account_data"] | {"default_file_type": "tiff", "company_logo": None}
    assert after["settings"]["send_fax"] == {
        "options": {},
        "retry": {"count": 2, "delay": 10},
        "should_enhance": True,
    }
    assert after["settings"]["options"] == {"any": 1}
    settings, old = after["notifications"]["settings"], before["notifications"]["settings"]
    assert (settings["language"], settings["email"]) == ("it", old["email"])
    assert settings["sms"] == old["sms"] | {"numbers": ["+41445550123"]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": 1}, "name: 1 is not of type 'string'"),
        ({"phone": "no"}, "phone: 'no' is not one of [+]?[0-9]{8,}"),
        ({"phone": 7}, "phone: 7 is not one of"),
        ({"settings": []}, "settings: [] is not of type 'object'"),
        ({"settings": {"caller_id_name": 1}}, "settings.caller_id_name: 1 is not of type 'string'"),
        ({"settings": {"send_fax": {"retry": {"count": 9}}}}, "settings.send_fax.retry.count: 9 is not one of 0 to 3"),
        ({"settings": {"send_fax": {"retry": {"delay": True}}}}, "settings.send_fax.retry.delay: True is not of type"),
        (
            {"account_data": {"default_file_type": "doc"}},
            "account_data.default_file_type: 'doc' is not one of pdf",
        ),
        ({"notifications": {"black_list": {"uids": [1]}}}, "notifications.black_list.uids: 1 is not of type 'string'"),
        ({"notifications": {"black_list": {"uids": {}}}}, "notifications.black_list.uids: {} is not of type 'array'"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_refusal_names_the_member(change: dict[str, Any], words: str, api: Caller) -> None:
    before = api.get(SELF).json
    answer = api.put(SELF, change)
    assert answer.status == 400
    assert answer.refusal.startswith(words)
    assert api.get(SELF).json == before


def test_members(api: Caller, account: PracticeAccount) -> None:
    members = api.get("/v3/accounts").json["members"]
    assert [(member["name"], member["account_type"], member["member_of"]) for member in members] == [
        ("Reception", "corporate_member", [account.uid]),
        ("Accounting", "corporate_member", [account.uid]),
    ]
    assert api.get(f"/v3/accounts/{members[0]['uid']}").json == members[0]


def test_details_of_a_member(api: Caller, account: PracticeAccount) -> None:
    where = f"{SELF}/member-details/{account.members.without_admin()[0].uid}"
    assert api.get(where).json == {"quota": 500, "role": "member"}
    assert api.put(where, {"quota": 7}).status == 204
    assert api.put(where, {"role": "accountant"}).status == 204
    assert api.get(where).json == {"quota": 7, "role": "accountant"}
    for body in ({"quota": -1}, {"quota": True}, {"quota": "7"}, {"role": 1}):
        assert api.put(where, body).status == 400
    for nobody in ("none", account.uid):
        assert api.get(f"{SELF}/member-details/{nobody}").status == 404


def test_what_a_member_may_not_do(api: Caller, account: PracticeAccount) -> None:
    first, second = account.members.without_admin()
    with Caller(api.server, account.issue_token(uid=first.uid)) as member:
        assert member.get(SELF).json["name"] == "Reception"
        for path in ("/v3/accounts", f"{SELF}/member-details/{first.uid}", f"/v3/accounts/{second.uid}"):
            assert member.get(path).status == 403
        assert [own["number"] for own in member.get("numbers").json["numbers"]] == [SECOND_SENDER]
        assert member.get(f"numbers/{SENDER}").status == 404
        assert member.put(f"numbers/{SECOND_SENDER}", {"assigned_to": first.uid}).status == 403


def test_numbers(api: Caller, account: PracticeAccount) -> None:
    numbers = api.get("numbers").json["numbers"]
    assert [(own["number"], own["status"], own["is_canceled"]) for own in numbers] == [
        (SENDER, "active", False),
        (SECOND_SENDER, "active", False),
        (WAITING, "waiting_verification", False),
    ]
    assert api.get(f"numbers/%2B{SENDER[1:]}").json == numbers[0]
    assert api.get("numbers/%2B41445559999").status == 404


def test_a_number_is_assigned_and_taken_back(api: Caller, account: PracticeAccount) -> None:
    member = account.members.without_admin()[1].uid
    where = f"numbers/%2B{SENDER[1:]}"
    assert api.put(where, {"assigned_to": member}).status == 204
    assert api.get(where).json["assigned_to"] == [account.uid, member]
    with Caller(api.server, account.issue_token(uid=member)) as other:
        assert other.get(where).status == 200
    assert api.delete(where).status == 204
    assert api.get(where).json["assigned_to"] == [account.uid], "never taken from the administrator"
    for body in ({"assigned_to": [member]}, {"assigned_to": "none"}, {}):
        assert api.put(where, body).status == 400


def test_numbers_of_the_account_and_the_shop_could_be_real() -> None:
    areas = [area for country in COUNTRIES for area in country.areas]
    for number in (*NUMBERS, *(number for area in areas for number in area.numbers)):
        parsed = phonenumbers.parse(number)
        assert phonenumbers.is_possible_number(parsed), number
        assert phonenumbers.is_valid_number(parsed), number
