"""An office printer gone wild: files that drip into a watched folder, and a program that is killed all the time.

    python tests/system/dripping.py --files 1000 --kills 100 --seed 7 [--mount]

Prints one line, `files N, arrived N, twice N, lost N, cut off N, asked N, unknown N, left N, killed N`, and ends with 1
where anything is wrong. Of what was killed while it was handed over the user is asked, as always (`unknown`).

Each file is written in pieces of random sizes with pauses of random lengths, in place or under another name first. With
`--mount` the folder is on a drive of little speed (`bindfs`, as root).
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store
from tests.documents.files import page_objects, pdf, stream

GOOD = "+41445550123"
WRITERS = 4
LONGEST_PAUSE = 1.5
"""Seconds that a writer pauses in the middle of a file."""
LONGEST_IDLE_LIFE = 6.0
"""Seconds after which a program is killed at the latest that is not let come to its work."""
MOST_EVENTS = 20
"""Things that a program may have done when it is killed, at the most."""
LONGEST_LAST = 0.5
"""Seconds after the last of them in which it is killed: in the middle of the next one."""
PATIENCE = 3600.0


@dataclass
class Result:
    """What came of it."""

    files: int
    killed: int
    arrived: Counter[str] = field(default_factory=Counter)
    cut_off: list[str] = field(default_factory=list)
    asked: int = 0
    unknown: tuple[str, ...] = ()
    left: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def twice(self) -> list[str]:
        return [name for name, count in self.arrived.items() if count > 1]

    @property
    def lost(self) -> int:
        return self.files - len({*self.arrived, *self.unknown})

    @property
    def good(self) -> bool:
        return not (self.twice or self.lost or self.cut_off or self.asked or self.left or self.wrong)

    def __str__(self) -> str:
        return (
            f"files {self.files}, arrived {len(self.arrived)}, twice {len(self.twice)}, lost {self.lost},"
            f" cut off {len(self.cut_off)}, asked {self.asked}, unknown {len(self.unknown)},"
            f" left {len(self.left)}, killed {self.killed}"
        )


class Dripping:
    """Files that are written into a folder, and a `faxdesk watch` that is killed and started again."""

    def __init__(self, place: Path, folder: Path, seed: int, files: int, kills: int) -> None:
        self._place, self._folder, self._files, self._kills = place, folder, files, kills
        self._random = random.Random(seed)  # noqa: S311  repeatable, and nobody's secret
        self._account = PracticeAccount(pace=Pace.instant())
        self._pages = {str(number): self._random.randint(1, 4) for number in range(files)}
        self._todo = list(self._pages)
        self._sha256 = {number: sha256(_document(number, pages)).hexdigest() for number, pages in self._pages.items()}
        self._written = threading.Event()
        self._lock = threading.Lock()
        self._complaints, self._output = place / "complaints", place / "output"

    def run(self) -> Result:
        """Let it all happen, and return what came of it."""
        (self._folder / "faxdesk.toml").write_text('action = "send"\n', "utf-8")
        with PracticeServer(self._account) as server:
            self._environment = {
                **os.environ,
                "FAXDESK_DATA_DIR": str(self._place / "data"),
                "FAXDESK_API_URL": server.url,
                "FAXDESK_TOKEN": server.token,
            }
            writers = [threading.Thread(target=self._write, args=(seed,)) for seed in range(WRITERS)]
            for writer in writers:
                writer.start()
            killed = self._watch(writers)
            for writer in writers:
                writer.join()
            return self._result(killed)

    # ------------------------------------------------------------------------------------------------- writing

    def _write(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  as above
        pause = threading.Event()
        while True:
            with self._lock:
                if not self._todo:
                    return
                number = self._todo.pop()
            content = _document(number, self._pages[number])
            final = self._folder / f"{GOOD} {number}.pdf"
            # Browsers and scanners write under another name first; printers do not.
            path = final.with_name(f"{final.name}.part") if chance.random() < 0.2 else final
            slow = chance.random() < 0.3
            with path.open("wb") as file:
                while content:
                    size = chance.randint(1, max(1, len(content)))
                    file.write(content[:size])
                    file.flush()
                    content = content[size:]
                    pause.wait(chance.uniform(0, LONGEST_PAUSE if slow else 0.02))
            if path != final:
                path.rename(final)

    # ------------------------------------------------------------------------------------------------ the program

    def _watch(self, writers: list[threading.Thread]) -> int:
        """Start and kill the program until all is written and it has nothing left to do; return how often it died."""
        killed, end = 0, time.monotonic() + PATIENCE
        looked, over = 0.0, False
        pause = threading.Event()
        while time.monotonic() < end:
            process, dies = self._start(), self._death()
            while process.poll() is None:
                if time.monotonic() > looked + 1.0:
                    looked = time.monotonic()
                    over = not any(writer.is_alive() for writer in writers) and self._all_done()
                if over:
                    process.terminate()
                    process.wait()
                    return killed
                if killed < self._kills and dies():
                    process.kill()
                    process.wait()
                    killed += 1
                    break
                pause.wait(0.02 if killed < self._kills else 1.0)
        raise AssertionError("it never came to an end")

    def _death(self) -> Callable[[], bool]:
        """Return what tells when the program that has just begun is to be killed."""
        chance = self._random
        if chance.random() < 0.25:
            at = time.monotonic() + chance.uniform(0, LONGEST_IDLE_LIFE)
            return lambda: time.monotonic() > at
        events, more = chance.randint(1, min(MOST_EVENTS, max(1, self._files // 2))), chance.uniform(0, LONGEST_LAST)
        reached: list[float] = []

        def dies() -> bool:
            if not reached and self._output.read_bytes().count(b"\n") >= events:
                reached.append(time.monotonic())
            return bool(reached) and time.monotonic() > reached[0] + more

        return dies

    def _start(self) -> subprocess.Popen[bytes]:
        with self._complaints.open("ab") as complaints, self._output.open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "faxdesk", "watch", str(self._folder), "--json"],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=complaints,
            )

    def _all_done(self) -> bool:
        """Return whether each file is where it ends, with its report."""
        names = _names(self._folder / "sent")
        reports = sum(name.endswith(".report.pdf") for name in names)
        return reports + len(self._drafts()) + len(self._unknown()) >= self._files

    def _drafts(self) -> list[str]:
        store = Store(DataFolder(self._place / "data"))
        try:
            return [draft.reason for draft in store.drafts.open_drafts(10_000)]
        finally:
            store.close()

    def _unknown(self) -> tuple[str, ...]:
        """Return the comments of the faxes of which the user is asked whether they were sent."""
        store = Store(DataFolder(self._place / "data"))
        try:
            asked = "SELECT s.comment FROM recipient r JOIN submission s USING (job) WHERE r.asked = 1"
            return tuple(row["comment"] for row in store.database.rows(asked))
        finally:
            store.close()

    # --------------------------------------------------------------------------------------------------- the end

    def _result(self, killed: int) -> Result:
        result = Result(self._files, killed)
        for fax in self._account.received():
            result.arrived[fax.comment] += 1
            if fax.sha256 != (self._sha256.get(fax.comment),):
                result.cut_off.append(fax.comment)
        result.asked, result.unknown = len(self._drafts()), self._unknown()
        own = {"faxdesk.toml", "sent", "taken", "failed"}
        result.left = [name for name in _names(self._folder) if name not in own]
        result.left += [str(path) for path in (self._folder / "taken").glob("[!.]*/*")]
        result.left += _names(self._folder / "failed")
        sent = self._folder / "sent"
        for number, pages in self._pages.items():
            path = sent / f"{GOOD} {number}.pdf"
            if not path.is_file() or path.read_bytes() != _document(number, pages):
                result.wrong.append(f"{path.name} is not in sent as it was written")
        if "Traceback" in (said := self._complaints.read_text("utf-8")):
            result.wrong.append(said)
        return result


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def _document(number: str, pages: int) -> bytes:
    """A PDF of its own content, with some weight in it."""
    weight = f"% {number} ".encode() + b"x" * (997 * int(number) % 40_000)
    return pdf([*page_objects(pages), stream(weight)])


@contextmanager
def slow_mount(place: Path) -> Iterator[Path]:
    """Give a folder on a drive that reads and writes slowly."""
    behind, folder = place / "behind", place / "in"
    behind.mkdir()
    folder.mkdir()
    program = shutil.which("bindfs")
    assert program, "bindfs is not installed"
    subprocess.run([program, "--read-rate=4M", "--write-rate=1M", str(behind), str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607  where each system has it


@contextmanager
def plain_folder(place: Path) -> Iterator[Path]:
    """Give a folder of this disk."""
    folder = place / "in"
    folder.mkdir()
    yield folder


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("FAXDESK_SOAK_SEED", "1")))
    parser.add_argument("--mount", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        with (slow_mount if options.mount else plain_folder)(place) as folder:
            begun = time.monotonic()
            result = Dripping(place, folder, options.seed, options.files, options.kills).run()
            seconds = time.monotonic() - begun
    print(f"seed {options.seed}: {result}, {seconds:.0f} s")  # noqa: T201  for whoever runs it
    for complaint in (*result.wrong, *result.left[:20], *result.twice, *result.cut_off):
        print(complaint)  # noqa: T201  for whoever runs it
    return int(not result.good)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
