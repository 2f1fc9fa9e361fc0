"""Records as the contract writes them, in the spelling that the switches ask for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from faxdesk.practice.simulation.clock import stamp, stamp_with_offset
from faxdesk.practice.simulation.outcomes import describe

if TYPE_CHECKING:
    from faxdesk.practice.simulation.contract_switches import ContractSwitches
    from faxdesk.practice.state.archive import ArchivedFax
    from faxdesk.practice.state.members import OwnNumber, User
    from faxdesk.practice.state.outbox import OutgoingFax, StoredFile

_ACCOUNT_ZONE = 7200.0
"""How far the zone of the account is ahead of UTC, in seconds."""
_OUTBOX_REQUIRED = ("id", "status", "uid")
_FAX_REQUIRED = ("id", "owner_id", "pages", "status", "comment", "cost_details")
_NUMBER_REQUIRED = ("acquired_date", "assigned_to", "id", "number", "owner_id", "status")
_ACCOUNT_REQUIRED = ("account_type", "creation_date", "email", "status", "uid")
_ITALIAN_SUCCESS, _ITALIAN_FAILURE = "successo", "fallito"
"""The first as in the vendor's walk-through (docs/api-notes.md, section 12)."""
_UNLISTED = "ended_in_a_new_way"


@dataclass(frozen=True)
class RecordSerializer:
    """Writes records. `skew` is added to every time, in seconds."""

    switches: ContractSwitches
    now: float
    skew: float = 0.0

    def outbox(
        self, fax: OutgoingFax, group: tuple[OutgoingFax, ...] = (), ending: tuple[float, str] | None = None
    ) -> dict[str, Any]:
        """Return an outbox record; `group` holds the faxes that share it, where one stands for several.

        `ending` is when and how the fax ended, where the record tells that.
        """
        seen = [(at, status) for at, status in fax.changes if at <= self.now] or [fax.changes[0]]
        status = seen[-1][1]
        if ending is not None:
            seen.append(ending)
            status = ending[1] if self.switches.finished_outbox_status == "final" else status
        converted = self.now >= fax.converted or self.switches.outbox_page_count == "at_once"
        comment: dict[str, Any] = {"text": fax.comment}
        if self.switches.tags_shown:
            comment["tags"] = list(fax.tags)
        record = {
            "id": fax.id,
            "uid": fax.uid,
            "status": status,
            "status_changes": [{"at": self._time(at), "status": word} for at, word in seen],
            "src": self.spelled(fax.source),
            "designated_src": "",
            "to": [self.spelled(each.destination) for each in group or (fax,)],
            "files": [self._outbox_file(file) for file in fax.files],
            "file_changes": [self._file_change(fax)] if self.now >= fax.converted else [],
            "comment": comment,
            "contact_name": None if self.switches.null_members else "",
            "extra_info": {},
            "initiated_from": {"from_id": "", "type": ""},
            "ip": fax.ip,
            "options": fax.options,
            "page_count": fax.pages if converted else 0,
            "retry": fax.retry,
            "should_enhance": bool(fax.options.get("enhancement", True)),
            "send_time": self._offset_time(fax.accepted if fax.send_at is None else fax.send_at),
            "submit_time": self._offset_time(fax.accepted),
            "last_updated_status_time": self._time(seen[-1][0]),
        }
        if fax.cover is not None:
            record["cover_page"] = fax.cover
        return self._trimmed(record, _OUTBOX_REQUIRED)

    def fax(self, fax: ArchivedFax) -> dict[str, Any]:
        """Return an archive record."""
        pages = self.pages(fax)
        empty = None if self.switches.null_members else ""
        record = {
            "id": fax.id,
            "owner_id": fax.uid,
            "direction": fax.direction,
            "status": fax.status,
            "description": describe(fax.status),
            **self._sender(fax),
            "to": self.spelled(fax.destination),
            "pages": pages,
            "cost": fax.pages_sent,
            "cost_details": {"multiplier": 1, "notification_cost": 0},
            "duration": math.ceil(fax.finished - fax.start),
            "file": stored_name(fax),
            "file_name": file_name(fax),
            "comment": self._comment(fax),
            "header": empty,
            "is_read": fax.is_read,
            "is_spam": fax.is_spam,
            "max_retry": fax.retry["count"],
            "retry_delay": fax.retry["delay"],
            "scheduled_time": None if fax.send_at is None else self._archive_time(fax.send_at),
            "submit_time": None if fax.incoming else self._archive_time(fax.accepted),
            "start_time": self._time(fax.start),
            "last_update": self._time(fax.finished),
        }
        if fax.cover is not None:
            record["cover_page"] = fax.cover
        if self.switches.empty_comment == "missing" and not record["comment"]:
            del record["comment"]
        return self._trimmed(record, _FAX_REQUIRED)

    def callback(self, fax: ArchivedFax, target: str) -> dict[str, Any]:
        """Return the body of a webhook about a fax."""
        event = "fax_received" if fax.incoming else "fax_sent"
        source = "no_number" if fax.source == "no_number" else spell(fax.source, self.switches.webhook_spelling)
        destination = spell(fax.destination, self.switches.webhook_spelling)
        data: dict[str, Any] = {
            "id": fax.session,
            "uid": fax.uid,
            "pages": self.pages(fax),
            "start_time": self._time(fax.start),
            "file": stored_name(fax),
            "file_name": file_name(fax),
            "cost": float(fax.pages_sent) if self.switches.webhook_cost == "fraction" else fax.pages_sent,
            "status": self._told_status(fax),
        }
        if not self.switches.webhook_uid:
            del data["uid"]
        if self.switches.webhook_naming != "from_number":
            data |= {"from": source, "to": destination}
        if self.switches.webhook_naming != "from":
            data |= {"from_number": source, "to_number": destination}
        hook = {"id": fax.id, "event": event, "event_time": self._time(self.now), "target": target}
        return {"hook": hook, "data": data}

    def _told_status(self, fax: ArchivedFax) -> str:
        translated = _ITALIAN_SUCCESS if fax.delivered else _ITALIAN_FAILURE
        return {"code": fax.status, "translated": translated, "unknown": _UNLISTED}[self.switches.webhook_status]

    def number(self, own: OwnNumber) -> dict[str, Any]:
        """Return a number of the account."""
        record = {
            "id": own.id,
            "number": own.number,
            "owner_id": own.owner,
            "assigned_to": list(own.assigned),
            "status": own.status,
            "acquired_date": self._time(own.acquired),
            "expiration_date": None if own.expires is None else self._time(own.expires),
            "is_canceled": own.cancelled,
            "notifications": [{"type": "receive_fax", "email": True, "push_notification": True}],
        }
        return self._trimmed(record, _NUMBER_REQUIRED)

    def account(self, user: User) -> dict[str, Any]:
        """Return the profile of a user."""
        return self._trimmed(dict(user.profile), _ACCOUNT_REQUIRED)

    def pages(self, fax: ArchivedFax) -> int:
        """Return what a record says of the pages of a fax."""
        partial = fax.status.startswith("partially")
        return fax.pages_sent if partial and self.switches.partial_pages == "sent" else fax.pages

    def spelled(self, number: str) -> str:
        """Return a number in the spelling of records."""
        return spell(number, self.switches.number_spelling)

    def _sender(self, fax: ArchivedFax) -> dict[str, str | None]:
        if fax.incoming and not fax.source:
            return self._withheld()
        # Without a number of its own a fax names the user who sent it, as on accounts of one person.
        return dict.fromkeys(self._sender_names(), fax.uid if fax.source == "no_number" else self.spelled(fax.source))

    def _sender_names(self) -> tuple[str, ...]:
        return {"both": ("from", "from_number")}.get(self.switches.record_naming, (self.switches.record_naming,))

    def _withheld(self) -> dict[str, str | None]:
        """Return how a record tells that a caller showed no number."""
        if self.switches.withheld_number == "missing":
            return {}
        said = {"empty": "", "null": None}.get(self.switches.withheld_number, self.switches.withheld_number)
        return dict.fromkeys(self._sender_names(), said)

    def _comment(self, fax: ArchivedFax) -> str | None:
        text = fax.comment if self.switches.comment_copied or fax.incoming else ""
        return None if self.switches.empty_comment == "null" and not text else text

    def _outbox_file(self, file: StoredFile) -> str:
        name = PurePosixPath(file.path).name
        forms = {"name": f"/{PurePosixPath(name).stem}", "path": file.path, "stored": f"/storage/faxes/{name}"}
        return forms[self.switches.outbox_files]

    def _file_change(self, fax: OutgoingFax) -> dict[str, Any]:
        files = [{"file_name": file.name, "mime_type": file.mime, "size": file.size} for file in fax.files]
        return {"at": self._time(fax.converted), "files": files}

    def _time(self, seconds: float) -> str:
        zone = _ACCOUNT_ZONE if self.switches.archive_zone == "account" else 0.0
        return stamp(seconds + self.skew + zone)

    def _offset_time(self, seconds: float) -> str:
        return stamp_with_offset(seconds + self.skew)

    def _archive_time(self, seconds: float) -> str:
        return self._offset_time(seconds) if self.switches.archive_times == "offset" else self._time(seconds)

    def _trimmed(self, record: dict[str, Any], required: tuple[str, ...]) -> dict[str, Any]:
        if not self.switches.optional_members:
            record = {name: value for name, value in record.items() if name in required}
        if self.switches.extra_members:
            record |= {"x_new_member": {"since": "3.1"}, "tenant": 7}
        return record


def spell(number: str, spelling: str) -> str:
    """Return a number `as_given`, in `e164`, with `spaces`, or with `no_plus`.

    Text that is not a number stays as it is.
    """
    digits = "".join(character for character in number if character in "0123456789")
    if spelling == "as_given" or not digits or not set(number) <= set("+0123456789 -./()"):
        return number
    if spelling == "no_plus":
        return digits
    if spelling == "e164":
        return f"+{digits}"
    groups = [digits[:2], digits[2:4], digits[4:7], digits[7:9], digits[9:]]
    return "+" + " ".join(group for group in groups if group)


def stored_name(fax: ArchivedFax) -> str:
    """Return the name of the stored file of a record, which is no key for anything."""
    return f"{fax.session[::-1]}{fax.session[:8]}.tiff"


def file_name(fax: ArchivedFax) -> str:
    """Return the readable name of a document, without extension."""
    way, other = ("from", fax.source) if fax.incoming else ("to", fax.destination)
    return f"fax-{way}-{''.join(character for character in other if character.isascii() and character.isalnum())}"
