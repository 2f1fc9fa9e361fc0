"""JSON of the service to values and back: a tolerant reader, a strict writer.

The vendor adds members and statuses without changing the version, and its own pages and SDK disagree on spellings
(docs/api-notes.md, sections 1 and 11). So the reader takes every spelling that was seen, ignores what it does not know,
and drops a record that it cannot use instead of the whole page.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from faxdesk.core import redaction
from faxdesk.core.errors import BadAnswer
from faxdesk.core.model import (
    Account,
    Fax,
    Number,
    Options,
    OutboxFax,
    Records,
    Shipment,
    StatusChange,
    Webhook,
    WebhookCall,
)
from faxdesk.core.phone import comparable
from faxdesk.core.plain_text import lines, one_line

if TYPE_CHECKING:
    from faxdesk.core.cover import CoverPage

log = logging.getLogger(__name__)

Json = Mapping[str, object]
T = TypeVar("T")

_ASK_AGAIN = "Try again; if it keeps happening, check the address of the service in the settings."
_MOST = 2**53
"""Integers above this are no counts; they also do not fit into every database column."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Control characters (Unicode, category Cc) but for those that part words and lines."""
_FIRST_YEAR, _LAST_YEAR = 1971, 2999
"""No fax is from another time. At the ends of the calendar nothing can be reckoned or shown in a zone any more."""


def bad_shape(what: str) -> BadAnswer:
    """Return the error for an answer that is JSON but not what was asked for; `what` names it in the log."""
    log.warning("The answer of the service is not %s", what)
    return BadAnswer("Fax.Plus sent an answer that FaxDesk does not understand.", _ASK_AGAIN)


def loads(body: bytes) -> Json:
    """Return the JSON object of an answer; raise `BadAnswer` for anything else."""
    value = parsed(body)
    if value is None:
        raise _not_json(body)
    if not isinstance(value, dict):
        raise bad_shape("an object")
    return value


def parsed(body: bytes) -> object:
    """Return the JSON value of a body; None where it is no JSON (or `null`, of which nobody has a use either)."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _not_json(body: bytes) -> BadAnswer:
    if looks_like_html(body):
        return web_page()
    log.warning("The answer of the service is not JSON (%d bytes)", len(body))
    return BadAnswer("The answer of Fax.Plus was empty or cut short.", _ASK_AGAIN)


def looks_like_html(body: bytes) -> bool:
    """True where a web page came: no JSON and no document begins with an angle bracket."""
    return body[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def web_page() -> BadAnswer:
    """Return the error for a web page in place of an answer: mostly the sign-in page of a network."""
    return BadAnswer(
        "A web page came back instead of an answer from Fax.Plus.",
        "This network may ask you to sign in first: open a web browser, sign in to the network, then try again.",
    )


# ----------------------------------------------------------------------------------------------- single values


def text(value: object) -> str:
    """Return `unredacted` text without the secrets of ours that the service may repeat: fit to be kept and shown."""
    return redaction.without_secrets(unredacted(value))


def line(value: object) -> str:
    """Return `text` as one line, for what has only one: a terminal and a list would show the end of several."""
    return one_line(text(value))


def unredacted(value: object) -> str:
    """Return a text or a number as text, anything else as an empty text.

    Half a surrogate pair and control characters become question marks: JSON can carry them, a database cannot, and a
    terminal would obey them.
    """
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        return _CONTROLS.sub("?", value.encode("utf-8", "replace").decode())
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() else str(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def identifier(value: object) -> str:
    """Return an id, which is a text or an integer; an empty text for anything else.

    A text that cannot be kept as it is names nothing: two of them could become the same.
    """
    found = text(value) if isinstance(value, (str, int)) else ""
    return found.strip() if not isinstance(value, str) or found == value else ""


def number(value: object) -> float:
    """Return a count or a price given as a number or as text; 0 for anything else, and for what cannot be one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return 0
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return 0
    return result if math.isfinite(result) and 0 <= result <= _MOST else 0


def whole(value: object) -> int:
    """Return `number` without its fraction."""
    return int(number(value))


def flag(value: object) -> bool | None:
    """Return a truth value, given as such or as the text of it; None where there is none."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def time(value: object) -> datetime | None:
    """Return an instant in UTC, or None where there is none.

    Takes `2026-11-23 21:50:02` (UTC), the same with an offset behind a space, and ISO 8601:
    docs/api-notes.md, section 7.
    """
    if not isinstance(value, str):
        return None
    try:
        # ISO 8601 has no space before the offset.
        when = datetime.fromisoformat(re.sub(r" (?=[+-]\d)", "", value.strip()))
    except (ValueError, OverflowError):
        return None
    return instant(when)


def instant(when: datetime) -> datetime | None:
    """Return a time in UTC, which it is taken for where it has no zone; None where no fax can be from that time."""
    if not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list, or one text on its own; empty ones are left out."""
    values = value if isinstance(value, list) else [value]
    return tuple(found for found in map(text, values) if found)


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _first(record: Json, *names: str) -> object:
    """Return the first of the members that has a value: the service spells some of them in several ways."""
    for name in names:
        if record.get(name) not in (None, "", []):
            return record[name]
    return None


