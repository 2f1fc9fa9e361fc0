"""What the database has of a person: what goes when they are forgotten, and what stays.

What waits is never touched: a fax that is not at its end, one that another waits for, and what a batch, a watched
folder or the inbox still has to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from faxdesk.core.batch import UNFINISHED, RowState
from faxdesk.core.forgetting import FaxThere, PersonItem, PersonItemKind
from faxdesk.core.lifecycle import CORRECTABLE, FINAL
from faxdesk.core.phone import comparable, display
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import listed, placeholders
from faxdesk.store.draft_recipients import without_person
from faxdesk.store.fax_lists import SERVICE_RETRIES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from faxdesk.core.forgetting import Person
    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

_MANY = 400
"""Values in one query: SQLite takes 32,766, and few are quicker to plan for."""
_AT_IT = "in_progress"
"""The service's word for a fax that is being sent or received (docs/api-notes.md)."""
_UNFINISHED = ", ".join(f"'{state}'" for state in sorted(UNFINISHED))
_ENDED = f"""
    r.state IN {listed(FINAL)} AND r.cancel_requested = 0
    AND NOT EXISTS (SELECT 1 FROM outbox_fax o WHERE o.id = r.outbox_id)
    AND NOT EXISTS (SELECT 1 FROM submission s JOIN recipient n ON n.job = s.job
        WHERE s.replaces = r.id AND n.state NOT IN {listed(FINAL)})
    AND NOT EXISTS (SELECT 1 FROM turn t JOIN recipient n ON n.job = t.job
        WHERE t.recipient = r.id AND n.state NOT IN {listed(FINAL)})
    AND NOT EXISTS (SELECT 1 FROM earlier_attempt e
        WHERE e.recipient = r.id AND e.cancel IN ('wanted', 'agreed', 'missing'))
    AND NOT EXISTS (SELECT 1 FROM batch_row w JOIN batch b ON b.id = w.batch
        WHERE w.recipient = r.id AND b.state IN ({_UNFINISHED}))
    AND NOT EXISTS (SELECT 1 FROM watched_file w WHERE w.state <> 'ended' AND instr(w.jobs, r.job))
    AND NOT (r.state IN {listed(CORRECTABLE)} AND r.outbox_id IS NOT NULL AND r.changed_at > {{late}} AND (
        r.fax_id IS NULL OR EXISTS (SELECT 1 FROM submission s WHERE s.job = r.job AND {SERVICE_RETRIES} > 0)
    ))
"""
"""Whether nothing will ever be done again about a recipient `r`, and no record of it comes that is not known yet."""
_LATE = timedelta(days=1)
"""How long after its end a fax may still get a record that nobody knows the id of: a retry of Fax.Plus has one of its
own. As long as faxes are looked for that have left no trace."""
_IDS = """
    SELECT fax_id AS id, id AS owner FROM recipient WHERE id IN ({these}) AND fax_id IS NOT NULL
    UNION SELECT outbox_id, id FROM recipient WHERE id IN ({these}) AND outbox_id IS NOT NULL
    UNION SELECT fax_id, recipient FROM earlier_attempt WHERE recipient IN ({these}) AND fax_id IS NOT NULL
    UNION SELECT outbox_id, recipient FROM earlier_attempt WHERE recipient IN ({these}) AND outbox_id IS NOT NULL
"""
"""The ids that recipients have and had at the service."""
_OWNERS = """
    SELECT fax_id AS id, id AS owner FROM recipient WHERE fax_id IN ({these})
    UNION SELECT outbox_id, id FROM recipient WHERE outbox_id IN ({these})
    UNION SELECT fax_id, recipient FROM earlier_attempt WHERE fax_id IN ({these})
    UNION SELECT outbox_id, recipient FROM earlier_attempt WHERE outbox_id IN ({these})
"""
"""Whose ids of the service are."""
_CALLS = """
    SELECT r.fax_id AS id, r.number, r.changed_at AS at, coalesce(r.pages, 0) AS pages,
        coalesce(r.comment, s.comment) AS comment
    FROM recipient r JOIN submission s USING (job) WHERE r.id IN ({these}) AND r.fax_id IS NOT NULL
    UNION ALL SELECT e.fax_id, r.number, e.ended_at, 0, coalesce(r.comment, s.comment)
    FROM earlier_attempt e JOIN recipient r ON r.id = e.recipient JOIN submission s USING (job)
    WHERE r.id IN ({these}) AND e.fax_id IS NOT NULL
"""
"""The faxes that recipients became at the service, one for each call."""


