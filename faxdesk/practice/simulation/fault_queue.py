"""Faults on request: what goes wrong between a client and a service, when asked for.

    account.faults.add(Fault.status(503, method="POST", path="*/outbox", when="after_acting"))

A fault strikes `times` requests that match `method` and `path`, after letting `skip` of them through.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal, get_args, get_type_hints

if TYPE_CHECKING:
    from faxdesk.practice.database import PracticeDatabase

Kind = Literal[
    "status",
    "drop",
    "reset",
    "hang",
    "slow",
    "slow_upload",
    "truncate",
    "cut",
    "content_type",
    "portal",
    "wrong_types",
    "huge",
    "clock_skew",
    "late",
]
When = Literal["before_body", "in_body", "before_acting", "after_acting"]
_FIRST_CODE, _LAST_CODE = 200, 599


@dataclass(frozen=True)
class Fault:
    """One fault.

    `kind`:
    `status` answers `code` with `body` and `headers` instead of the real answer; `drop` closes the connection and
    `reset` breaks it (RST); `hang` waits `seconds` and goes on; `slow` sends the real answer in drips over `seconds`;
    `slow_upload` takes `seconds` for reading the body of the request;
    `truncate` sends the first half of it as if it were all; `cut` announces all of it, sends half and closes;
    `content_type` sends it as `text/plain`; `portal` sends an HTML page with 200, as the login page of a hotel;
    `wrong_types` turns texts into numbers, numbers into texts and lists into objects; `huge` adds `size` bytes;
    `clock_skew` shifts the Date header and all times of the answer by `seconds`;
    `late` closes the connection, and takes a fax that was to be sent only after `seconds` of the service's clock, as a
    queue behind the service does that has stood still: until then nothing shows it.

    `when` counts for the first four kinds: before the body of the request is read, when half of it was read, after all
    of it was read but before anything was done, or when all was done and only the answer is missing. Seconds are real
    seconds, not those of the clock, but for `late`.
    """

    kind: Kind
    method: str = "*"
    path: str = "*"
    """Pattern for the path without query, such as `/v3/accounts/*/outbox`; `*` stands for any text."""
    times: int | None = 1
    """How many requests it strikes; None for all."""
    skip: int = 0
    when: When = "before_acting"
    code: int = 500
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    size: int = 32 * 1024 * 1024

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"there is no fault called {self.kind!r}; there are {', '.join(get_args(Kind))}")
        if self.when not in get_args(When):
            raise ValueError(f"a fault cannot strike {self.when!r}; only {', '.join(get_args(When))}")
        if not _FIRST_CODE <= self.code <= _LAST_CODE:
            raise ValueError(f"a fault answers with a code from {_FIRST_CODE} to {_LAST_CODE}")
        if not all(
            f"{name}{value}".isascii() and f"{name}{value}".isprintable() for name, value in self.headers.items()
        ):
            raise ValueError("headers of a fault are visible ASCII letters")
        if self.skip < 0 or (self.times is not None and self.times < 1):
            raise ValueError("a fault strikes at least once and skips no negative number of requests")

    def matches(self, method: str, path: str) -> bool:
        """Return whether a request is one that this fault strikes."""
        return self.method in ("*", method) and fnmatchcase(path, self.path)

    @classmethod
    def status(cls, code: int, error: str = "", description: str = "", **more: Any) -> Fault:
        """Return a fault that answers `code` with a JSON body as the service would."""
        body = json.dumps({"error": error or f"error_{code}", "description": description or f"Fault {code} on request"})
        headers = {"Content-Type": "application/json", **more.pop("headers", {})}
        return cls("status", code=code, body=body, headers=headers, **more)

    @classmethod
    def too_many_requests(cls, retry_after: int | str | None = None, **more: Any) -> Fault:
        """Return a 429. `retry_after` is a number of seconds or an HTTP date."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return cls.status(429, "too_many_requests", "Slow down", headers=headers, **more)

    @classmethod
    def bad_gateway(cls, code: int = 502, **more: Any) -> Fault:
        """Return a 502 or 503 with an HTML page, as a proxy before the service sends it."""
        page = f"<html><head><title>{code}</title></head><body><h1>{code}</h1><hr>proxy</body></html>"
        return cls("status", code=code, body=page, headers={"Content-Type": "text/html"}, **more)

    @classmethod
    def lost_answer(cls, method: str = "POST", path: str = "*/outbox", **more: Any) -> Fault:
        """Return the fault that hurts most: all was done, and the connection drops before the answer."""
        return cls("drop", method=method, path=path, when="after_acting", **more)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Fault:
        """Return the fault that a JSON object describes. Raises ValueError if it describes none."""
        hints = get_type_hints(cls)
        for name, member in value.items():
            if name not in hints:
                raise ValueError(f"a fault has no {name!r}; it has {', '.join(hints)}")
            if not _fits(member, _JSON_TYPES.get(name, (str,))):
                raise ValueError(f"{name}: {member!r} is not of the right type")
        if "kind" not in value:
            raise ValueError("a fault needs a kind")
        return cls(**value)

    def as_json(self) -> dict[str, Any]:
        """Return all attributes."""
        return asdict(self)


class FaultQueue:
    """The faults that an account waits to play. They are kept with the account, so every process plays them once."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database

    def add(self, *faults: Fault) -> None:
        """Add faults. Where several match a request, the one added first strikes."""
        with self._database.write() as db:
            db.executemany(
                "INSERT INTO fault (spec, skip, left) VALUES (?, ?, ?)",
                [(json.dumps(fault.as_json()), fault.skip, fault.times) for fault in faults],
            )

    def clear(self) -> None:
        """Forget all faults."""
        with self._database.write() as db:
            db.execute("DELETE FROM fault")

    def pending(self) -> tuple[Fault, ...]:
        """Return the faults that still wait for requests."""
        with self._database.read() as db:
            return tuple(_fault(row[0]) for row in db.execute("SELECT spec FROM fault ORDER BY id"))

    def strike(self, method: str, path: str) -> Fault | None:
        """Return the fault that strikes this request, and count it."""
        with self._database.read() as db:
            if db.execute("SELECT 1 FROM fault LIMIT 1").fetchone() is None:
                return None
        struck: Fault | None = None
        with self._database.write() as db:
            for row in db.execute("SELECT id, spec, skip, left FROM fault ORDER BY id").fetchall():
                fault = _fault(row[1])
                if not fault.matches(method, path):
                    continue
                if row[2] > 0:
                    db.execute("UPDATE fault SET skip = skip - 1 WHERE id = ?", (row[0],))
                elif struck is None:
                    struck = fault
                    db.execute("UPDATE fault SET left = left - 1 WHERE id = ?", (row[0],))
            db.execute("DELETE FROM fault WHERE left = 0")
        return struck


_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "times": (int, type(None)),
    "skip": (int,),
    "code": (int,),
    "size": (int,),
    "seconds": (int, float),
    "headers": (dict,),
}
"""Types of the attributes that are not texts."""


def _fits(value: object, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _fault(spec: str) -> Fault:
    return Fault(**json.loads(spec))
