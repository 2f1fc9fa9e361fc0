"""The rules of batches: what a row asks for, when a batch stops itself, and what a list started again sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxdesk.core.batch import (
    BatchRequest,
    BatchRow,
    Counts,
    PlannedRow,
    RowState,
    StoredRow,
    comment_of,
    cover_of,
    draft_of,
    read_rows,
    reconcile,
    row_keys,
    time_left,
    without_repeats,
)
from faxdesk.core.errors import InputRefused
from faxdesk.core.list_columns import ListField, find_columns
from faxdesk.core.list_time import TimeReading
from faxdesk.core.table import Table, TableRow

NOW = datetime(2026, 11, 1, tzinfo=UTC)
READING = TimeReading(NOW, ZoneInfo("Europe/Zurich"))
TITLES = ("Fax", "Name", "Firma", "Bemerkung", "Senden am", "Datei", "Betreff", "Kunde")


def rows(*given: tuple[object, ...]) -> tuple[BatchRow, ...]:
    listed = (TITLES, *given)
    table = Table(tuple(TableRow(line, cells) for line, cells in enumerate(listed, 1)))  # type: ignore[arg-type]
    return read_rows(table.rows, find_columns(table), "CH", READING)


def only(*cells: object) -> BatchRow:
    (row,) = rows(cells)
    return row


def test_a_row_is_read_whole() -> None:
    row = only("044 555 01 23", "Eva", "Praxis", "Fall 1", "1.12.2026 09:30", "a.pdf; b.tif", "Termin", "K-7")
    assert (row.line, row.number, row.files) == (2, "+41445550123", ("a.pdf", "b.tif"))
    assert row.send_at == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
    assert not row.errors
    assert row.values["kunde"] == "K-7"


def test_what_is_wrong_with_a_row_stands_at_its_fields() -> None:
    row = only("4.14E+10", "Eva", "", "", "morgen")
    assert set(row.errors) == {ListField.TO, ListField.AT}
    assert "first digits" in row.error
    assert "“morgen” is not a time" in row.error
    mended = row.mended(ListField.TO, "+41445550123", "CH", READING)
    assert (mended.number, set(mended.errors)) == ("+41445550123", {ListField.AT})
    assert not mended.mended(ListField.AT, "", "CH", READING).errors
    assert mended.mended(ListField.TO, "nein", "CH", READING).number == ""


def test_texts_are_filled_from_the_columns_of_the_row() -> None:
    row = only("+41445550123", "Eva", "Praxis", "", "", "", "", "K-7")
    request = BatchRequest(comment="Kunde {Kunde} von {Firma}", subject="Für {name}", message="{{x}}")
    assert comment_of(row, request) == "Kunde K-7 von Praxis"
    cover = cover_of(row, request)
    assert cover is not None
    assert (cover.page.name_to, cover.page.subject, cover.page.message) == ("Eva, Praxis", "Für Eva", "{x}")
    own = only("+41445550123", "", "", "Fall {Kunde}", "", "", "Termin {Kunde}", "K-7")
    assert comment_of(own, request) == "Fall K-7"
    assert (found := cover_of(own, BatchRequest())) is not None
    assert found.page.subject == "Termin K-7"
    assert cover_of(row, BatchRequest()) is None


def test_a_text_that_asks_for_no_column_is_refused_whole() -> None:
    BatchRequest(comment="{Firma} {name}").check((*TITLES, *ListField))
    for request in (BatchRequest(message="{Firmaa}"), BatchRequest(pace=-1), BatchRequest(stop_at=0)):
        with pytest.raises(InputRefused):
            request.check(TITLES)


def test_a_time_that_has_passed_while_the_row_waited_means_now() -> None:
    row = only("+41445550123", "", "", "", "1.12.2026 09:30")
    assert row.send_at is not None
    assert draft_of(row, BatchRequest(), (), NOW).send_at == row.send_at
    assert draft_of(row, BatchRequest(), (), row.send_at).send_at is None


# --------------------------------------------------------------------------------------------------- same faxes


def planned(line: int, to: str = "+41445550123", comment: str = "", content: str = "doc", **more: object) -> PlannedRow:
    row = BatchRow(line, {"to": to, "comment": comment}, number=to, **more)  # type: ignore[arg-type]
    key, place = row_keys(row, BatchRequest(), content)
    return PlannedRow(row, key, place)


def stored(one: PlannedRow, position: int, state: RowState = RowState.WAITING) -> StoredRow:
    return StoredRow(position, one.row, state, one.key, one.place, 100 + position if state is RowState.SUBMITTED else 0)


def test_rows_ask_for_the_same_fax_where_all_that_is_sent_is_the_same() -> None:
    first, same, other = planned(2), planned(3), planned(4, comment="x")
    kept, repeated = without_repeats([first, same, other, planned(5, content="else"), planned(6, "+41225550123")])
    assert [one.row.line for one in kept] == [2, 4, 5, 6]
    assert repeated == {3: 2}


def test_rows_that_cannot_be_read_are_not_the_same() -> None:
    bad = [replace(planned(line), row=BatchRow(line, {"to": "?"}, errors={ListField.TO: "no"})) for line in (2, 3)]
    keys = [row_keys(one.row, BatchRequest(), "doc")[0] for one in bad]
    assert keys[0] != keys[1]


def test_a_list_started_again_sends_nothing_again() -> None:
    one, two = planned(2), planned(3, "+41225550123")
    before = [stored(one, 1, RowState.SUBMITTED), stored(two, 2)]
    again = reconcile(before, [one, two])
    assert (again.submitted, again.added, again.gone, set(again.replaced)) == (1, (), (), {2})


def test_what_is_new_in_a_list_is_added_wherever_it_stands() -> None:
    one = planned(2)
    again = reconcile(
        [stored(one, 1, RowState.SUBMITTED)], [planned(2, "+41225550123"), replace(one, row=replace(one.row, line=3))]
    )
    assert (again.submitted, [new.row.line for new in again.added]) == (1, [2])


def test_a_row_that_was_sent_is_not_sent_again_for_another_comment() -> None:
    again = reconcile([stored(planned(2), 1, RowState.SUBMITTED)], [planned(2, comment="later")])
    assert (again.submitted, again.added) == (1, ())
    elsewhere = reconcile([stored(planned(2), 1, RowState.SUBMITTED)], [planned(2, "+41225550123")])
    assert len(elsewhere.added) == 1


def test_a_row_that_was_left_out_for_one_that_was_sent_stays_out() -> None:
    one = planned(2)
    repeat = replace(stored(planned(3), 2, RowState.LEFT_OUT), key=one.key)
    again = reconcile([stored(one, 1, RowState.SUBMITTED), repeat], [one])
    assert (again.submitted, dict(again.replaced), again.added, again.gone) == (1, {}, (), ())


def test_a_row_that_waits_and_is_no_longer_in_the_list_is_left_out() -> None:
    gone, sent = planned(2), planned(3, "+41225550123")
    assert reconcile([stored(gone, 1), stored(sent, 2, RowState.SUBMITTED)], []).gone == (1,)


def test_a_row_that_was_mended_here_is_not_spoilt_by_its_list() -> None:
    bad = planned(2, "", errors={ListField.TO: "no"})
    for state in (RowState.WAITING, RowState.SUBMITTED):
        again = reconcile([stored(planned(2), 1, state)], [bad])
        assert (dict(again.replaced), again.added, again.gone) == ({}, (), ())
    mended_there = reconcile([stored(bad, 1, RowState.REFUSED)], [planned(2)])
    assert set(mended_there.replaced) == {1}


_FAXES = st.lists(
    st.tuples(st.integers(2, 9), st.sampled_from(["+41445550123", "+41225550123"]), st.sampled_from(["", "x"])),
    max_size=8,
    unique_by=lambda one: one[0],
)


@settings(max_examples=200)
@given(_FAXES, _FAXES, st.sets(st.integers(1, 8)))
def test_no_order_of_lists_asks_for_one_fax_twice(
    first: list[tuple[int, str, str]], second: list[tuple[int, str, str]], sent: set[int]
) -> None:
    before, _ = without_repeats([planned(*one) for one in first])
    kept = [
        stored(one, position, RowState.SUBMITTED if position in sent else RowState.WAITING)
        for position, one in enumerate(before, 1)
    ]
    after, _ = without_repeats([planned(*one) for one in second])
    again = reconcile(kept, after)
    keys = [one.key for one in kept if one.position not in {*again.replaced, *again.gone}]
    keys += [one.key for one in (*again.added, *again.replaced.values())]
    assert len(keys) == len(set(keys))
    assert all(not one.recipient for one in kept if one.position in {*again.replaced, *again.gone})
    wanted = {one.key for one in after}
    known = {one.place for one in kept if one.recipient}
    missing = wanted - set(keys)
    assert all(one.place in known for one in after if one.key in missing)


# ------------------------------------------------------------------------------------------------------ progress


def test_failures_are_weighed_when_enough_has_ended() -> None:
    assert not Counts(ended=19, failed=19).too_many_failed(20)
    assert not Counts(ended=20, failed=4).too_many_failed(20)
    assert Counts(ended=20, failed=5).too_many_failed(20)
    assert not Counts(ended=20, failed=20).too_many_failed(100)
    # What failed before it was resumed is known and was accepted.
    assert not Counts(ended=30, failed=30, recently_failed=2).too_many_failed(20)


def test_only_a_trial_goes_out_before_the_first_results() -> None:
    assert Counts(in_the_air=10).room(20) == 30
    assert Counts(in_the_air=60).room(20) == 0
    assert Counts(in_the_air=60, ended=20).room(20) is None
    assert Counts(in_the_air=60).room(100) is None


def test_the_time_left_is_what_the_rest_will_take() -> None:
    begun = NOW - timedelta(minutes=10)
    assert time_left(Counts(waiting=10, ended=20), 0, begun, NOW) == timedelta(minutes=5)
    assert time_left(Counts(waiting=60, ended=20), 2, begun, NOW) == timedelta(minutes=30)
    assert time_left(Counts(waiting=60), 2, begun, NOW) == timedelta(minutes=30)
    assert time_left(Counts(waiting=60), 0, begun, NOW) is None
    assert time_left(Counts(ended=60), 0, begun, NOW) == timedelta()
