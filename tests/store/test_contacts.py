"""Contacts: nothing of them is lost when they change, and who is meant is found while somebody types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.contacts import Contact, SuggestionKind
from faxdesk.core.cover import CoverPage
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Fax
from tests.store.conftest import START, TurnedClock, submission

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence, Sized

    from faxdesk.core.contacts import Suggestion
    from faxdesk.store.store import Store

BERN, ZURICH, GENEVA = "+41315550123", "+41445550123", "+41225550123"
PRACTICE = Contact("Eva Müller", "Zahnarztpraxis Bern", (BERN, ZURICH), "Ring twice", ("Dentists", "Émile & Co"))
OFFICE = Contact("", "Example Ltd", (GENEVA,))


def found(store: Store, text: str, most: int = 8) -> list[str]:
    return [f"{one.name or one.company} {one.numbers[0]}" for one in store.contact_suggestions.suggest(text, most)]


def sent(store: Store, job: str, number: str, state: State, *, name: str = "", status: str = "") -> None:
    """Keep a fax that ended so."""
    page = CoverPage(name, "", "") if name else None
    store.submissions.add(submission(job, number, cover_page=page))
    with store.database.transaction() as connection:
        connection.execute(
            "UPDATE recipient SET state = ?, status = ?, changed_at = ? WHERE job = ?",
            (state, status, int(store.submissions._now().timestamp() * 1000), job),
        )


def test_a_contact_is_read_as_it_was_kept(store: Store) -> None:
    key = store.contacts.add(PRACTICE)
    kept = store.contacts.get(key)
    assert kept is not None
    assert (kept.name, kept.company, kept.numbers, kept.note) == PRACTICE_TEXTS
    assert kept.groups == ("Dentists", "Émile & Co")
    assert (kept.title, kept.who) == ("Eva Müller", "Eva Müller, Zahnarztpraxis Bern")
    assert store.contacts.get(key + 1) is None
    assert store.contacts.count() == 1


PRACTICE_TEXTS = ("Eva Müller", "Zahnarztpraxis Bern", (BERN, ZURICH), "Ring twice")


def test_texts_are_lines_and_numbers_and_groups_are_there_once(store: Store) -> None:
    odd = Contact(" A\nB\x1b ", "x" * 999, (BERN, BERN), "one\r\ntwo", ("Group", "GROUP", "", "gröup"))
    kept = store.contacts.get(store.contacts.add(odd))
    assert kept is not None
    assert (kept.name, len(kept.company), kept.numbers, kept.note) == ("A B?", 200, (BERN,), "one\ntwo")
    assert kept.groups == ("gröup",)


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        (Contact(numbers=(BERN,)), "Name"),
        (Contact("Eva"), "Fax numbers"),
        (Contact("Eva", numbers=tuple(f"+4144555{n:04}" for n in range(21))), "Fax numbers"),
        (Contact("Eva", numbers=(BERN,), groups=tuple(f"g{n}" for n in range(51))), "Groups"),
    ],
)
def test_what_is_missing_or_too_much_is_said_and_nothing_is_kept(contact: Contact, field: str, store: Store) -> None:
    with pytest.raises(InputRefused) as refused:
        store.contacts.add(contact)
    assert refused.value.field == field
    assert store.contacts.count() == 0


def test_lists_are_sorted_by_name_and_searched_by_any_part(store: Store) -> None:
    keys = {one.title: store.contacts.add(one) for one in (OFFICE, PRACTICE, Contact("Åse", "", ("+4790550123",)))}
    assert list(store.contacts.ids()) == [keys["Åse"], keys["Eva Müller"], keys["Example Ltd"]]
    for text in ("mull", "MUELLER eva", "zahn bern", "031 555", "+41 31", "0041 31 555", "+41 (0)31 555", "0123 eva"):
        assert list(store.contacts.ids(text)) == [keys["Eva Müller"]], text
    assert list(store.contacts.ids("0123")) == list(store.contacts.ids())
    # As in the lists of faxes: who knows the number without its area code, or the end of a long word, finds it.
    for text in ("praxis", "155 501", "muel praxis", "5550123 eva"):
        assert list(store.contacts.ids(text)) == [keys["Eva Müller"]], text
    for text in ("xis eva example", "eva example", "ra", "999", "!"):
        assert list(store.contacts.ids(text)) == ([] if text != "!" else list(store.contacts.ids())), text
    assert [one.title for one in store.contacts.all(group="dentists")] == ["Eva Müller"]


def test_a_changed_number_is_remembered_with_what_came_in_its_place(store: Store, clock: TurnedClock) -> None:
    key = store.contacts.add(PRACTICE)
    clock.turn(days=1)
    store.contacts.change(Contact("Eva Müller", "Zahnarztpraxis Bern", (GENEVA, ZURICH), id=key))
    (change,) = store.contacts.changes(key)
    assert (change.old, change.new, change.at) == (BERN, GENEVA, clock())
    assert store.contacts.had(BERN) == (change,)
    assert store.contacts.had(ZURICH) == ()
    # It has it again.
    store.contacts.change(Contact("Eva Müller", "Zahnarztpraxis Bern", (BERN,), id=key))
    assert store.contacts.had(BERN) == ()
    assert [(one.old, one.new) for one in store.contacts.changes(key)][:2] == [(ZURICH, BERN), (GENEVA, BERN)]
    assert found(store, "zahn") == [f"Eva Müller {BERN}"]


def test_a_removed_contact_leaves_nothing_behind_and_is_not_changed_any_more(store: Store) -> None:
    key = store.contacts.add(PRACTICE)
    store.contacts.change(Contact("Eva", "", (GENEVA,), id=key))
    store.contacts.remove([key])
    for table in ("contact", "contact_number", "contact_word", "number_change", "group_member", "contact_group"):
        assert store.database.value(f"SELECT count(*) FROM {table}") == 0  # noqa: S608
    with pytest.raises(InputRefused, match="removed meanwhile"):
        store.contacts.change(Contact("Eva", "", (GENEVA,), id=key))
    with pytest.raises(InputRefused, match="removed meanwhile"):
        store.contacts.merge([key])


@pytest.mark.parametrize("read", ["of_number", "known", "duplicates", "suggest"])
def test_what_is_removed_while_it_is_read_is_left_out(store: Store, monkeypatch: pytest.MonkeyPatch, read: str) -> None:
    keys = [store.contacts.add(Contact("Eva", "", (BERN,))) for _ in range(2)]
    rows = store.contacts.rows

    def too_late(ids: Sequence[int]) -> dict[int, Contact]:
        store.contacts.remove(keys)
        return rows(ids)

    monkeypatch.setattr(store.contacts, "rows", too_late)
    answers: dict[str, Callable[[], Sized]] = {
        "of_number": lambda: store.contacts.of_number(BERN),
        "known": lambda: store.contacts.known((BERN,)),
        "duplicates": lambda: store.contacts.duplicates(9),
        "suggest": lambda: store.contact_suggestions.suggest("eva", 9),
    }
    assert not answers[read]()


def test_who_is_written_down_while_others_are_read_is_whole_or_not_there(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, added = store.database.rows, list[int]()

    def read(sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        if "FROM group_member" in sql and not added:
            added.append(store.contacts.add(PRACTICE))
        return rows(sql, values)

    monkeypatch.setattr(store.database, "rows", read)
    assert store.contacts.rows((1,)) == {}
    assert store.contacts.rows((1,))[1].numbers == PRACTICE.numbers


def test_duplicates_are_found_and_become_one_with_all_that_they_have(store: Store) -> None:
    first = store.contacts.add(Contact("Eva Müller", "", (BERN,), "one", ("A",)))
    colleague = store.contacts.add(Contact("Max", "Zahnarztpraxis", (BERN,)))
    same_name = store.contacts.add(Contact("eva muller", "", (ZURICH,), "two", ("B",), uid="u"))
    same_number = store.contacts.add(Contact("Eva Müller", "Zahnarztpraxis Bern", (ZURICH, GENEVA)))
    store.contacts.change(Contact("Eva Müller", "", ("+41315550199",), "one", ("A",), id=first))
    store.contacts.change(Contact("Eva Müller", "", (BERN,), "one", ("A",), id=first))
    (them,) = store.contacts.duplicates(10)
    assert [one.id for one in them] == [first, same_name, same_number]
    assert store.contacts.duplicates(0) == ()
    whole = store.contacts.merge([one.id for one in them])
    assert whole == store.contacts.get(first)
    assert (whole.name, whole.company, whole.numbers) == ("Eva Müller", "Zahnarztpraxis Bern", (BERN, ZURICH, GENEVA))
    assert (whole.note, whole.groups, whole.uid) == ("one\ntwo", ("A", "B"), "u")
    assert len(store.contacts.changes(first)) == 2
    assert store.contacts.duplicates(10) == ()
    assert list(store.contacts.ids()) == [first, colleague]


def test_groups_have_their_members_and_go_with_the_last(store: Store) -> None:
    one, other = store.contacts.add(PRACTICE), store.contacts.add(Contact("Max", "", (GENEVA,), groups=("DENTISTS",)))
    assert [(group.name, group.size) for group in store.contacts.groups()] == [("Dentists", 2), ("Émile & Co", 1)]
    store.contacts.remove([one])
    assert [(group.name, group.size) for group in store.contacts.groups()] == [("Dentists", 1)]
    store.contacts.change(Contact("Max", "", (GENEVA,), id=other))
    assert store.contacts.groups() == ()


def test_a_group_gets_another_name_and_keeps_its_contacts(store: Store) -> None:
    one = store.contacts.add(PRACTICE)
    group = store.contacts.rename_group("dentists", " Dental\noffices ")
    assert (group.name, group.size) == ("Dental offices", 1)
    kept = store.contacts.get(one)
    assert kept is not None
    assert kept.groups == ("Dental offices", "Émile & Co")
    assert list(store.contacts.ids(group="DENTAL OFFICES")) == [one]
    assert list(store.contacts.ids(group="Dentists")) == []
    # In other letters it is the same group.
    assert store.contacts.rename_group("Dental offices", "DENTAL offices").name == "DENTAL offices"
    assert [suggested.name for suggested in store.contact_suggestions.suggest("dental", 8)][:1] == ["DENTAL offices"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Nobody", "New", "There is no group “Nobody”. There are: “Dentists”, “Émile & Co”."),
        ("Dentists", " - ", "A group needs a name."),
        ("Dentists", "emile & CO", "There is a group “Émile & Co” already."),
    ],
)
def test_a_name_that_a_group_cannot_have_changes_nothing(store: Store, old: str, new: str, said: str) -> None:
    store.contacts.add(PRACTICE)
    with pytest.raises(InputRefused, match=re.escape(said)):
        store.contacts.rename_group(old, new)
    assert [group.name for group in store.contacts.groups()] == ["Dentists", "Émile & Co"]


def test_more_numbers_than_a_query_takes_are_looked_for(store: Store) -> None:
    store.contacts.add(Contact("", "Example Ltd", ("+41225550123",)))
    # SQLite takes 32,766 values, that of Debian 250,000.
    numbers = [f"+4144{number:07}" for number in range(260_000)]
    assert list(store.contacts.known([*numbers, "+41225550123"])) == ["+41225550123"]


def test_whoever_is_named_is_known_by_name_before_company(store: Store) -> None:
    store.contacts.add(PRACTICE)
    store.contacts.add(Contact("Bern", "Other", (GENEVA,)))
    store.contacts.add(Contact("", "Bern", ("+41315550199",)))
    assert store.contacts.numbers_of(" zahnarztpraxis BERN ") == (BERN, ZURICH)
    assert store.contacts.numbers_of("Bern") == (GENEVA,)
    assert store.contacts.numbers_of("Nobody") == store.contacts.numbers_of("-") == ()
    assert [one.title for one in store.contacts.of_number(BERN)] == ["Eva Müller"]


# ---------------------------------------------------------------------------------------------- while somebody types


def test_contacts_groups_and_recent_faxes_are_suggested(store: Store, clock: TurnedClock) -> None:
    store.contacts.add(PRACTICE)
    store.contacts.add(Contact("Egon", "Dentists Ltd", (GENEVA,), groups=("Dentists",)))
    clock.turn(days=1)
    sent(store, "a", ZURICH, State.FAILED, status="failed_user_busy")
    sent(store, "b", "+41445550177", State.DELIVERED, name="Denta Lab")
    suggested = store.contact_suggestions.suggest("dent", 8)
    kinds = [(one.kind, one.name, one.numbers) for one in suggested]
    assert kinds == [
        (SuggestionKind.RECENT, "Denta Lab", ("+41445550177",)),
        (SuggestionKind.GROUP, "Dentists", (GENEVA, BERN)),
        (SuggestionKind.CONTACT, "Egon", (GENEVA,)),
    ]
    assert (suggested[0].result, suggested[0].at) == (State.DELIVERED, clock())
    # The number that was used last comes first, with how that ended.
    numbers = store.contact_suggestions.suggest("müller", 8)
    assert [(one.numbers, one.result) for one in numbers] == [((ZURICH,), State.FAILED), ((BERN,), None)]
    assert found(store, "045") == []
    assert found(store, "031 5") == [f"Eva Müller {BERN}"]
    assert found(store, "?") == found(store, "zzz") == []
    assert len(store.contact_suggestions.suggest("e", 1)) == 1


def test_what_stands_in_the_middle_is_suggested_after_what_begins_so(store: Store) -> None:
    store.contacts.add(PRACTICE)
    store.contacts.add(Contact("Praxis Thun", "", ("+41335550123",)))
    sent(store, "a", "+41445550177", State.DELIVERED, name="Tierpraxis")
    assert found(store, "praxis") == [
        "Praxis Thun +41335550123",
        "Tierpraxis +41445550177",
        f"Eva Müller {BERN}",
        f"Eva Müller {ZURICH}",
    ]
    assert found(store, "555 01 77") == ["Tierpraxis +41445550177"]
    assert found(store, "315550 eva") == [f"Eva Müller {BERN}"]
    assert found(store, "praxis", 1) == ["Praxis Thun +41335550123"]


def test_numbers_that_had_faxes_are_looked_for_before_others(store: Store) -> None:
    for number in range(30):
        store.contacts.add(Contact(f"Doctor {number}", "Practice", (f"+4144555{number:04}",)))
    sent(store, "a", "+41445550025", State.DELIVERED)
    assert store.contacts.numbers_with("octo", 1) == ("+41445550025",)


def test_nothing_typed_suggests_what_was_used_last(store: Store, clock: TurnedClock) -> None:
    store.contacts.add(PRACTICE)
    sent(store, "a", GENEVA, State.DELIVERED)
    clock.turn(days=1)
    sent(store, "b", BERN, State.DELIVERED)
    clock.turn(days=1)
    sent(store, "c", GENEVA, State.FAILED, name="Example Ltd")
    assert found(store, "") == [f"Example Ltd {GENEVA}", f"Eva Müller {BERN}"]


def test_the_archive_of_the_service_counts_where_the_fax_is_none_of_ours(store: Store) -> None:
    store.service_mirror.keep_faxes(
        [
            Fax(id="1", status="success", to="41 44 555 01 77", sender="", submitted_at=START, started_at=START),
            Fax(id="2", status="failed_user_busy", to=GENEVA, sender="", submitted_at=START, started_at=START),
            Fax(id="3", status="in_progress", to=BERN, sender="", submitted_at=START, started_at=START),
        ]
    )
    assert {one.number for one in store.number_history.recent()} == {"+41445550177", GENEVA, BERN}
    (result,) = store.number_history.results(GENEVA, 5)
    assert (result.state, result.status, result.at) == (State.FAILED, "failed_user_busy", START)
    assert store.number_history.results(BERN, 5) == ()


def test_a_fax_of_ours_that_the_archive_has_too_counts_once(store: Store) -> None:
    sent(store, "a", GENEVA, State.FAILED)
    with store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET fax_id = '1'")
    store.service_mirror.keep_faxes(
        [Fax(id="1", status="failed", to=GENEVA, sender="", submitted_at=START, started_at=START)]
    )
    assert len(store.number_history.results(GENEVA, 5)) == 1


def test_a_number_without_its_plus_is_known_all_the_same(store: Store) -> None:
    store.service_mirror.keep_faxes(
        [Fax(id="1", status="success", to="41225550123", sender="", submitted_at=START, started_at=START)]
    )
    assert store.number_history.delivered([GENEVA, BERN]) == {GENEVA}


def test_what_one_connection_keeps_another_suggests(store: Store) -> None:
    from faxdesk.store.store import Store as Another

    assert found(store, "") == []
    other = Another(store.folder)
    other.submissions.add(submission("a", BERN, cover_page=CoverPage("Eva", "", "")))
    other.close()
    assert found(store, "eva") == [f"Eva {BERN}"]


def test_words_that_many_have_do_not_hide_the_one_that_few_have(store: Store) -> None:
    for number in range(30):
        store.contacts.add(Contact(f"Doctor {number}", "Practice", (f"+4144555{number:04}",)))
    wanted: list[Suggestion] = list(store.contact_suggestions.suggest("doctor practice 17", 5))
    assert [one.name for one in wanted] == ["Doctor 17"]