def _comment(value: object) -> tuple[str, tuple[str, ...]]:
    """Return text and tags of a comment, which is an object in the outbox and a text in the archive."""
    if isinstance(value, dict):
        return lines(text(value.get("text"))), texts(value.get("tags"))
    return lines(text(value)), ()


# ---------------------------------------------------------------------------------------------------- records


def outbox_fax(record: Json) -> OutboxFax | None:
    """Read a record of the outbox; None where it has no id."""
    key = identifier(record.get("id"))
    if not key:
        return None
    comment, tags = _comment(record.get("comment"))
    changes = record.get("status_changes")
    return OutboxFax(
        id=key,
        status=line(record.get("status")),
        to=tuple(map(one_line, texts(_first(record, "to", "to_number")))),
        sender=line(_first(record, "src", "from", "from_number")),
        comment=comment,
        tags=tags,
        files=texts(record.get("files")),
        pages=whole(_first(record, "page_count", "pages")),
        send_at=time(_first(record, "send_time", "scheduled_time")),
        submitted_at=time(record.get("submit_time")),
        changed_at=time(_first(record, "last_updated_status_time", "last_update")),
        history=tuple(
            StatusChange(line(change.get("status")), time(change.get("at")))
            for change in (changes if isinstance(changes, list) else ())
            if isinstance(change, dict)
        ),
    )


def fax(record: Json) -> Fax | None:
    """Read a record of the archive; None where it has no id."""
    key = identifier(record.get("id"))
    if not key:
        return None
    return Fax(
        id=key,
        status=line(record.get("status")),
        to=one_line(", ".join(texts(_first(record, "to", "to_number")))),
        sender=line(_first(record, "from", "from_number", "src")),
        description=line(record.get("description")),
        comment=_comment(record.get("comment"))[0],
        pages=whole(record.get("pages")),
        cost=None if record.get("cost") is None else number(record["cost"]),
        duration=whole(record.get("duration")),
        direction=text(record.get("direction")) or "outgoing",
        submitted_at=time(record.get("submit_time")),
        started_at=time(record.get("start_time")),
        changed_at=time(record.get("last_update")),
        retries=whole(record.get("max_retry")),
        read=flag(record.get("is_read")),
    )


def account(record: Json) -> Account | None:
    """Read an account; None where nothing in it says whose it is."""
    # Faxes are tied to this id: one that was misread would hide them from all who read it right.
    uid, email = _first(record, "uid", "id"), line(record.get("email"))
    if not isinstance(uid or "", str) or not (uid or email):
        return None
    names = (line(record.get("name")), line(record.get("lastname")))
    data = _object(record.get("account_data"))
    return Account(
        uid=text(uid).strip(),
        email=email,
        name=" ".join(name for name in names if name),
        company=line(data.get("company_name")),
        phone=line(record.get("phone")),
        status=line(record.get("status")) or "active",
        kind=line(record.get("account_type")),
        reason=line(data.get("deactivation_reason")),
        stores_faxes=flag(data.get("save_history")),
    )


def own_number(record: Json) -> Number | None:
    """Read a number of the account; None where there is none in it. Spaces, dashes and a missing plus are mended."""
    digits = re.sub(r"[^0-9]", "", text(record.get("number")))
    if not digits:
        return None
    return Number(
        "+" + digits,
        line(record.get("status")) or "active",
        flag(record.get("is_canceled")) is True,
        time(record.get("expiration_date")),
    )


def webhook(record: Json) -> Webhook | None:
    """Read a registered webhook; None where it has no id."""
    key = identifier(record.get("id"))
    return Webhook(key, text(record.get("event")), text(record.get("target"))) if key else None


_LONGEST_WORD = 200
"""Letters of a text in a call that are kept; ids have 24, and an address of ours some 100."""


def webhook_call(body: bytes) -> WebhookCall | None:
    """Read the body of a call of a webhook; None where it is no JSON object. What cannot be read is left out of it.

    All spellings of docs/api-notes.md, section 8: `from` and `from_number`, numbers with spaces and dashes, members
    that are missing, unknown, or of another type.
    """
    whole_body = parsed(body)
    if not isinstance(whole_body, dict):
        return None
    hook, data = _object(whole_body.get("hook")), _object(whole_body.get("data"))
    return WebhookCall(
        event=_word(hook.get("event")),
        fax_id=_key(hook.get("id")),
        session_id=_key(data.get("id")),
        status=_word(data.get("status")),
        sender=_called_number(_first(data, "from", "from_number")),
        to=_called_number(_first(data, "to", "to_number")),
        pages=min(whole(data.get("pages")), _LONGEST_FAX),
        told_at=time(hook.get("event_time")),
        target=_word(hook.get("target")),
    )


