"""A practice account: everything the service knows, in one folder or in a temporary one."""

from __future__ import annotations

import base64
import secrets
import tempfile
import threading
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from faxdesk.practice.database import PracticeDatabase, PracticeTrouble
from faxdesk.practice.simulation.clock import Anchor, ServiceClock
from faxdesk.practice.simulation.contract_switches import ContractSwitches, StoredSwitches
from faxdesk.practice.simulation.fault_queue import FaultQueue
from faxdesk.practice.simulation.outcomes import SUCCESS
from faxdesk.practice.simulation.pace import Pace
from faxdesk.practice.state.archive import Archive, Query
from faxdesk.practice.state.fax_ai import FaxAi
from faxdesk.practice.state.incoming import keep
from faxdesk.practice.state.members import Members, OwnNumber
from faxdesk.practice.state.oauth_codes import OAuthCodes
from faxdesk.practice.state.outbox import Outbox, OutgoingFax, StoredFile
from faxdesk.practice.state.seed_data import seed
from faxdesk.practice.state.settings import SWITCHES, AccountSettings
from faxdesk.practice.state.tokens import EVERYTHING, IssuedTokens
from faxdesk.practice.state.webhooks import Webhooks

DATABASE_FILE = "practice.sqlite"
FILES_FOLDER = "files"

REDIRECT_URI = "http://localhost:8080/cb/"
"""The redirect URI registered for the OAuth client of a new account, the one of the vendor's samples."""


@dataclass(frozen=True)
class AcceptedFax:
    """What the service knows of a fax that it once accepted.

    `status` is its status of the moment: that of the outbox, then that of the last attempt; "cancelled" if it was.
    `final_status` is None until it is finished. Times in seconds since 1970 (UTC).
    """

    id: str
    source: str
    destination: str
    comment: str
    tags: tuple[str, ...]
    sha256: tuple[str, ...]
    paths: tuple[str, ...]
    submitted: float
    send_at: float | None
    status: str
    final_status: str | None
    cancelled: bool
    archive_ids: tuple[str, ...]
    submission: int


@dataclass(frozen=True)
class AcceptedSubmission:
    """One accepted `POST outbox`, with the faxes that it made."""

    id: int
    faxes: tuple[AcceptedFax, ...]


