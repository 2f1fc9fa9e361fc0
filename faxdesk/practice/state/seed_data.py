"""The people and numbers that a new practice account has."""

from __future__ import annotations

import json
import secrets
import sqlite3
from typing import Any

from faxdesk.practice.simulation.clock import stamp
from faxdesk.practice.state.members import STATUSES, OwnNumber

COMPANY = "Practice Office"
"""The company of the account. Its name says what it is wherever a client shows it."""

NUMBERS = ("+41445550100", "+41225550100", "+41315550100")
"""The numbers of the account: two that can send, one that waits for its verification."""

MEMBERS = (("reception", "Reception", 500), ("accounting", "Accounting", 200))
"""Members besides the administrator: name before the at sign, first name, pages in a month."""

_MONTH = 30 * 86400.0


def seed(db: sqlite3.Connection, now: float) -> str:
    """Fill an empty database and return the uid of the administrator."""
    admin = secrets.token_hex(16)
    made = now - 12 * _MONTH
    _add_user(db, _profile(admin, "office", "Office", made, "corporate_admin"), "admin", 10_000)
    members = []
    for login, name, quota in MEMBERS:
        uid = secrets.token_hex(16)
        members.append(uid)
        _add_user(db, _profile(uid, login, name, made, "corporate_member") | {"member_of": [admin]}, "member", quota)
    for own in first_numbers(admin, members[0], now):
        db.execute(
            "INSERT INTO number VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (own.number, own.id, own.owner, json.dumps(own.assigned), own.status, own.acquired, None, own.cancelled),
        )
    return admin


def first_numbers(admin: str, member: str, now: float) -> list[OwnNumber]:
    """Return the numbers of a new account. The second is one of `member` too; the third waits for its verification."""
    made = now - 12 * _MONTH
    return [
        OwnNumber(
            number=number,
            id=secrets.token_hex(16),
            owner=admin,
            assigned=(admin, member) if index == 1 else (admin,),
            status=STATUSES[index == 2],
            acquired=made + index * 86400.0,
            expires=None,
            cancelled=False,
        )
        for index, number in enumerate(NUMBERS)
    ]


def _add_user(db: sqlite3.Connection, profile: dict[str, Any], role: str, quota: int) -> None:
    db.execute(
        "INSERT INTO user VALUES (?, ?, ?, ?, ?)",
        (profile["uid"], role == "admin", json.dumps(profile), role, quota),
    )


def _profile(uid: str, login: str, name: str, made: float, kind: str) -> dict[str, Any]:
    address = f"{login}@practice.invalid"
    flags = {"low_credit": True, "new_feature": False, "receive_fax": True, "send_fax": True, "voicemail": False}
    return {
        "uid": uid,
        "account_type": kind,
        "status": "active",
        "email": address,
        "name": name,
        "lastname": COMPANY,
        "phone": NUMBERS[0],
        "profile_image": "",
        "creation_date": stamp(made),
        "last_password_modification_date": stamp(made),
        "member_of": {},
        "account_data": {"company_name": COMPANY, "default_file_type": "pdf", "save_history": True},
        "settings": {
            "caller_id_name": COMPANY,
            "send_fax": {"options": {}, "retry": {"count": 0, "delay": 0}, "should_enhance": True},
        },
        "notifications": {
            "black_list": {"uids": []},
            "settings": {
                "language": "en",
                "email": {"addresses": [address], **flags},
                "push_notifications": flags,
                "sms": {**flags, "receive_fax": False, "send_fax": False, "low_credit": False, "numbers": []},
            },
        },
    }