@dataclass(slots=True)
class PersonFound:
    """What goes, by the rows of the tables, and in words; `stays` is what stays.

    `jobs` are submissions of which no recipient is left; `documents` may be needed by nothing else then (SHA-256).
    `ids` are all those at the service: pages and reports were fetched under them. `drafts` are those that go whole, and
    `changed_drafts` others with their columns `recipients` and `written` as they are without the person.
    """

    recipients: list[int] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    faxes: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    drafts: list[int] = field(default_factory=list)
    changed_drafts: list[tuple[str, str | None, int]] = field(default_factory=list)
    rows: list[tuple[str, int]] = field(default_factory=list)
    watched_files: list[int] = field(default_factory=list)
    goes: list[PersonItem] = field(default_factory=list)
    stays: list[PersonItem] = field(default_factory=list)


class PersonRecords:
    """Finds what there is. Makes no change."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def find(self, person: Person, region: str) -> PersonFound:
        """Return all that there is. `region` is that of numbers in drafts that have no country code."""
        return _Search(self._database, person, region, self._now()).found

    def at_service(self, person: Person, account: str) -> list[FaxThere]:
        """Return the faxes of a person that have ended and that Fax.Plus may still have, the oldest first.

        Only of this account, as far as that is known, and none that was deleted there.
        """
        search = _Search(self._database, person, "", self._now())
        foreign = {
            row["id"]
            for row in search.select(
                f"SELECT o.id FROM ({_OWNERS}) o JOIN recipient r ON r.id = o.owner JOIN submission s USING (job)"
                " WHERE s.account IS NOT NULL AND s.account <> ?",
                search.found.ids,
                times=4,
                more=(account,),
            )
        }
        gone = {row["fax_id"] for row in self._database.rows("SELECT fax_id FROM fax_deletion")}
        sent = search.select("SELECT * FROM fax WHERE row IN ({these})", search.found.faxes)
        came = search.select(
            "SELECT * FROM received_fax WHERE row IN ({these}) AND account = ?", search.found.received, more=(account,)
        )
        # A record that was never mirrored may be there all the same.
        own = search.select(_CALLS, search.found.recipients, times=2)
        found = {row["id"]: _there(row, row["number"], received=False) for row in own}
        found |= {row["id"]: _there(row, row["number"], received=False) for row in sent}
        found |= {row["id"]: _there(row, row["sender"], received=True) for row in came}
        left = [fax for fax_id, fax in found.items() if fax_id not in gone | foreign]
        return sorted(left, key=lambda fax: (fax.at, fax.fax_id))


def _there(row: sqlite3.Row, number: str, *, received: bool) -> FaxThere:
    return FaxThere(row["id"], number, cells.instant(row["at"]), row["pages"], row["comment"], received)


class _Search:
    """One search, whose result is `found`."""

    def __init__(self, database: Database, person: Person, region: str, now: datetime) -> None:
        self._database, self._person, self._region = database, person, region
        self._ended = _ENDED.format(late=to_ms(now - _LATE))
        self.found = PersonFound()
        self._waiting = set[int]()
        """The recipients that stay, and are told as such."""
        self._find_contacts()
        self._find_recipients()
        self._find_jobs()
        self._find_proofs()
        self._find_sent_elsewhere()
        self._find_received()
        self._find_outbox()
        self._find_rows()
        self._find_drafts()
        self._find_watched_files()
        self._find_documents()

    def select(self, sql: str, values: Iterable[Any], *, times: int = 1, more: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Return what a query finds for values, some at a time: they stand in `{these}`, which it has so many times."""
        every, rows = list(values), list[Any]()
        for start in range(0, len(every), _MANY):
            part = every[start : start + _MANY]
            rows += self._database.rows(sql.replace("{these}", placeholders(part)), (*part * times, *more))
        return rows

    def _goes(self, kind: PersonItemKind, name: str, about: str = "", at: int | None = None) -> None:
        self.found.goes.append(PersonItem(kind, name, about, None if at is None else cells.instant(at)))

    def _stays(self, kind: PersonItemKind, name: str, about: str = "", at: int | None = None) -> None:
        self.found.stays.append(PersonItem(kind, name, about, None if at is None else cells.instant(at)))

    # ---------------------------------------------------------------------------------------------- contacts

    def _find_contacts(self) -> None:
        person = self._person
        sql = (
            "SELECT c.name, c.company, group_concat(n.number, ', ') AS numbers FROM contact c"
            " LEFT JOIN contact_number n ON n.contact = c.id WHERE c.id IN ({these}) GROUP BY c.id"
        )
        for row in self.select(sql, person.contacts):
            numbers = (row["numbers"] or "").split(", ")
            self._goes(PersonItemKind.CONTACT, _who(row), ", ".join(map(display, numbers)))
        known = set(person.contacts)
        if person.takes_numbers:
            sql = "SELECT c.*, n.number FROM contact_number n JOIN contact c ON c.id = n.contact"
            for row in self.select(f"{sql} WHERE n.number IN ({{these}})", person.numbers):
                if row["id"] not in known:
                    self._goes(PersonItemKind.CONTACT, _who(row), display(row["number"]))
        sql = "SELECT h.old, h.at, c.* FROM number_change h JOIN contact c ON c.id = h.contact"
        for row in self.select(f"{sql} WHERE h.old IN ({{these}}) OR h.new IN ({{these}})", person.numbers, times=2):
            if row["id"] not in known:
                self._goes(PersonItemKind.FORMER_NUMBER, display(row["old"]), _who(row), row["at"])
        for number, who in person.shared:
            self._stays(PersonItemKind.SHARED_NUMBER, display(number), who)

    # ------------------------------------------------------------------------------------- faxes sent from here

    def _find_recipients(self) -> None:
        names = "coalesce((SELECT group_concat(d.name, ', ') FROM document d WHERE d.job = r.job), '')"
        sql = (
            f"SELECT r.id, r.number, r.changed_at, {names} AS names, ({self._ended}) AS ended FROM recipient r"
            " WHERE r.number IN ({these}) ORDER BY r.changed_at, r.id"
        )
        for row in self.select(sql, self._person.numbers):
            if row["ended"]:
                self.found.recipients.append(row["id"])
                self._goes(PersonItemKind.SENT, display(row["number"]), row["names"], row["changed_at"])
            else:
                self._waiting.add(row["id"])
                self._stays(PersonItemKind.WAITS, display(row["number"]), row["names"], row["changed_at"])
        ids = {row["id"] for row in self.select(_IDS, self.found.recipients, times=4)}
        # Another fax of the same request may have the same outbox id.
        self.found.ids = ids - self._of_others(ids)

    def _of_others(self, ids: Collection[str]) -> set[str]:
        """Return which ids of the service belong to a fax that stays."""
        gone = set(self.found.recipients)
        return {row["id"] for row in self.select(_OWNERS, ids, times=4) if row["owner"] not in gone}

    def _find_jobs(self) -> None:
        sql = "SELECT job, id FROM recipient WHERE job IN (SELECT job FROM recipient WHERE id IN ({these}))"
        gone, of_job = set(self.found.recipients), dict[str, set[int]]()
        for row in self.select(sql, self.found.recipients):
            of_job.setdefault(row["job"], set()).add(row["id"])
        self.found.jobs = sorted(job for job, recipients in of_job.items() if recipients <= gone)
        shared = sorted(of_job.keys() - set(self.found.jobs))
        sql = "SELECT group_concat(name, ', ') AS names FROM document WHERE job IN ({these}) GROUP BY job"
        for row in self.select(sql, shared):
            self._stays(PersonItemKind.SHARED_DOCUMENT, row["names"])

    def _find_proofs(self) -> None:
        sql = (
            "SELECT CAST(p.folder AS TEXT) AS folder, coalesce((SELECT e.text FROM event e WHERE e.event = 'proof'"
            " AND e.recipient = p.recipient ORDER BY e.id DESC LIMIT 1), '') AS said FROM proof_request p"
            " WHERE p.recipient IN ({these}) AND p.filed NOT IN ('', 'given up')"
        )
        for row in self.select(sql, self.found.recipients):
            self._stays(PersonItemKind.PROOF, row["said"].rpartition(": ")[2], row["folder"])

    # ---------------------------------------------------------------------------------- what the service told

    def _of_number(self, table: str, column: str, ids: Iterable[str] = ()) -> list[sqlite3.Row]:
        """Return the records of a mirror with the numbers, however the service spells them, or with these ids."""
        digits = sorted({comparable(number) for number in self._person.numbers})
        plain = column
        for sign in "+ -()./":
            plain = f"replace({plain}, '{sign}', '')"
        spelled = [spelling for one in digits for spelling in (one, f"00{one}")]
        found = {row["row"]: row for row in self.select(f"SELECT * FROM {table} WHERE {plain} IN ({{these}})", spelled)}
        found |= {row["row"]: row for row in self.select(f"SELECT * FROM {table} WHERE id IN ({{these}})", ids)}
        return sorted(found.values(), key=lambda row: (row["at"], row["row"]))

    def _find_sent_elsewhere(self) -> None:
        own = frozenset(self.found.ids)
        records = self._of_number("fax", "number", own)
        others = self._of_others([row["id"] for row in records])
        for row in records:
            if row["id"] in others:
                continue
            if row["status"] == _AT_IT:
                self._stays(PersonItemKind.WAITS, display(row["number"]), row["comment"], row["at"])
                continue
            if row["id"] not in own:
                self._goes(PersonItemKind.SENT, display(row["number"]), row["comment"], row["at"])
            self.found.faxes.append(row["row"])
            self.found.ids.add(row["id"])

    def _find_received(self) -> None:
        for row in self._of_number("received_fax", "sender"):
            if row["delete_at"] is not None or row["status"] == _AT_IT:
                self._stays(PersonItemKind.WAITS, display(row["sender"]), row["comment"], row["at"])
                continue
            self._goes(PersonItemKind.RECEIVED, display(row["sender"]), row["comment"], row["at"])
            self.found.received.append(row["row"])
            self.found.ids.add(row["id"])

    def _find_outbox(self) -> None:
        """Find what waits at the service and was not sent from here."""
        digits = {comparable(number) for number in self._person.numbers}
        sql = (
            "SELECT o.comment, o.send_at, t.value AS number FROM outbox_fax o, json_each(o.recipients) t WHERE NOT"
            " EXISTS (SELECT 1 FROM recipient r WHERE r.outbox_id = o.id)"
        )
        for row in self._database.rows(sql):
            if comparable(str(row["number"])) in digits:
                self._stays(PersonItemKind.WAITS, display(str(row["number"])), row["comment"], row["send_at"])

    # ---------------------------------------------------------------------- lists, drafts, watched folders

    def _find_rows(self) -> None:
        sql = (
            "SELECT w.batch, w.position, w.line, w.number, w.state, w.recipient, b.name,"
            f" b.state IN ({_UNFINISHED}) AS goes_on FROM batch_row w JOIN batch b ON b.id = w.batch"
            f" WHERE w.state <> '{RowState.FORGOTTEN}' AND"
        )
        gone = {0, *self.found.recipients}
        rows = self.select(f"{sql} w.number IN ({{these}})", self._person.numbers)
        # One that was sent again may have gone to another number than the list has.
        rows += self.select(f"{sql} w.recipient IN ({{these}})", self.found.recipients)
        for row in {(row["batch"], row["position"]): row for row in rows}.values():
            if row["goes_on"] or (row["recipient"] or 0) not in gone:
                if row["recipient"] not in self._waiting:
                    self._stays(PersonItemKind.WAITS, display(row["number"]), row["name"])
                continue
            self.found.rows.append((row["batch"], row["position"]))
            self._goes(PersonItemKind.LIST_ROW, row["name"], str(row["line"]))

    def _find_drafts(self) -> None:
        held = {
            row["draft"]
            for row in self._database.rows(
                "SELECT draft FROM watched_file WHERE draft IS NOT NULL AND state <> 'ended'"
            )
        }
        for row in self._database.rows("SELECT * FROM draft ORDER BY id"):
            left = without_person(row, self._person, self._region, self.found.recipients)
            if left is None:
                continue
            said = row["comment"] or row["origin"]
            at = row["changed_at"] or row["created_at"]
            if row["id"] in held and row["state"] == "open":
                self._stays(PersonItemKind.WAITS, row["origin"], said, at)
                continue
            self._goes(PersonItemKind.DRAFT, ", ".join(map(display, self._person.numbers)), said, at)
            if left.recipients:
                self.found.changed_drafts.append((left.recipients, left.written, row["id"]))
            else:
                self.found.drafts.append(row["id"])

    def _find_watched_files(self) -> None:
        gone = set(self.found.jobs)
        sql = "SELECT id, CAST(name AS TEXT) AS name, jobs, ended_at FROM watched_file WHERE state = 'ended'"
        for row in self._database.rows(f"{sql} AND jobs <> '[]'"):
            jobs = set(cells.parsed(row["jobs"], lambda values: [str(job) for job in values]))
            if jobs <= gone:
                self.found.watched_files.append(row["id"])
                self._goes(PersonItemKind.WATCHED_FILE, row["name"], "", row["ended_at"])

    def _find_documents(self) -> None:
        of_jobs = self.select("SELECT sha256 FROM document WHERE job IN ({these})", self.found.jobs)
        of_drafts = self.select("SELECT sha256 FROM draft_document WHERE draft IN ({these})", self.found.drafts)
        self.found.documents = sorted({row["sha256"] for row in (*of_jobs, *of_drafts)})


def _who(row: sqlite3.Row) -> str:
    return ", ".join(filter(None, (row["name"], row["company"])))
