"""A service that answers as it likes, services that have to live with it, and what must be true all the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from hypothesis import strategies as st

from faxdesk.api.auth import PersonalToken
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft
from faxdesk.core.phone import comparable
from faxdesk.core.service_status import FINAL, OUTBOX
from faxdesk.services.container import Services, ServicesFactory
from faxdesk.store.data_folder import DataFolder
from tests.api.fuzz_answers import DATES, NO_STATUSES, PHONES, TEXTS, Wild, answer_of, bodies, in_http, replies, written
from tests.api.scripted_server import PATIENT, Hostile, Received, Reply
from tests.services.conftest import GOOD, OTHER
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from faxdesk.core.model import Recipient

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
COMMENT = "Case 42"
SELF = "/accounts/{user_id}"
_TAG, _PATH = "@tag@", "/storage/transient-5e8b1c52-3a86-4c0b-9e58-0a7b2d3f4c11.pdf"
_JSON = [b"Content-Type: application/json"]
_CLEAR = {*NO_STATUSES, 307, 308, 407}
"""Statuses after which nothing was done."""

OURS: Mapping[str, Wild] = {
    "id": st.sampled_from(["f1", "f2", "f3", "f1 ", " f2", "", "..", "F1", 1]) | TEXTS,
    "to": st.sampled_from([GOOD, OTHER, [GOOD], [OTHER], [GOOD, OTHER], [[GOOD]], None]) | PHONES,
    "from": PHONES | st.just("+41445550100"),
    "src": PHONES | st.just("+41445550100"),
    "status": st.sampled_from([*FINAL, *OUTBOX, "in_progress", "cancelled"])
    | st.sampled_from(["success", "Success", "success ", "succ\0ess", "succe", "teleported", ["success"], True, None])
    | TEXTS,
    "comment": st.sampled_from([COMMENT, "", {"text": COMMENT, "tags": [_TAG]}, {"text": "", "tags": [_TAG]}, None])
    | TEXTS,
    "files": st.sampled_from([[_PATH], [], [_PATH[9:]], None]),
    "submit_time": st.sampled_from(["2026-11-24 12:00:00", "2026-11-24 12:00:01 +0000"]) | DATES,
    "ids": st.dictionaries(
        st.sampled_from([GOOD, OTHER, "41445550123", "+41 22 555 01 23", ""]) | PHONES,
        st.sampled_from(["f1", "f2", "f3", "", None, 7]) | TEXTS,
        max_size=3,
    ),
    "path": st.sampled_from([_PATH, "", None, 1]) | TEXTS,
}
ENDPOINTS: Mapping[str, tuple[str, str]] = {
    "account": ("get", SELF),
    "numbers": ("get", f"{SELF}/numbers"),
    "upload": ("post", f"{SELF}/files"),
    "send": ("post", f"{SELF}/outbox"),
    "outbox": ("get", f"{SELF}/outbox"),
    "outbox_fax": ("get", f"{SELF}/outbox/{{outbox_fax_id}}"),
    "cancel": ("delete", f"{SELF}/outbox/{{outbox_fax_id}}"),
    "change": ("put", f"{SELF}/outbox/{{outbox_fax_id}}"),
    "faxes": ("get", f"{SELF}/faxes"),
    "fax": ("get", f"{SELF}/faxes/{{fax_id}}"),
    "document": ("get", f"{SELF}/files/{{fax_id}}"),
}
_RULES = (
    ("account", "GET", "/accounts/self"),
    ("numbers", "GET", "/accounts/self/numbers"),
    ("upload", "POST", "/accounts/self/files"),
    ("send", "POST", "/accounts/self/outbox"),
    ("outbox", "GET", "/accounts/self/outbox"),
    ("faxes", "GET", "/accounts/self/faxes"),
    ("outbox_fax", "GET", "/accounts/self/outbox/.*"),
    ("cancel", "DELETE", "/accounts/self/outbox/.*"),
    ("change", "PUT", "/accounts/self/outbox/.*"),
    ("fax", "GET", "/accounts/self/faxes/.*"),
    ("document", "GET", "/accounts/self/(files|report)/.*"),
)
HONEST = None
"""In a plan: the answer of a service that works."""
Answer = tuple[int, Reply] | None
Plan = Mapping[str, list[Answer]]


def _record(certain: Mapping[str, Any]) -> Wild:
    """Records that could be ours, with a member or two that are wild."""
    plain = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in certain.items()})
    wild = st.sampled_from(sorted(certain.keys() & OURS.keys())).flatmap(
        lambda name: st.fixed_dictionaries({name: OURS[name]})
    )
    return st.builds(lambda one, changes: {**one, **changes}, plain, wild | st.just({}))


_IDS, _NUMBERS = ["f1", "f2", "f3"], [GOOD, GOOD, OTHER]
_FAX = _record(
    {
        "id": _IDS,
        "to": _NUMBERS,
        "from": ["+41445550100"],
        "status": ["success", "success", "failed_user_busy", "partially_sent", "in_progress", "teleported"],
        "comment": [COMMENT],
        "submit_time": ["2026-11-24 12:00:00", "2026-11-24 12:00:01"],
        "pages": [2],
    }
)
_WAITING = _record(
    {
        "id": _IDS,
        "to": [[number] for number in _NUMBERS],
        "src": ["+41445550100"],
        "status": list(OUTBOX),
        "comment": [{"text": COMMENT, "tags": [_TAG]}, {"text": COMMENT, "tags": []}],
        "files": [[_PATH], []],
    }
)
_TAKEN = st.sampled_from([{GOOD: "f1", OTHER: "f2"}, {GOOD: "f1"}, {GOOD: "f1", OTHER: "f1"}, {}])
_LIKELY: Mapping[str, Wild] = {
    "send": _TAKEN.map(lambda ids: {"ids": ids}),
    "outbox": st.lists(_WAITING, max_size=3).map(lambda records: {"records": records}),
    "outbox_fax": _WAITING,
    "faxes": st.lists(_FAX, max_size=3).map(lambda records: {"data": {"records": records}}),
    "fax": _FAX,
}
_NOS = st.sampled_from([400, 401, 403, 404, 409, 413, 429, 500, 503])


def says(value: object) -> tuple[int, Reply]:
    """Return a plain success that says this."""
    return 200, in_http(200, _JSON, "length", written(value))


def _answers(name: str, operation: tuple[str, str]) -> SearchStrategy[list[Answer]]:
    likely = _LIKELY.get(name, st.just({})).map(says)
    no = _NOS.map(lambda status: (status, in_http(status, _JSON, "length", b"{}")))
    kinds: Mapping[str, SearchStrategy[Answer]] = {
        "honest": st.just(HONEST),
        "likely": likely,
        "no": no,
        "wild": replies(bodies(answer_of(*operation), OURS)),
    }
    one = st.sampled_from(("honest", "likely", "likely", "no", "wild", "wild")).flatmap(kinds.__getitem__)
    return st.integers(0, 3).flatmap(lambda count: st.lists(one, min_size=count, max_size=count))


_SINGLE = {"fax", "outbox_fax", "document"}
"""What is asked for by an id: as the lists are empty, there is none."""
PLANS = st.fixed_dictionaries({name: _answers(name, operation) for name, operation in ENDPOINTS.items()})
"""What a service answers at first to each kind of request; after that it is honest."""


@dataclass(frozen=True)
class Given:
    """One answer that was given: to what, and what it says."""

    endpoint: str
    key: str
    status: int
    value: object


class WildService(Hostile):
    """Follows a plan, and remembers what it has said."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._left = {name: list(answers) for name, answers in plan.items()}
        self.given: list[Given] = []
        self.posts: dict[str, list[int]] = {}
        self._tag = ""
        self._ids = 0

    def reply_to(self, method: str, target: str) -> Reply:
        path = unquote(urlsplit(target).path.removeprefix("/v3"))
        endpoint = next((name for name, verb, rule in _RULES if verb == method and re.fullmatch(rule, path)), "")
        left = self._left.get(endpoint)
        planned = left.pop(0) if left else HONEST
        status, reply = planned or (200, Reply())
        key = path.rpartition("/")[2]
        return Reply(
            close=reply.close, made=lambda request: self._made(endpoint, key, status, planned and reply.raw, request)
        )

    def _made(self, endpoint: str, key: str, status: int, raw: bytes | None, request: Received) -> bytes:
        if endpoint == "send":
            self._note_post(request, status)
        if raw is None:
            status = 404 if endpoint in _SINGLE else 200
            raw = in_http(status, _JSON, "length", json.dumps(self._honest(endpoint, request)).encode()).raw
        elif _TAG.encode() in raw:
            _head, _, body = raw.partition(b"\r\n\r\n")
            raw = in_http(status, _JSON, "length", body.replace(_TAG.encode(), self._tag.encode())).raw
        self.given.append(Given(endpoint, key, status, _read(raw.partition(b"\r\n\r\n")[2])))
        return raw

    def _note_post(self, request: Received, status: int) -> None:
        order: Any = request.json()
        (self._tag,) = order["comment"]["tags"]
        self.posts.setdefault(self._tag, []).append(status)

    def _honest(self, endpoint: str, request: Received) -> object:
        if endpoint == "send":
            order: Any = request.json()
            self._ids += len(order["to"])
            return {"ids": {to: f"f{self._ids - place}" for place, to in enumerate(order["to"])}}
        honest: dict[str, object] = {
            "account": {"uid": "u1", "email": "office@example.com"},
            "numbers": {"numbers": [{"number": "+41445550100", "status": "active"}]},
            "upload": {"path": _PATH},
            "outbox": {"records": []},
            "faxes": {"data": {"records": []}},
        }
        return honest.get(endpoint, {})

    def successes(self) -> Iterable[tuple[Given, Mapping[str, Any]]]:
        """Return every record of the archive that said `success`, with the answer that it was in."""
        for given in self.given:
            if given.endpoint in ("faxes", "fax"):
                for record in _records(given.value):
                    if record.get("status") == "success":
                        yield given, record


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _records(value: object) -> list[Mapping[str, Any]]:
    """Return whatever could be a record in an answer, at any depth that an answer can have."""
    found: list[Mapping[str, Any]] = []
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            found.append(item)
            todo += item.values()
        elif isinstance(item, list):
            todo += item
    return found


