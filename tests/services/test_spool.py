"""What a draft or a batch will need in the spool stays there, however long it waits, whoever begins meanwhile."""

from __future__ import annotations

import os
import time
from pathlib import Path

from faxdesk.core.batch import BatchRequest
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.model import Draft
from tests.services.batches import plan, write_list
from tests.services.conftest import GOOD, OTHER, World

MONTH_SECONDS = 30 * 86_400


def age(folder: Path) -> None:
    """Make all that lies there as old as what no process can be copying any more."""
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - MONTH_SECONDS,) * 2)


def own_copy(world: World, folder: Path, name: str) -> Path:
    """Return a document that nothing else has, so that nothing else keeps it."""
    path = folder / name
    path.write_bytes(world.sample.read_bytes() + f"% {name}".encode())
    return path


def test_drafts_and_batches_have_their_documents_until_they_are_sent(world: World, tmp_path: Path) -> None:
    world.services.account.refresh_numbers()
    letter, circular = own_copy(world, tmp_path, "letter.pdf"), own_copy(world, tmp_path, "circular.pdf")
    draft = Draft((letter,), (GOOD,))
    number = world.services.submitter.keep_draft(draft, "the folder", "Look at it.")
    write_list(tmp_path / "list.csv", [(OTHER, "Eva", "")], ("Fax", "Name", "Comment"))
    batch = world.services.batches.start(plan(tmp_path / "list.csv", (circular,), BatchRequest(), now=world.now)).batch
    letter.unlink()
    circular.unlink()
    spool = world.services.store.folder.spool
    (spool / "incoming-dead").write_bytes(b"half")
    age(spool)
    world.turn(MONTH_SECONDS)
    world.reopen()
    # Its first step sweeps.
    world.deliver()
    assert not (spool / "incoming-dead").exists()
    kept = world.services.store.drafts.get(number)
    assert kept is not None
    world.services.submitter.send_draft(number, kept.draft)
    world.services.batching.step(NeverCancelled())
    world.deliver()
    assert world.services.store.batches.counts(world.services.batches.get(batch)).waiting == 0
    assert sorted(world.accepted()) == sorted([GOOD, OTHER])
