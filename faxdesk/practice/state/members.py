"""Users and numbers of a practice account."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from faxdesk.practice.database import PracticeDatabase


RECEIVES_ONLY = "receives_only"
"""The role of a user who may not send."""


@dataclass(frozen=True)
class User:
    """The administrator or a member. `quota` is in pages per month, and counts for members."""

    uid: str
    admin: bool
    profile: dict[str, Any]
    role: str
    quota: int

    @property
    def active(self) -> bool:
        """Whether the account is in use: not suspended, and so on."""
        return bool(self.profile.get("status") == "active")


STATUSES = ("active", "waiting_verification")
"""What a number can be."""


@dataclass(frozen=True)
class OwnNumber:
    """A number of the account. Times in seconds since 1970 (UTC)."""

    number: str
    id: str
    owner: str
    assigned: tuple[str, ...]
    status: str
    acquired: float
    expires: float | None
    cancelled: bool

    def sends(self, now: float) -> bool:
        """Return whether faxes may be sent from it at `now`."""
        expired = self.expires is not None and self.expires <= now
        return self.status == "active" and not self.cancelled and not expired


class Members:
    """Who belongs to the account, and which numbers they have."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database

    def user(self, uid: str) -> User | None:
        """Return a user, or None."""
        with self._database.read() as db:
            row = db.execute("SELECT * FROM user WHERE uid = ?", (uid,)).fetchone()
        return None if row is None else _user(row)

    def without_admin(self) -> list[User]:
        """Return all users but the administrator."""
        with self._database.read() as db:
            return [_user(row) for row in db.execute("SELECT * FROM user WHERE NOT admin ORDER BY rowid")]

    def change_profile(self, uid: str, profile: dict[str, Any], now: float) -> None:
        """Replace the profile of a user. Faxes that end from `now` on are stored or not as it says."""
        with self._database.write() as db:
            before = self.user(uid)
            db.execute("UPDATE user SET profile = ? WHERE uid = ?", (json.dumps(profile), uid))
            if before is not None and _stores(before.profile) != _stores(profile):
                db.execute("INSERT INTO storing (uid, at, stores) VALUES (?, ?, ?)", (uid, now, _stores(profile)))

    def change_role(self, uid: str, role: str, quota: int) -> None:
        """Set role and quota of a user."""
        with self._database.write() as db:
            db.execute("UPDATE user SET role = ?, quota = ? WHERE uid = ?", (role, quota, uid))

    def every_number(self) -> list[OwnNumber]:
        """Return all numbers of the account."""
        with self._database.read() as db:
            return [_number(row) for row in db.execute("SELECT * FROM number ORDER BY rowid")]

    def numbers(self, uid: str) -> list[OwnNumber]:
        """Return the numbers that a user has: the administrator all, a member those assigned."""
        return [number for number in self.every_number() if uid == number.owner or uid in number.assigned]

    def number(self, uid: str, number: str) -> OwnNumber | None:
        """Return one number of a user, or None."""
        return next((own for own in self.numbers(uid) if own.number == number), None)

    def has_number(self, number: str) -> bool:
        """Return whether the account has a number, whoever it is assigned to."""
        with self._database.read() as db:
            return db.execute("SELECT 1 FROM number WHERE number = ?", (number,)).fetchone() is not None

    def assign(self, number: str, uids: tuple[str, ...]) -> None:
        """Say who has a number."""
        with self._database.write() as db:
            db.execute("UPDATE number SET assigned = ? WHERE number = ?", (json.dumps(uids), number))

    def add_number(self, number: OwnNumber) -> None:
        """Add a number. Raises sqlite3.IntegrityError if the account has it already."""
        with self._database.write() as db:
            db.execute(
                "INSERT INTO number VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    number.number,
                    number.id,
                    number.owner,
                    json.dumps(number.assigned),
                    number.status,
                    number.acquired,
                    number.expires,
                    number.cancelled,
                ),
            )

    def change_number(self, number: str, *, status: str, cancelled: bool, expires: float | None = None) -> None:
        """Set whether a number works: `active` or `waiting_verification`, whether it was given up, and its end."""
        with self._database.write() as db:
            db.execute(
                "UPDATE number SET status = ?, cancelled = ?, expires = ? WHERE number = ?",
                (status, cancelled, expires, number),
            )

    def remove_number(self, number: str) -> None:
        """Take a number out of the account."""
        with self._database.write() as db:
            db.execute("DELETE FROM number WHERE number = ?", (number,))


def _stores(profile: dict[str, Any]) -> bool:
    return bool(profile.get("account_data", {}).get("save_history", True))


def _user(row: sqlite3.Row) -> User:
    return User(row["uid"], bool(row["admin"]), json.loads(row["profile"]), row["role"], row["quota"])


def _number(row: sqlite3.Row) -> OwnNumber:
    return OwnNumber(
        number=row["number"],
        id=row["id"],
        owner=row["owner"],
        assigned=tuple(json.loads(row["assigned"])),
        status=row["status"],
        acquired=row["acquired"],
        expires=row["expires"],
        cancelled=bool(row["cancelled"]),
    )