# ----------------------------------------------------------------------------------------------------- our side


@dataclass
class Story:
    """The services against one wild service, with the clock in the hand of who tells it."""

    service: WildService
    folder: Path
    sample: Path
    present: datetime = NOON
    jobs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.data = DataFolder(self.folder)
        place = ServicesFactory(self.data, self.service.url, PersonalToken("alohi_pat_x"), lambda: self.present)
        self.services: Services = place.open(lambda _: None)
        self.services.api._transport._timeouts = PATIENT
        self.services.store.database.rows("PRAGMA synchronous = OFF")

    def send(self, *to: str) -> None:
        """Promise a fax."""
        self.jobs.append(self.services.submitter.submit(Draft((self.sample,), to, comment=COMMENT)).job)

    def turn(self, seconds: float) -> None:
        """Let time pass."""
        self.present += timedelta(seconds=seconds)

    def recipients(self) -> list[Recipient]:
        return [one for job in self.jobs for one in self.services.store.submissions.recipients(job)]

    def close(self) -> None:
        self.services.close()
        self.data.delivery_lock.release()


def untruths(story: Story) -> list[str]:
    """Return every "delivered" that nobody has said, and every fax that one word was taken for twice."""
    found = []
    delivered = [one for one in story.recipients() if one.state is State.DELIVERED]
    for one in delivered:
        if not any(_is_of(one, given, record) for given, record in story.service.successes()):
            found.append(f"nobody said that this was delivered: {one}")
    told = [(one.fax_id, one.to) for one in delivered]
    found += [f"one record was taken for two faxes: {pair}" for pair in set(told) if told.count(pair) > 1]
    return found


def _is_of(one: Recipient, given: Given, record: Mapping[str, Any]) -> bool:
    """Return whether a record is one of this fax: its id, its number, and what ties the two to it."""
    if str(record.get("id", "")).strip() != one.fax_id:
        return False
    said = record.get("to") or record.get("to_number") or []
    numbers = {comparable(str(to)) for to in (said if isinstance(said, list) else [said])}
    known = one.outbox_id is not None and one.outbox_id in (one.fax_id, given.key)
    if not numbers:
        return known
    # With an id that is not known the record has to be alike; one session has one time of submission.
    return comparable(one.to) in numbers and (known or record.get("comment") in ("", None, COMMENT))


def posted_twice(service: WildService) -> list[str]:
    """Return the attempts that were handed over again although the answer before was no clear no."""
    return [f"{tag}: {statuses}" for tag, statuses in service.posts.items() if not set(statuses[:-1]) <= _CLEAR]


class Hastened:
    """A clock that jumps where others wait."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.end = PATIENCE

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def even(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += max(seconds, 0.01)
        if self.seconds > self.end:
            raise KeyboardInterrupt
