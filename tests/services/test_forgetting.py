"""A person is forgotten: nothing of them is left in the data folder, and what waits or is of others is untouched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from faxdesk.core import shared_files
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.contacts import Contact
from faxdesk.core.cover import Cover, CoverPage
from faxdesk.core.errors import InputRefused, NotThere, Stopped
from faxdesk.core.fax_template import FaxTemplate
from faxdesk.core.forgetting import Person, PersonHere, PersonItem, PersonItemKind
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft, WebhookCall
from faxdesk.core.written_draft import WrittenDraft
from faxdesk.practice import Fault
from faxdesk.services import person_files
from faxdesk.services.forgetting import Forgetter, person_called, person_of_contact, person_of_number
from faxdesk.services.text_indexing import TextIndexer
from faxdesk.store import erasures
from faxdesk.store.cover_templates import CoverTemplates
from faxdesk.store.fax_templates import FaxTemplates
from faxdesk.store.profiles import Profiles
from faxdesk.store.search_index import SearchIndex
from tests.services.conftest import GOOD, OTHER
from tests.services.test_batches import Desk, desk
from tests.services.test_inbox import look, receive
from tests.services.test_prefetch import BUSY, fetch
from tests.services.test_retention import another
from tests.services.watching import Watching

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import World

__all__ = ["desk"]
NEVER = NeverCancelled()
NAME = "Zahnpraxis Hinterwald"


class Cancelled:
    def is_set(self) -> bool:
        return True


def forgetter(world: World) -> Forgetter:
    return Forgetter(world.services.store, "CH")


def forget(world: World, person: Person) -> PersonHere:
    acts = forgetter(world)
    return acts.forget_here(person, acts.preview_here(person), NEVER)


def number(world: World, e164: str = GOOD) -> Person:
    return person_of_number(world.services.store, e164)


def kinds(items: PersonHere) -> dict[PersonItemKind, int]:
    found: dict[PersonItemKind, int] = {}
    for one in items.goes:
        found[one.kind] = found.get(one.kind, 0) + 1
    return found


def sent(world: World, *to: str, **more: object) -> str:
    """Send to the end, and fetch pages and report."""
    job = world.send(*to, **more).job
    world.deliver()
    world.poll()
    fetch(world)
    return job


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
    job = sent(
        world, GOOD, files=(document_of_theirs,), comment=f"For {NAME}", cover=Cover(CoverPage(NAME, "", "", ()))
    )
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
        PersonItemKind.SENT: 1,
        PersonItemKind.RECEIVED: 1,
        PersonItemKind.CONTACT: 1,
        PersonItemKind.DRAFT: 1,
        PersonItemKind.TEMPLATE: 1,
        PersonItemKind.WEBHOOK_CALL: 1,
        PersonItemKind.LOG: 1,
        PersonItemKind.BACKUP: 1,
    }
    assert (forgotten.files, forgotten.left) == (5, 0)
    assert store.submissions.get(job) is None
    assert store.received_faxes.get(received) is None
    assert left_in_files(world, DIGITS, NAME, "hinterwald") == set()
    # What is of others is all there.
    assert world.states(failed) == [State.FAILED]
    assert world.spooled(failed).exists()
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
    assert kinds(forgetter(world).preview_here(number(world))) == {PersonItemKind.SENT: 1}


# ------------------------------------------------------------------------------------------------------ what stays


def waiting(items: PersonHere) -> int:
    return sum(one.kind is PersonItemKind.WAITS for one in items.stays)


def test_what_waits_is_never_touched(world: World) -> None:
    """Here, at the service, for a time that comes, and where nobody knows what became of it."""
    later = sent(world, send_at=world.now() + timedelta(days=2))
    assert world.states(later) == [State.SCHEDULED]
    world.account.faults.add(Fault.lost_answer())
    unknown = world.send(comment="Lost").job
    world.services.delivering.step(NEVER)
    here = world.send().job
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET state = 'unknown' WHERE job = ?", (unknown,))
    before = world.states(later) + world.states(unknown) + world.states(here)
    forgotten = forget(world, number(world))
    assert (forgotten.goes, waiting(forgotten)) == ((), 3)
    assert world.states(later) + world.states(unknown) + world.states(here) == before
    assert world.spooled(here).exists()


def test_a_fax_that_another_waits_for_stays_until_that_has_ended(world: World) -> None:
    first = sent(world)
    (one,) = world.recipients(first)
    after = world.services.submitter.submit(Draft((world.sample,), (OTHER,), after=((OTHER, (one.id,)),))).job
    assert waiting(forget(world, number(world))) == 1
    world.deliver()
    world.poll()
    assert world.states(after) == [State.DELIVERED]
    assert kinds(forget(world, number(world))) == {PersonItemKind.SENT: 1}
    assert world.recipients(first) == ()


def test_a_fax_that_is_to_be_replaced_stays_until_that_is_settled(world: World) -> None:
    first = sent(world)
    with world.services.store.database.transaction() as connection:
        after = world.send(OTHER).job
        connection.execute("UPDATE submission SET replaces = ? WHERE job = ?", (world.only(first).id, after))
    assert waiting(forget(world, number(world))) == 1
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET state = 'cancelled' WHERE job = ?", (after,))
    assert kinds(forget(world, number(world))) == {PersonItemKind.SENT: 1}
    assert world.states(after) == [State.CANCELLED]


def test_what_went_to_others_as_well_stays_theirs(world: World) -> None:
    job = sent(world, GOOD, OTHER)
    forgotten = forget(world, number(world))
    assert [one.kind for one in forgotten.stays] == [PersonItemKind.SHARED_DOCUMENT]
    assert world.spooled(job).exists()
    assert [one.to for one in world.recipients(job)] == [OTHER]
    assert world.services.store.submissions.timeline(world.only(job).id)
    assert forgotten.files == 2, "pages and report are the person's own"


def test_a_document_that_something_else_needs_stays(world: World) -> None:
    job, other = sent(world), sent(world, OTHER)
    path = world.spooled(job)
    assert forget(world, number(world)).files == 2
    assert path.exists()
    draft = world.services.submitter.keep_draft(Draft((world.sample,), (BUSY,)), "here", "why")
    forget(world, number(world, OTHER))
    assert world.services.store.submissions.get(other) is None
    assert path.exists()
    world.services.store.drafts.settle(draft, "discarded")
    assert forget(world, number(world, BUSY)).files == 1
    assert not path.exists()


def test_a_fax_whose_answer_is_lost_is_not_taken_for_one_that_was_forgotten(world: World) -> None:
    """It has the number, the comment and the pages of the forgotten one, which Fax.Plus still lists."""
    sent(world, comment="Case 42")
    forget(world, number(world))
    world.account.faults.add(Fault("drop", method="POST", path="*/outbox"))
    lost = world.send(comment="Case 42").job
    world.settle(40)
    world.poll()
    assert world.states(lost) == [State.UNKNOWN]


def test_other_drafts_and_contacts_only_lose_the_person(world: World) -> None:
    store = world.services.store
    both = store.contacts.add(Contact("Example Ltd", numbers=(OTHER, GOOD)))
    written = WrittenDraft(recipients=(("044 555 01 23", NAME), (OTHER, "Example Ltd")), comment="Both")
    draft = store.drafts.keep_written(None, written)
    only = store.drafts.keep_written(None, replace(written, recipients=written.recipients[:1]))
    forget(world, number(world))
    contact = store.contacts.get(both)
    assert contact is not None
    assert contact.numbers == (OTHER,)
    assert store.contacts.changes(both) == ()
    kept = store.drafts.get(draft)
    assert kept is not None
    assert kept.written is not None
    assert kept.written.recipients == ((OTHER, "Example Ltd"),)
    assert store.drafts.get(only) is None


def test_a_row_of_a_list_is_not_sent_again(desk: Desk) -> None:
    desk.write((GOOD, NAME, "Case 1"), (OTHER, "Max", ""))
    batch = desk.start()
    desk.step()
    assert waiting(forgetter(desk.world).preview_here(number(desk.world))) >= 1, "the list goes on"
    desk.run()
    assert kinds(forget(desk.world, number(desk.world))) == {PersonItemKind.SENT: 1, PersonItemKind.LIST_ROW: 1}
    assert desk.states(batch) == ["forgotten", "delivered"]
    assert desk.counts(batch).total == 2
    assert left_in_files(desk.world, DIGITS, NAME) == set()
    assert desk.start() == batch
    desk.run()
    assert sorted(desk.world.accepted()) == sorted([GOOD, OTHER])


def test_a_row_that_was_never_sent_is_sent_when_its_list_is_started_again(desk: Desk) -> None:
    desk.write((GOOD, NAME, ""), (OTHER, "Max", ""))
    batch = desk.start()
    desk.world.services.batches.cancel(batch)
    assert kinds(forget(desk.world, number(desk.world))) == {PersonItemKind.LIST_ROW: 1}
    assert desk.states(batch) == ["left_out", "cancelled"]
    assert left_in_files(desk.world, DIGITS, NAME) == set()
    assert desk.start() == batch
    desk.run()
    assert sorted(desk.world.accepted()) == sorted([GOOD, OTHER])


def test_a_row_that_was_sent_to_another_number_goes_whole(desk: Desk) -> None:
    desk.write((BUSY, NAME, ""))
    batch = desk.start()
    desk.run()
    services = desk.world.services
    failed = services.store.submissions.recipient(desk.rows(batch)[0].recipient)
    assert failed is not None
    submission = services.store.submissions.get(failed.job)
    assert submission is not None
    again = replace(submission.draft((failed,), desk.world.now()), recipients=(GOOD,))
    services.submitter.again_all((failed,), again)
    desk.world.deliver()
    desk.world.poll()
    assert kinds(forget(desk.world, number(desk.world))) == {PersonItemKind.SENT: 1, PersonItemKind.LIST_ROW: 1}
    assert desk.states(batch) == ["forgotten"]
    assert NAME not in str([tuple(row) for row in services.store.database.rows("SELECT content FROM batch_row")])


def test_a_watched_file_is_forgotten_when_nothing_is_to_be_done_with_it(world: World, tmp_path: Path) -> None:
    folder = Watching(world, tmp_path / "watched", f'action = "send"\nto = "{GOOD}"\n')
    folder.put("hinterwald.pdf")
    folder.look()
    assert waiting(forgetter(world).preview_here(number(world))) == 1
    folder.finish()
    assert kinds(forget(world, number(world))) == {PersonItemKind.SENT: 1, PersonItemKind.WATCHED_FILE: 1}
    assert "hinterwald" not in str(world.services.store.database.rows("SELECT CAST(name AS TEXT) FROM watched_file"))
    folder.watched.close()


# --------------------------------------------------------------------------------------------------- who it is


def test_a_contact_is_all_its_numbers_but_those_of_others(world: World) -> None:
    contacts = world.services.store.contacts
    theirs = contacts.add(Contact(NAME, numbers=(GOOD, OTHER)))
    contacts.add(Contact("Example Ltd", numbers=(OTHER,)))
    known = contacts.get(theirs)
    assert known is not None
    contacts.change(replace(known, numbers=(BUSY, OTHER)))
    person = person_of_contact(world.services.store, theirs)
    assert person == Person((BUSY, GOOD), (NAME,), (theirs,), shared=((OTHER, "Example Ltd"),))
    sent(world, GOOD)
    shared = sent(world, OTHER)
    forgotten = forget(world, person)
    assert kinds(forgotten) == {PersonItemKind.CONTACT: 1, PersonItemKind.SENT: 1}
    assert [one.kind for one in forgotten.stays] == [PersonItemKind.SHARED_NUMBER]
    assert contacts.get(theirs) is None
    assert world.states(shared) == [State.DELIVERED]
    with pytest.raises(InputRefused, match="has been removed"):
        person_of_contact(world.services.store, theirs)


def test_who_is_called_so(world: World) -> None:
    store = world.services.store
    first = store.contacts.add(Contact(NAME, "Example Ltd", numbers=(GOOD,)))
    assert person_called(store, "044 555 01 23", "CH") == person_of_number(store, GOOD)
    assert person_called(store, "zahnpraxis hinterwald", "CH") == person_of_contact(store, first)
    assert person_called(store, "Example Ltd", "CH") == person_of_contact(store, first)
    with pytest.raises(InputRefused, match="neither a fax number nor"):
        person_called(store, "Zahnpraxis", "CH")
    store.contacts.add(Contact(NAME, numbers=(OTHER,)))
    with pytest.raises(InputRefused, match="Several contacts"):
        person_called(store, NAME, "CH")


def test_templates_that_only_name_somebody_are_left_to_the_user(world: World) -> None:
    store = world.services.store
    contact = store.contacts.add(Contact(NAME, numbers=(GOOD,)))
    page = CoverPage(NAME, "", f"For {NAME}", ())
    templates = FaxTemplates(world.folder.templates)
    templates.keep("Named", FaxTemplate((), "", page))
    templates.keep("Only theirs", FaxTemplate(((GOOD, ""),)))
    CoverTemplates(world.folder.covers).keep({"Cover": CoverPage("", "", "", (), f"Dear {NAME}")})
    forgotten = forget(world, person_of_contact(store, contact))
    assert [(one.kind, one.name) for one in forgotten.stays] == [
        (PersonItemKind.MENTION, "Named"),
        (PersonItemKind.MENTION, "Cover"),
    ]
    left = templates.all()
    assert list(left) == ["Named"]
    assert left["Named"].cover == replace(page, name_to="")


# ------------------------------------------------------------------------------------- broken off, and once more


@pytest.mark.parametrize(
    "moment", ["templates", "log", "rows", "files", "index"], ids=lambda moment: f"at the {moment}"
)
def test_wherever_it_breaks_off_it_can_be_gone_on_with(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    world.services.store.contacts.add(Contact(NAME, numbers=(GOOD,)))
    sent(world, files=(another(tmp_path, world.sample, "hinterwald.pdf"),), comment=NAME)
    FaxTemplates(world.folder.templates).keep("Theirs", FaxTemplate(((GOOD, NAME),)))
    world.folder.log.write_text(f"{GOOD}\n")
    index(world)

    class Died(BaseException):
        pass

    def die(*_words: object, **_more: object) -> None:
        raise Died

    owner, name = {
        "templates": (FaxTemplates, "_write"),
        "log": (person_files, "replace_file"),
        "rows": (erasures._Eraser, "rest"),
        "files": (shared_files, "discard"),
        "index": (SearchIndex, "forget"),
    }[moment]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, die)
        with pytest.raises(Died):
            forget(world, number(world))
    world.reopen()
    assert forgetter(world).finish() == 0
    forget(world, number(world))
    assert left_in_files(world, DIGITS, NAME, "hinterwald") == set()
    assert not world.services.store.erasures.any()


def test_a_file_that_another_program_holds_is_removed_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = sent(world)
    path = world.spooled(job)
    with monkeypatch.context() as patch:
        patch.setattr(shared_files, "discard", lambda _path, _patience=0.0: None)
        assert forget(world, number(world)).left == 1
    assert path.exists()
    assert forgetter(world).finish() == 0
    assert not path.exists()


def test_a_document_that_is_needed_again_meanwhile_is_not_removed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = world.spooled(sent(world))
    with monkeypatch.context() as patch:
        patch.setattr(shared_files, "discard", lambda _path, _patience=0.0: None)
        forget(world, number(world))
    again = world.send(OTHER).job
    assert forgetter(world).finish() == 0
    assert path.exists()
    assert world.spooled(again) == path


def test_what_is_being_fetched_meanwhile_does_not_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.send()
    world.deliver()
    world.poll()
    fetched = world.services.api.document

    def document_of_forgotten(*words: object) -> None:
        fetched(*words)  # type: ignore[arg-type]
        forget(world, number(world))
        # It was written only now.
        shared_files.make_private_folder(words[2].parent)  # type: ignore[attr-defined]
        words[2].write_text("pages")  # type: ignore[attr-defined]

    monkeypatch.setattr(world.services.api, "document", document_of_forgotten)
    fetch(world)
    assert [path for path in world.folder.cache.rglob("*") if path.is_file()] == []


def test_only_what_was_seen_goes(world: World) -> None:
    sent(world)
    seen = forgetter(world).preview_here(number(world))
    sent(world)
    with pytest.raises(InputRefused, match="has changed meanwhile"):
        forgetter(world).forget_here(number(world), seen, NEVER)
    with pytest.raises(Stopped):
        forgetter(world).forget_here(number(world), seen, Cancelled())
    assert kinds(forgetter(world).preview_here(number(world))) == {PersonItemKind.SENT: 2}


# ----------------------------------------------------------------------------------------------------- at Fax.Plus


def test_other_profiles_are_named_as_they_are_not_looked_at(world: World) -> None:
    """Each has faxes of its own: nobody is to believe that a person is forgotten who is known in another window."""
    sent(world)
    other = PersonItem(PersonItemKind.OTHER_PROFILE, "Branch office")
    assert other not in forgetter(world).preview_here(number(world)).stays
    Profiles(world.folder.path).add(other.name)
    assert other in forgetter(world).preview_here(number(world)).stays
    assert other in forget(world, number(world)).stays


def test_what_fax_plus_has_is_another_act(world: World) -> None:
    store = world.services.store
    sent(world)
    sent(world, OTHER)
    receive(world, source=GOOD)
    look(world)
    job = sent(world, send_at=world.now() + timedelta(days=1))
    there = forgetter(world).preview_there(number(world))
    assert [(fax.number, fax.received) for fax in there] == [(GOOD, False), (GOOD, True)]
    told: list[tuple[int, int]] = []
    acts = forgetter(world)
    with pytest.raises(InputRefused, match="has changed meanwhile"):
        acts.delete_there(world.services.api, number(world), there[:1], NEVER)
    assert acts.delete_there(world.services.api, number(world), there, NEVER, lambda *one: told.append(one)) == 2
    assert told == [(0, 2), (1, 2)]
    for fax in there:
        with pytest.raises(NotThere):
            world.services.api.fax(fax.fax_id)
    assert forgetter(world).preview_there(number(world)) == []
    assert len(forgetter(world).preview_there(number(world, OTHER))) == 1
    assert world.states(job) == [State.SCHEDULED]
    assert kinds(forgetter(world).preview_here(number(world))) == {PersonItemKind.SENT: 1, PersonItemKind.RECEIVED: 1}
    with store.database.transaction() as connection:
        connection.execute("DELETE FROM fax_deletion")
        connection.execute("UPDATE submission SET account = 'another'")
        connection.execute("UPDATE received_fax SET account = 'another'")
    assert forgetter(world).preview_there(number(world)) == [], "the other account has them"


def test_a_fax_whose_record_was_never_mirrored_is_deleted_there_too(world: World) -> None:
    sent(world, comment="Case 7")
    with world.services.store.database.transaction() as connection:
        connection.execute("DELETE FROM fax")
    (there,) = forgetter(world).preview_there(number(world))
    assert (there.number, there.comment, there.received) == (GOOD, "Case 7", False)
    assert forgetter(world).delete_there(world.services.api, number(world), [there], NEVER) == 1
    with pytest.raises(NotThere):
        world.services.api.fax(there.fax_id)
