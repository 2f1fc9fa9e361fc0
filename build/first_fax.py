"""Send the sample document through the practice account by the command line, and fetch what came of it.

`build/dev.py run` starts this where there is no screen. It uses FaxDesk as a script would: JSON Lines from
`send`, then `document` and `report` with the job id.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAXDESK = [sys.executable, "-m", "faxdesk", "--practice"]
SAMPLE = ROOT / "resources" / "sample.pdf"
NUMBER = "+41445550123"
"""A number that always answers, of those that the practice account knows."""

WORDS = {
    "queued": "waiting on this computer",
    "uploading": "the document is on its way to the service",
    "submitting": "the fax is being handed over",
    "accepted": "at the service",
    "submitted": "at the service",
    "converting": "the service turns the document into fax pages",
    "scheduled": "waiting at the service for its time",
    "sending": "the call is under way",
    "delivered": "delivered",
    "partial": "delivered in part",
    "failed": "not delivered",
    "cancelled": "cancelled",
    "rejected": "refused by the service",
    "unknown": "it is not certain whether the service has it",
}
"""What each state of the command line's JSON means."""


def main() -> int:
    """Send, follow to the final word, fetch; return the exit code of the first command that failed, or 0."""
    print(f"Sending {SAMPLE.name} to {NUMBER}.", flush=True)
    code, job = send()
    return code or fetch(job)


def send() -> tuple[int, str]:
    """Send the sample and print each state as it comes; return the exit code and the job id."""
    command = [*FAXDESK, "send", str(SAMPLE), "--to", NUMBER, "--wait", "--json"]
    job = shown = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as sending:
        for line in sending.stdout or ():
            submission = json.loads(line)
            job = submission["job"]
            recipient = submission["recipients"][0]
            words = WORDS.get(recipient["state"], recipient["state"])
            if words != shown:
                reason = f" ({recipient['reason']})" if recipient.get("reason") else ""
                print(f"  {time.strftime('%H:%M:%S')}  {words}{reason}", flush=True)
                shown = words
    return sending.returncode, job


def fetch(job: str) -> int:
    """Save the fax and its confirmation report, and print where they are."""
    folder = ROOT / "dist" / "practice"
    folder.mkdir(parents=True, exist_ok=True)
    for command, title in (("document", "fax"), ("report", "confirmation report")):
        path = folder / f"{command}.pdf"
        code = subprocess.call([*FAXDESK, command, job, "-o", str(path)], stdout=subprocess.DEVNULL)
        if code:
            return code
        print(f"The {title} is in {path} ({path.stat().st_size} bytes).", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
