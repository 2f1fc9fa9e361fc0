"""Documents are looked into elsewhere before a fax is kept: what is refused there is refused, and nothing is kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Draft
from faxdesk.documents.worker.client import Worker
from faxdesk.services.document_examiner import Examine, isolated
from faxdesk.services.submit import Submitter
from tests.services.conftest import GOOD, World


def children() -> list[str]:
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()


@pytest.mark.skipif(sys.platform != "linux", reason="its children are counted there")
def test_a_fax_is_kept_after_a_child_has_looked_and_the_child_is_gone(world: World) -> None:
    before = children()

    kept = Submitter(world.services.store, world.now, isolated).submit(Draft((world.sample, world.sample), (GOOD,)))

    same = world.services.submitter.submit(Draft((world.sample,), (GOOD,)))
    assert kept.documents == same.documents * 2
    assert children() == before


def test_what_the_child_refuses_is_refused_and_not_kept(world: World, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7\nnothing")

    with pytest.raises(InputRefused, match="cut off") as caught:
        Submitter(world.services.store, world.now, isolated).submit(Draft((bad,), (GOOD,)))

    assert caught.value.field == "bad.pdf"
    assert world.services.store.database.value("SELECT count(*) FROM submission") == 0


@contextmanager
def dying() -> Iterator[Examine]:
    """A child that every file kills."""
    with Worker(command=lambda *_: [sys.executable, "-c", "raise SystemExit"]) as worker:
        yield worker.examine


def test_a_file_that_kills_the_child_costs_a_refusal(world: World) -> None:
    with pytest.raises(InputRefused, match="cannot be opened") as caught:
        Submitter(world.services.store, world.now, dying).submit_all(Draft((world.sample,), (GOOD,)))
    assert (caught.value.field, caught.value.code) == (world.sample.name, "too_hard")
