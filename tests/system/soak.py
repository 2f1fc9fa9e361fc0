"""A bad day at the office: many commands at once on one data folder, killed at random, and a service that misbehaves.

    python tests/system/soak.py --faxes 500 --kills 200 --seed 7 [--resend 15 [--late 10]]

Prints one line, `promised N, arrived N, twice N, lost N, asked N`, and ends with 1 where a fax was lost or sent twice.
With `--resend` the user has chosen that faxes without a trace are sent again by themselves, after so many minutes; the
service then carries some requests out late, up to `--late` minutes, and nobody may be asked.
The seed fixes what is sent, when commands are killed and which faults strike; how the computer shares its time among
the processes it cannot fix.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faxdesk.api.auth import PersonalToken
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.lifecycle import OPEN, Event, State
from faxdesk.core.resend_decision import OBSTACLES
from faxdesk.core.resources import resource_path
from faxdesk.practice import Fault, Pace, PracticeAccount, PracticeServer, ServiceClock
from faxdesk.services.container import Services, ServicesFactory
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from tests.ports import free_port
from tests.reconciliation import Books, compare

NUMBERS = ("+41445550123", "+41225550123", "+41445550201", "+41445550202", "+41445550204", "+41315550123")
COMMENTS = ("", "Case 42", "Case 43", "Case 44")
ENDPOINTS = (
    *[("POST", "*/outbox")] * 4,
    ("POST", "*/files"),
    ("GET", "*/outbox"),
    ("GET", "*/outbox/*"),
    ("DELETE", "*/outbox/*"),
    ("GET", "*/faxes"),
    ("GET", "*/faxes/*"),
    ("GET", "*/accounts/self"),
)
WHEN = ("before_body", "before_acting", "after_acting", "after_acting")
KINDS = ("drop", "reset", "truncate", "cut", "portal", "wrong_types", "content_type", "slow", "hang", "slow_upload")
CODES = (500, 502, 503, 408)
CLEAR_NO = (401, 403, 429)
"""Answers that say that nothing was done, and so are never given after something was."""
LONGEST_LIFE = 2.0
"""Seconds after its start within which a command is killed: it is at its work after half a second."""
PATIENCE = 120.0
"""Seconds that a command has which nobody kills."""
_GLANCE = 0.01


@dataclass
class Command:
    """A command that runs: its output goes to a file, as nobody may be there to read a pipe."""

    process: subprocess.Popen[bytes]
    output: Path
    killed_at: float | None
    started: float

    def printed(self) -> list[str]:
        """Return the whole lines that it has printed."""
        return self.output.read_text("utf-8").splitlines()


class Soak:
    """One run: `faxes` are sent by commands of their own, of which, with those that deliver, `kills` are killed."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        faxes: int,
        kills: int,
        *,
        at_once: int = 3,
        resend: int | None = None,
        late: int = 10,
    ) -> None:
        """`resend` and `late` are minutes; without `resend` the user is asked, and nothing is carried out late."""
        self._folder = folder
        self._resend, self._late = resend, late
        self._ahead = 0.0
        self._random = random.Random(seed)  # noqa: S311  chance, not a secret
        self._faxes, self._kills, self._at_once = faxes, kills, at_once
        self._running: list[Command] = []
        self._count = 0
        self.killed = self.resent = self.questions = 0
        self.told: tuple[int, ...] = ()
        self.promised: list[str] = []
        self.wrong: list[str] = []
        # Both sides come to the same later days, and the service tells the time of them.
        clock = ServiceClock(source=lambda: time.time() + self._ahead)
        self.account = PracticeAccount(pace=Pace(0.2, 0.2, 0.2, 0.2, 0.6, 0.3), clock=clock)
        self.server = PracticeServer(self.account, free_port())

    def run(self) -> Books:
        """Let the day pass, then bring everything to its end, and compare the books."""
        self.server.start()
        self._choose()
        try:
            while self._faxes or self._kills > self.killed or self._running:
                self._fill_up()
                self._trouble()
                self._look_after_all()
                time.sleep(_GLANCE)  # noqa: TID251  other processes are at work
            self.account.faults.clear()
            return self._close_the_books()
        finally:
            for command in self._running:
                command.process.kill()
                command.process.wait()
            self.server.close()

    def _choose(self) -> None:
        if self._resend is not None:
            minutes = self._resend
            SettingsFile(DataFolder(self._folder / "data").settings).change(
                lambda settings: settings._replace(lost_answers="resend", resend_minutes=minutes)
            )

    # -------------------------------------------------------------------------------------------- the commands

    def _fill_up(self) -> None:
        while len(self._running) < self._at_once and (self._faxes or self._kills > self.killed):
            if self._faxes and self._random.random() < 0.75:
                self._faxes -= 1
                self._start(*self._a_fax())
            elif self.promised and self._random.random() < 0.2:
                self._start("cancel", self._random.choice(self.promised))
            else:
                self._start("deliver", "--json")

    def _a_fax(self) -> list[str]:
        chance = self._random
        to = chance.sample(NUMBERS, chance.choice((1, 1, 1, 2)))
        document, comment = resource_path(chance.choice(("sample.pdf", "sample.tiff"))), chance.choice(COMMENTS)
        if self._resend is not None:
            # Equal faxes to one number are asked about.
            document, comment = self._changed(document), f"{comment} ({self._count})"
        arguments = ["send", "--json", str(document)]
        arguments += ["--comment", comment, *(part for number in to for part in ("--to", number))]
        if chance.random() < 0.3:
            arguments += ["--redial", "2"]
        if chance.random() < 0.1:
            arguments += ["--at", (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="seconds")]
        return arguments

    def _changed(self, document: Path) -> Path:
        """Return a copy of a document that differs from all others."""
        copy = self._folder / f"{self._count}{document.suffix}"
        copy.write_bytes(document.read_bytes() + f"\n% {self._count}\n".encode())
        return copy

    def _start(self, *arguments: str) -> None:
        self._count += 1
        output = self._folder / f"{self._count}.out"
        # As many deaths as commands are left for them, so that both run out together.
        wanted = self._kills - self.killed - sum(command.killed_at is not None for command in self._running)
        dies = wanted > 0 and self._random.random() < max(0.35, wanted / max(1.0, 1.2 * self._faxes))
        now = time.monotonic()
        with output.open("wb") as target, output.with_suffix(".err").open("wb") as complaints:
            process = subprocess.Popen(
                [sys.executable, "-m", "faxdesk", *arguments],
                env={
                    **os.environ,
                    "FAXDESK_DATA_DIR": str(self._folder / "data"),
                    "FAXDESK_API_URL": self.server.url,
                    "FAXDESK_TOKEN": self.server.token,
                },
                stdin=subprocess.DEVNULL,
                stdout=target,
                stderr=complaints,
            )
        life = now + self._random.uniform(0.2, LONGEST_LIFE) if dies else None
        self._running.append(Command(process, output, life, now))

    def _look_after_all(self) -> None:
        now = time.monotonic()
        for command in tuple(self._running):
            if command.process.poll() is not None:
                self._ended(command)
            elif command.killed_at is not None and now >= command.killed_at:
                command.process.kill()
                command.process.wait()
                self.killed += 1
                self._ended(command)
            elif now - command.started > PATIENCE:
                self.wrong.append(f"{command.process.args!r} never came to an end")
                command.process.kill()
                command.process.wait()

    def _ended(self, command: Command) -> None:
        self._running.remove(command)
        complaints = command.output.with_suffix(".err").read_text("utf-8")
        if "Traceback" in complaints:
            self.wrong.append(complaints)
        lines = command.printed()
        if lines and "send" in command.process.args:  # type: ignore[operator]  # a list, as it was given
            # A kept fax is promised by the first line; a line that was not finished promises nothing.
            self._promise(lines[0])

    def _promise(self, line: str) -> None:
        try:
            self.promised.append(json.loads(line)["job"])
        except ValueError:
            return

    def _trouble(self) -> None:
        """Have something go wrong with one request in five or so."""
        chance = self._random
        if chance.random() > 0.03:
            return
        if len(self.account.faults.pending()) >= 6:
            # Some wait for requests that nobody makes.
            self.account.faults.clear()
        method, path = chance.choice(ENDPOINTS)
        if self._resend is not None and chance.random() < 0.1:
            seconds = chance.uniform(60, 60 * self._late)
            self.account.faults.add(Fault("late", method="POST", path="*/outbox", seconds=seconds))
            return
        if chance.random() < 0.15:
            fault = Fault.status(chance.choice(CLEAR_NO))
        elif chance.random() < 0.4:
            fault = Fault.status(chance.choice(CODES), when=chance.choice(WHEN))
        else:
            fault = Fault(chance.choice(KINDS), when=chance.choice(WHEN), seconds=0.5)  # type: ignore[arg-type]
        self.account.faults.add(replace(fault, method=method, path=path))

    # ------------------------------------------------------------------------------------------------- the end

    def _close_the_books(self) -> Books:
        """Bring everything to rest, as the next days would, without waiting for them."""
        folder = DataFolder(self._folder / "data")
        place = ServicesFactory(
            folder,
            self.server.url,
            PersonalToken(self.server.token),
            lambda: datetime.now(UTC) + timedelta(seconds=self._ahead),
        )
        services = place.open(lambda _: None)
        try:
            for _ in range(60):
                self._a_round(services)
                if all(state not in OPEN for state in self._undecided(services)) and not self._late_ones():
                    break
                self._ahead += 300.0
            self._a_round(services)
            books = compare(services.store, self.account.received(), self.promised)
            books.wrong += self.wrong
            self.resent, self.questions = _count(services, Event.RESEND), _count(services, "asked")
            self.told = tuple(services.store.fax_lists.turned_up())
            return books
        finally:
            services.close()
            folder.delivery_lock.release()

    def _late_ones(self) -> bool:
        """Return whether the service has requests that it has not carried out yet."""
        now = self.account.clock.now()
        return any(fax.accepted > now for fax in self.account.outbox.all())

    @staticmethod
    def _undecided(services: Services) -> list[State]:
        rows = services.store.database.rows("SELECT state FROM recipient WHERE asked = 0")
        return [State(row["state"]) for row in rows]

    @staticmethod
    def _a_round(services: Services) -> None:
        for service in (services.delivering, services.cancelling, services.following):
            for _ in range(1000):
                if service.step(NeverCancelled()) != 0.0:
                    break


def _count(services: Services, event: str) -> int:
    """Return how often something happened to any fax."""
    return int(services.store.database.value("SELECT count(*) FROM event WHERE event = ?", (event,)))


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--faxes", type=int, default=500)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("FAXDESK_SOAK_SEED", "1")))
    parser.add_argument("--resend", type=int, metavar="MINUTES")
    parser.add_argument("--late", type=int, default=10, metavar="MINUTES")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), options.seed, options.faxes, options.kills, resend=options.resend, late=options.late)
        books = soak.run()
    line = f"{books.line}, sent again {soak.resent}, questions {soak.questions}, told of late ones {len(soak.told)}"
    print(f"seed {options.seed}, killed {soak.killed}: {line}")  # noqa: T201  for whoever runs it
    for obstacle, sentence in OBSTACLES.items():
        count = sum(
            bool(sentence) and entry.recipient.asked and sentence in entry.recipient.reason for entry in books.entries
        )
        if count:
            print(f"asked because of {obstacle.value}: {count}")  # noqa: T201  for whoever runs it
    for complaint in books.wrong:
        print(complaint)  # noqa: T201  for whoever runs it
    return int(bool(books.wrong or books.twice or books.lost))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
