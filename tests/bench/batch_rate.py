"""The rate of a batch or of a bare loop of the same requests, in faxes a second: FOLDER ADDRESS TOKEN FAXES WHAT."""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from faxdesk.api.auth import PersonalToken
from faxdesk.core.batch import NEVER, BatchRequest
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.model import DocumentType, Shipment
from faxdesk.core.resources import resource_path
from faxdesk.services.container import ServicesFactory
from faxdesk.services.single_thread_loop import ServiceLoop
from faxdesk.store.data_folder import DataFolder
from tests.services.batches import numbers, plan, write_list

SAMPLE = resource_path("sample.pdf")


def bare(services: Any, many: int) -> float:
    """Upload the document and send it to each number, and nothing else."""
    sender = services.account.sender()
    begin = time.perf_counter()
    for number in numbers(many):
        path = services.api.upload(SAMPLE, SAMPLE.name, DocumentType.PDF, lambda _sent, _of: None, NeverCancelled())
        services.api.send(Shipment(sender, (number,), (path,), f"faxdesk:bare-{number}"))
    return many / (time.perf_counter() - begin)


def batch(services: Any, folder: Path, many: int) -> float:
    """Send a list of as many rows by the services, as a command does."""
    listed = write_list(folder / "list.csv", [(number, "", "") for number in numbers(many)])
    planned = plan(listed, [SAMPLE], BatchRequest(stop_at=NEVER))
    begin = time.perf_counter()
    started = services.batches.start(planned)
    loop = ServiceLoop(services, time.sleep)  # noqa: TID251  as the command does
    loop.run(lambda: services.store.batches.all_handed_over(started.batch), timedelta(minutes=5), alone=False)
    return many / (time.perf_counter() - begin)


def main(folder: Path, address: str, token: str, many: int, what: str) -> None:
    """Measure one of the two."""
    services = ServicesFactory(DataFolder(folder / "data"), address, PersonalToken(token)).open(lambda _report: None)
    try:
        rate = bare(services, many) if what == "bare" else batch(services, folder, many)
    finally:
        services.close()
    sys.stdout.write(json.dumps({"rate": rate}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
