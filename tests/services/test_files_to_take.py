"""Copies for another program: the pages and reports that are there, under names that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.services.files_to_take import FaxToTake, files_to_take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import World


def taken(world: World, folder: Path, *faxes: FaxToTake) -> list[str]:
    services = world.services
    return [path.name for path in files_to_take(services.store, services.fetcher, faxes, folder, NeverCancelled())]


def test_pages_and_report_of_a_sent_fax(world: World, tmp_path: Path) -> None:
    job = world.send().job
    world.deliver()
    world.turn(60)
    world.poll()
    key = world.only(job).fax_id
    assert key is not None
    wanted = FaxToTake(key, job, "Fax.pdf", "Report.pdf")
    assert taken(world, tmp_path / "out", wanted) == ["Fax.pdf", "Report.pdf"]
    assert (tmp_path / "out" / "Report.pdf").read_bytes().startswith(b"%PDF")
    assert taken(world, tmp_path / "out", wanted, wanted) == ["Fax.pdf", "Report.pdf"] * 2, "copied once"


def test_what_fax_plus_no_longer_has_are_the_documents_that_were_sent(world: World, tmp_path: Path) -> None:
    world.account.switches.report_for_failed = False
    job = world.send("+41445550201").job
    world.deliver()
    world.turn(60)
    world.poll()
    key = world.only(job).fax_id
    assert key is not None
    world.account.archive.delete(key)
    assert taken(world, tmp_path / "out", FaxToTake(key, job, "Fax.pdf", "Report.pdf")) == [world.sample.name]


def test_a_fax_that_waits_has_its_documents(world: World, tmp_path: Path) -> None:
    job = world.send().job
    assert taken(world, tmp_path / "out", FaxToTake("", job, "Fax.pdf")) == [world.sample.name]
    assert taken(world, tmp_path / "out", FaxToTake("", "none", "Fax.pdf")) == []