@dataclass(frozen=True)
class OAuthClient:
    """The credentials of the OAuth application of the account."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]


class PracticeAccount:
    """The account that a practice service serves; also the handle of a test on it.

    `path` is a folder that is kept between runs and may be open in several processes; None makes a temporary one that
    `close` removes. `switches`, `pace` and `clock` replace what the folder remembers; left out they stay as they are.
    """

    def __init__(
        self,
        path: Path | None = None,
        switches: ContractSwitches | None = None,
        pace: Pace | None = None,
        clock: ServiceClock | None = None,
    ) -> None:
        self._temporary = None if path else tempfile.TemporaryDirectory(prefix="practice-")
        self.folder = path or Path(str(self._temporary and self._temporary.name))
        self.database = PracticeDatabase(self.folder / DATABASE_FILE, durable=path is not None)
        try:
            self.files.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.database.close()
            raise PracticeTrouble(
                f"The practice account cannot be kept in {self.folder} ({error.strerror}).",
                "Make room on its disk, or choose another folder with --data-dir.",
            ) from error
        self.settings = AccountSettings(self.database)
        self.faults = FaultQueue(self.database)
        self.tokens = IssuedTokens(self.database)
        self.members = Members(self.database)
        self.outbox = Outbox(self.database)
        self.archive = Archive(self.database)
        self.webhooks = Webhooks(self.database)
        self.oauth_codes = OAuthCodes(self.database)
        self.fax_ai = FaxAi(self.database)
        self.changed = threading.Event()
        """Set when something happened that may have to be told to webhooks soon."""
        self._switches_edition: int | None = None
        self.clock = clock or ServiceClock()
        self._start(clock is not None)
        if switches is not None:
            self.settings.put(SWITCHES, switches.changed())
        if pace is not None:
            self.pace = pace

    def _start(self, own_clock: bool) -> None:
        """Make the account in an empty database, and take the clock over or hand it in."""
        anchor = self.clock.anchor
        with self.database.write() as db:
            if db.execute("SELECT 1 FROM user LIMIT 1").fetchone() is None:
                uid = seed(db, anchor.service)
                self.settings.put("uid", uid)
                self.settings.put("token", self.tokens.issue("pat", uid))
                client = OAuthClient(f"APIK-{secrets.token_hex(5)}", secrets.token_urlsafe(24), (REDIRECT_URI,))
                self.settings.put("oauth", asdict(client))
        self.clock.bind(self._load_anchor, self._save_anchor, self.database.write)
        if own_clock:
            self._save_anchor(anchor)

    @property
    def files(self) -> Path:
        """The folder of the documents."""
        return self.folder / FILES_FOLDER

    @property
    def uid(self) -> str:
        """The id of the administrator."""
        return str(self.settings.get("uid"))

    @property
    def token(self) -> str:
        """The personal access token of the administrator, which may do everything and never ends."""
        return str(self.settings.get("token"))

    @property
    def client_token(self) -> str:
        """The token that clients are given: that of the administrator, unless the scene has another."""
        return str(self.settings.get("client_token") or self.token)

    @client_token.setter
    def client_token(self, token: str) -> None:
        self.settings.put("client_token", token)

    @property
    def oauth_client(self) -> OAuthClient:
        """The OAuth application of the account."""
        kept = self.settings.get("oauth")
        return OAuthClient(kept["client_id"], kept["client_secret"], tuple(kept["redirect_uris"]))

    @property
    def webhook_secret(self) -> str:
        """What webhooks are signed with, where they are."""
        kept = self.settings.get("webhook_secret")
        if kept is None:
            kept = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
            self.settings.put("webhook_secret", kept)
        return str(kept)

    def register_redirect_uri(self, uri: str) -> None:
        """Let OAuth return to one more address."""
        client = self.oauth_client
        self.settings.put("oauth", asdict(client) | {"redirect_uris": [*client.redirect_uris, uri]})

    @property
    def company_pages(self) -> int | None:
        """How many pages the company may send in a month; None is without limit."""
        kept = self.settings.get("company_pages")
        return None if kept is None else int(kept)

    @company_pages.setter
    def company_pages(self, pages: int | None) -> None:
        self.settings.put("company_pages", pages)

    @property
    def without_api(self) -> str:
        """Why the plan of the account does not include the API, or "" where it does."""
        return str(self.settings.get("without_api") or "")

    @without_api.setter
    def without_api(self, sentence: str) -> None:
        self.settings.put("without_api", sentence)

    @property
    def switches(self) -> ContractSwitches:
        """The switches. Setting an attribute counts from the next request on, in every process."""
        edition = self.settings.edition()
        if self._switches_edition != edition:
            self._switches = StoredSwitches(
                self.settings.get(SWITCHES) or {}, lambda name, value: self.settings.merge(SWITCHES, {name: value})
            )
            self._switches_edition = edition
        return self._switches

    @property
    def pace(self) -> Pace:
        """How long each step takes, for faxes accepted from now on."""
        return Pace(**(self.settings.get("pace") or {}))

    @pace.setter
    def pace(self, pace: Pace) -> None:
        self.settings.put("pace", asdict(pace))

    def issue_token(
        self, scopes: Collection[str] = EVERYTHING, *, expires_in: float | None = None, uid: str | None = None
    ) -> str:
        """Make a personal access token, for the administrator or a member, that ends after `expires_in` seconds."""
        expires = None if expires_in is None else self.clock.now() + expires_in
        return self.tokens.issue("pat", uid or self.uid, scopes, expires)

    def received(self) -> tuple[AcceptedFax, ...]:
        """Return every fax that was ever accepted, cancelled ones too, oldest first: the proof of "exactly once"."""
        now = self.clock.now()
        with self.database.read() as db:
            rows = db.execute(
                "SELECT fax, id, status, finished, last FROM attempt WHERE direction = 'outgoing' ORDER BY number"
            )
            attempts: dict[str, list[Any]] = {}
            for row in rows:
                attempts.setdefault(row["fax"], []).append(row)
        return tuple(_accepted(fax, attempts.get(fax.id, []), now) for fax in self.outbox.all())

    @property
    def submissions(self) -> tuple[AcceptedSubmission, ...]:
        """Every accepted `POST outbox`, oldest first."""
        grouped: dict[int, list[AcceptedFax]] = {}
        for fax in self.received():
            grouped.setdefault(fax.submission, []).append(fax)
        return tuple(AcceptedSubmission(number, tuple(faxes)) for number, faxes in grouped.items())

    def receive(
        self,
        source: str,
        document: Path,
        destination: str | None = None,
        *,
        seconds: float = 0.0,
        status: str = SUCCESS,
    ) -> str:
        """Have a fax from `source` arrive, by default on the first number, and return its id.

        Its call takes `seconds` from now on; `source` is "" where the caller shows no number.

        Raises ValueError for a document that cannot be read, LookupError for a number that the account does not have.
        """
        own = [number for number in self.members.numbers(self.uid) if destination in (None, number.number)]
        if not own:
            raise LookupError(destination)
        kind = document.suffix.lower().lstrip(".")
        return self.take_in(own[0], source, document.read_bytes(), kind, seconds=seconds, status=status)

    def take_in(
        self, own: OwnNumber, source: str, content: bytes, kind: str, *, seconds: float = 0.0, status: str = SUCCESS
    ) -> str:
        """The same for a document at hand: its bytes, and its extension without the dot."""
        fax_id = self.archive.receive(
            own.owner,
            source,
            own.number,
            keep(self.files, content, kind),
            self.clock.now(),
            seconds=seconds,
            status=status,
        )
        self.changed.set()
        return fax_id

    def advance_to_end(self) -> None:
        """Push the clock ahead until every accepted fax is finished and in the archive."""
        with self.database.read() as db:
            end = db.execute("SELECT max(visible) FROM attempt").fetchone()[0]
        if end is not None and end > self.clock.now():
            self.clock.advance(end - self.clock.now() + 0.001)

    def archived_ids(self, uid: str | None = None) -> tuple[str, ...]:
        """Return the ids of all records of the archive, oldest first."""
        query = Query(limit=-1, descending=False)
        found = self.archive.page(uid or self.uid, query, self.switches, self.clock.now())
        return tuple(record.id for record in found)

    def stored_path(self, file: StoredFile) -> Path:
        """Return where a document is on the disk."""
        return self.files / file.file

    def close(self) -> None:
        """Close the account; a temporary one is removed."""
        self.database.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def __enter__(self) -> PracticeAccount:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _load_anchor(self) -> Anchor | None:
        kept = self.settings.get("clock")
        return None if kept is None else Anchor(**kept)

    def _save_anchor(self, anchor: Anchor) -> None:
        self.settings.put("clock", asdict(anchor))
        self.changed.set()


def _accepted(fax: OutgoingFax, attempts: list[Any], now: float) -> AcceptedFax:
    finished = [row for row in attempts if row["finished"] <= now]
    final = next((row["status"] for row in finished if row["last"]), None)
    cancelled = fax.cancelled is not None
    return AcceptedFax(
        id=fax.id,
        source=fax.source,
        destination=fax.destination,
        comment=fax.comment,
        tags=fax.tags,
        sha256=tuple(file.sha256 for file in fax.files),
        paths=tuple(file.path for file in fax.files),
        submitted=fax.accepted,
        send_at=fax.send_at,
        status="cancelled" if cancelled else final or fax.status(now),
        final_status=final,
        cancelled=cancelled,
        archive_ids=tuple(row["id"] for row in finished),
        submission=fax.submission,
    )
