"""A person is forgotten: nothing of them is left in the data folder, and what waits or is of others is untouched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from faxdesk.core import shared_files
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.contacts import Contact
from faxdesk.core.cover import Cover, CoverPage
from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.core.fax_template import FaxTemplate
from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.forgetting import Person, TraceKind, TracesHere
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft, WebhookCall
from faxdesk.core.written_draft import WrittenDraft
from faxdesk.services.forgetting import Forgetter, person_called, person_of_contact, person_of_number
from faxdesk.services.text_indexing import TextIndexer
from faxdesk.store.fax_lists import Shelf
from faxdesk.store.fax_templates import FaxTemplates
from tests.services.conftest import GOOD, OTHER
from tests.services.test_inbox import look, receive
from tests.services.test_prefetch import BUSY, fetch
from tests.services.test_retention import another

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import World

NEVER = NeverCancelled()
NAME = "Zahnpraxis Hinterwald"


class Cancelled:
    def is_set(self) -> bool:
        return True


def forgetter(world: World) -> Forgetter:
    return Forgetter(world.services.store, "CH")


def forget(world: World, person: Person) -> TracesHere:
    acts = forgetter(world)
    return acts.forget_here(person, acts.preview_here(person), NEVER)


def number(world: World, e164: str = GOOD) -> Person:
    return person_of_number(world.services.store, e164)


def kinds(traces: TracesHere) -> dict[TraceKind, int]:
    found: dict[TraceKind, int] = {}
    for one in traces.goes:
        found[one.kind] = found.get(one.kind, 0) + 1
    return found


def sent(world: World, *to: str, **more: object) -> str:
    """Send to the end, and fetch pages and report."""
    job = world.send(*to, **more).job
    world.deliver()
    world.poll()
    fetch(world)
    return job


def document(world: World, job: str) -> Path:
    submission = world.services.store.submissions.get(job)
    assert submission is not None
    return world.services.store.spool.path(submission.documents[0].sha256)


def index(world: World) -> None:
    indexer = TextIndexer(world.services.store, lambda _progress: None, gentle=False)
    while indexer.step(NEVER) is not None:
        pass
    indexer.close()


def left_in_files(world: World, *words: str) -> set[str]:
    """Return the files of the data folder that have one of some words, however SQLite has them."""
    return {
        path.name
        for path in world.folder.path.rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in words)
    }


DIGITS = GOOD.removeprefix("+")


def test_nothing_of_the_person_is_left_in_the_folder(world: World, tmp_path: Path) -> None:
    """Not one byte: neither in the database and its free pages, nor in the search index, nor in any other file."""
    store, document_of_theirs = world.services.store, another(tmp_path, world.sample, "hinterwald.pdf")
    store.contacts.add(Contact(NAME, numbers=(GOOD,)))
    job = sent(world, GOOD, files=(document_of_theirs,), comment=f"For {NAME}", cover=Cover(CoverPage(NAME, "", "", ())))
    failed = sent(world, BUSY, files=(another(tmp_path, world.sample, "other.pdf"),))
    (received,) = receive(world, source=GOOD)
    look(world)
    fetch(world)
    world.services.submitter.keep_draft(Draft((world.sample,), (GOOD,), comment=NAME), NAME, "why")
    FaxTemplates(world.folder.templates).keep("Recall", FaxTemplate(((GOOD, NAME), (OTHER, "Example Ltd")), "Recall"))
    store.webhook_calls.keep(WebhookCall("fax_sent", "x", "y", "success", to=GOOD), f"to={GOOD}".encode())
    world.folder.log.write_text(f"INFO one: sent to {GOOD}\nINFO two: nothing of anybody\n")
    world.folder.path.joinpath("faxdesk-before-version-7.sqlite3").write_text(NAME)
    index(world)
    assert left_in_files(world, DIGITS, NAME)
    forgotten = forget(world, number(world))
    assert kinds(forgotten) == {
        TraceKind.SENT: 1,
        TraceKind.RECEIVED: 1,
        TraceKind.CONTACT: 1,
        TraceKind.DRAFT: 1,
        TraceKind.TEMPLATE: 1,
        TraceKind.WEBHOOK_CALL: 1,
        TraceKind.LOG: 1,
        TraceKind.BACKUP: 1,
    }
    assert (forgotten.files, forgotten.left) == (5, 0)
    assert store.submissions.get(job) is None
    assert store.received_faxes.get(received) is None
    assert left_in_files(world, DIGITS, NAME, "hinterwald") == set()
    # What is of others is all there.
    assert world.states(failed) == [State.FAILED]
    assert document(world, failed).exists()
    assert world.folder.log.read_text() == "INFO two: nothing of anybody\n"
    assert FaxTemplates(world.folder.templates).all()["Recall"].recipients == ((OTHER, "Example Ltd"),)
    assert kinds(forgetter(world).preview_here(number(world))) == {}


def test_what_fax_plus_still_lists_does_not_come_back(world: World) -> None:
    sent(world)
    receive(world, source=GOOD)
    look(world)
    forget(world, number(world))
    world.reopen()
    world.poll()
    look(world)
    world.turn(3600)
    world.poll()
    assert forgetter(world).preview_here(number(world)).goes == ()
    assert world.services.store.received_faxes.count() == 0
    # A later fax to the same number is a fax like any other.
    job = sent(world)
    assert world.states(job) == [State.DELIVERED]
    assert kinds(forgetter(world).preview_here(number(world))) == {TraceKind.SENT: 1}
