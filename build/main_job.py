"""The main job of FaxDesk on this system, by the command line and by the window's own check; prints each step.

    python build/main_job.py     # exit code 0 where every step passed

The command line is used as a script would: exit codes and JSON. Everything is in a folder that goes with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PDF, TIFF = ROOT / "resources" / "sample.pdf", ROOT / "resources" / "sample.tiff"
ANSWERS, BUSY = "+41445550123", "+41445550201"
"""Numbers of the practice account: one that always answers, one that never does."""
SELF_TEST = ("--self-test",)
"""What the window is started with to check itself."""
LIMIT = 180.0
"""Seconds for one command."""


class StepFailed(Exception):
    """A command did something else than it should."""


class Job:
    """The steps, which share a data folder."""

    def __init__(self, folder: Path) -> None:
        self._data, self._folder = folder / "data", folder
        self._job = ""

    def _faxdesk(self, *arguments: str, code: int = 0, account: tuple[str, str] | None = None) -> str:
        """Run a command on the data folder, as `_run` does.

        `account` is the address and the token of the service; None is the practice account.
        """
        practice = ["--practice"] if account is None else []
        names = ("FAXDESK_API_URL", "FAXDESK_TOKEN")
        environment = {**os.environ, **dict(zip(names, account or (), strict=False))}
        return self._run(["--data-dir", str(self._data), *practice, *arguments], environment, code)

    def _run(self, arguments: list[str], environment: Mapping[str, str], code: int = 0) -> str:
        """Run a command, see that it ends with `code` and without a traceback, and return what it prints."""
        command = [sys.executable, "-m", "faxdesk", *arguments]
        try:
            done = subprocess.run(command, env=environment, capture_output=True, timeout=LIMIT, check=False)
        except subprocess.TimeoutExpired as late:
            raise StepFailed(f"did not end within {LIMIT:.0f} s; it said {late.stdout!r} {late.stderr!r}") from None
        printed, said = (stream.decode("utf-8", "replace").strip() for stream in (done.stdout, done.stderr))
        if done.returncode != code:
            raise StepFailed(f"exit code {done.returncode} instead of {code}: {printed}\n{said}")
        if "Traceback" in said:
            raise StepFailed(said)
        # As the programs that read it expect: UTF-8 wherever it is no terminal.
        return done.stdout.decode("utf-8")

    def check(self) -> None:
        """`check` counts the pages of the sample."""
        pages = [document["pages"] for document in json.loads(self._faxdesk("check", str(PDF), "--json"))]
        _expect(pages, [2])

    def send_pdf(self) -> None:
        """A PDF is delivered, with a name and a comment that are not in Latin letters."""
        document = self._folder / "Straße Ωμέγα 電話.pdf"
        document.write_bytes(PDF.read_bytes())
        said = self._faxdesk("send", str(document), "--to", ANSWERS, "--comment", "Grüße 電話", "--wait", "--json")
        last = json.loads(said.splitlines()[-1])
        self._job = last["job"]
        _expect([recipient["state"] for recipient in last["recipients"]], ["delivered"])

    def send_tiff(self) -> None:
        """A TIFF is delivered to two recipients."""
        to = ["--to", ANSWERS, "--to", "+41445550124"]
        last = json.loads(self._faxdesk("send", str(TIFF), *to, "--wait", "--json").splitlines()[-1])
        _expect([recipient["state"] for recipient in last["recipients"]], ["delivered", "delivered"])

    def send_to_a_busy_number(self) -> None:
        """A fax to a number that never answers fails, with exit code 6 and a reason."""
        said = self._faxdesk("send", str(PDF), "--to", BUSY, "--wait", "--json", code=6)
        (recipient,) = json.loads(said.splitlines()[-1])["recipients"]
        _expect(recipient["state"], "failed")
        _expect(bool(recipient["reason"]), True)

    def list_sent(self) -> None:
        """`sent` lists them all, in a new process."""
        _expect(len(json.loads(self._faxdesk("sent", "--json"))), 4)

    def fetch(self) -> None:
        """The fax and its confirmation report are saved as PDFs."""
        for command in ("document", "report"):
            path = self._folder / f"{command} é.pdf"
            self._faxdesk(command, self._job, "-o", str(path))
            _expect(path.read_bytes()[:5], b"%PDF-")

    def send_by_a_service_of_its_own(self) -> None:
        """The practice service is a child process, as the window has it: a fax goes there, and it ends when told."""
        with _practice_service(self._folder / "service") as account:
            to = ["--to", ANSWERS, "--wait", "--json"]
            last = json.loads(self._faxdesk("send", str(PDF), *to, account=account).splitlines()[-1])
        _expect([recipient["state"] for recipient in last["recipients"]], ["delivered"])

    def window(self) -> None:
        """The window opens on the practice account and finds every part of the program."""
        # It has a data folder of its own, and takes no other.
        self._run(list(SELF_TEST), os.environ)


@contextmanager
def _practice_service(folder: Path) -> Iterator[tuple[str, str]]:
    """Start the service by the command that the window starts it with; give its address and token."""
    command = [sys.executable, "-m", "faxdesk", "--data-dir", str(folder), "--practice", "sandbox", "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, "--until-eof"], stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as service:
        try:
            words = service.stdout.readline().split() if service.stdout else []
            if len(words) != 2:
                raise StepFailed(f"the service said {words}")
            yield words[0], words[1]
            if service.poll() is not None:
                raise StepFailed(f"the service ended by itself, with exit code {service.returncode}")
            if service.stdin:
                service.stdin.close()
            _expect(service.wait(LIMIT), 0)
        except subprocess.TimeoutExpired:
            raise StepFailed(f"the service did not end within {LIMIT:.0f} s") from None
        finally:
            service.kill()


def _expect(found: object, expected: object) -> None:
    if found != expected:
        raise StepFailed(f"{found!r} instead of {expected!r}")


def main() -> int:
    """Take every step, also after one failed; return 1 if any did."""
    failed = False
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        job = Job(Path(folder))
        steps: list[Callable[[], None]] = [
            job.check,
            job.send_pdf,
            job.send_tiff,
            job.send_to_a_busy_number,
            job.list_sent,
            job.fetch,
            job.send_by_a_service_of_its_own,
            job.window,
        ]
        for step in steps:
            try:
                step()
            except (StepFailed, LookupError, TypeError, ValueError, OSError) as fault:
                failed = True
                print(f"FAILED: {step.__doc__} {type(fault).__name__}: {fault}", flush=True)
            else:
                print(f"passed: {step.__doc__}", flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