_LONGEST_FAX = 100_000
"""Pages. What a call says beyond that is no count of pages."""


def _word(value: object) -> str:
    return line(value)[:_LONGEST_WORD]


def _key(value: object) -> str:
    """Return an id that a fax can have; one that is longer than any would be cut into another."""
    found = identifier(value)
    return found if len(found) <= _LONGEST_WORD else ""


def _called_number(value: object) -> str:
    """Return a number as digits with a plus before them; another text, such as `no_number`, as it is."""
    shown = _word(value)
    digits = comparable(shown)
    return f"+{digits}" if digits and not re.search(r"[^\W\d_]", shown) else shown


def listed(answer: Json, read: Callable[[Json], T | None], *names: str) -> Records[T]:
    """Read a list of records, found under one of `names`, `records`, `data.records` or `data`.

    Records that are no objects or that `read` cannot use are dropped one by one, and the log says so. Raises
    `BadAnswer` where there is no list at all.
    """
    places = [answer, _object(answer.get("data"))]
    for place in places:
        for name in (*names, "records", "data"):
            found = place.get(name)
            if isinstance(found, list):
                return _read_all(found, read)
    raise bad_shape("a list of records")


def _read_all(records: list[object], read: Callable[[Json], T | None]) -> Records[T]:
    values = []
    for record in records:
        value = read(record) if isinstance(record, dict) else None
        if value is None:
            log.warning("A record that cannot be used was left out: %s", type(record).__name__)
        else:
            values.append(value)
    found = Records(values)
    found.dropped = len(records) - len(values)
    return found


def single(answer: Json, read: Callable[[Json], T | None], what: str) -> T:
    """Read one record, plain or wrapped in `data`; raise `BadAnswer` where there is none."""
    value = read(answer) or read(_object(answer.get("data")))
    if value is None:
        raise bad_shape(what)
    return value


def path(answer: Json) -> str:
    """Read the answer to an upload: the service's own name of the file (spelled `file_path` in one vendor text)."""
    found = text(_first(answer, "path", "file_path")) or text(_object(answer.get("data")).get("path"))
    if not found:
        raise bad_shape("the path of an uploaded file")
    return found


def ids(answer: Json) -> dict[str, str]:
    """Read the answer to a submission: destination, as the service spells it, to id. Odd entries are left out.

    An id is a text: a fax whose id was misread would be followed by that of another, while one without is looked for.
    """
    found = _first(answer, "ids") or _object(answer.get("data")).get("ids")
    pairs = ((text(to), identifier(key)) for to, key in _object(found).items() if isinstance(key, str))
    return {to: key for to, key in pairs if to and key}


# ------------------------------------------------------------------------------------------------------ writer


def stamp(when: datetime) -> str:
    """Write a range bound: UTC without a zone. Raises `ValueError` for a time without a zone."""
    return f"{_utc(when):%Y-%m-%d %H:%M:%S}"


def send_time(when: datetime) -> str:
    """Write a send time: UTC as `+0000`, as the vendor's SDK refuses other offsets (docs/api-notes.md, section 3)."""
    return f"{stamp(when)} +0000"


def _utc(when: datetime) -> datetime:
    if when.tzinfo is None:
        raise ValueError("A time for the service needs a zone")
    return when.astimezone(UTC)


def shipment(order: Shipment) -> bytes:
    """Write the body of `POST outbox`.

    `return_ids` is always true: without it the service says nothing by which the fax could be followed.
    """
    body: dict[str, object] = {
        "from": order.sender,
        "to": list(order.to),
        "files": list(order.files),
        "comment": {"text": unredacted(order.comment), "tags": [order.tag] if order.tag else []},
        "options": _options(order.options),
        "return_ids": True,
    }
    if order.send_at is not None:
        body["send_time"] = send_time(order.send_at)
    if order.cover_page is not None:
        body["cover_page"] = _cover_page(order.cover_page)
    return dumps(body)


def _options(options: Options) -> dict[str, object]:
    written: dict[str, object] = {"enhancement": options.enhancement}
    if options.retry_count:
        written["retry"] = {"count": options.retry_count, "delay": options.retry_delay}
    elif options.redials:
        # The account may have retries of its own; two who redial would send the fax twice.
        written["retry"] = {"count": 0, "delay": 0}
    return written


def _cover_page(page: CoverPage) -> dict[str, object]:
    written: dict[str, object] = {
        "name_to": unredacted(page.name_to),
        "name_from": unredacted(page.name_from),
        "subject": unredacted(page.subject),
    }
    if page.flags:
        written["flags"] = [flag.value for flag in page.flags]
    if page.message:
        written["message"] = unredacted(page.message)
    return written


def dumps(body: Mapping[str, object]) -> bytes:
    """Write JSON in ASCII: what is between here and the service cannot get an encoding wrong."""
    return json.dumps(body, separators=(",", ":")).encode("ascii")
