"""Pauses, settings, times and the documents of a type: small rules that others lean on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core import backoff
from faxdesk.core.cancel_token import NeverCancelled, check
from faxdesk.core.errors import FaxDeskError, InputRefused, Stopped
from faxdesk.core.model import Account, DocumentType, Number
from faxdesk.core.settings import Settings, readable
from faxdesk.core.times import from_ms, to_ms, utc_now


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_pauses_grow_to_a_bound(failures: int, jitter: float) -> None:
    pause = backoff.delay(failures, None, lambda: jitter)
    assert backoff.FIRST <= pause <= backoff.MOST * 1.25


def test_the_service_may_ask_for_a_longer_pause_but_not_for_silence() -> None:
    assert backoff.delay(1, 90, lambda: 0) == 90
    assert backoff.delay(1, 1e9, lambda: 0) == backoff.LONGEST_ASKED
    assert backoff.delay(3, -5, lambda: 0) == 8


def test_settings_survive_strange_values_and_newer_versions() -> None:
    chosen, rest = readable({"sender": "+41445550100", "enhancement": "yes", "notify": 1, "from_the_future": {"a": 1}})
    assert chosen == {"sender": "+41445550100"}
    # They may be right for another version, and are written back until chosen anew.
    assert rest == {"enhancement": "yes", "notify": 1, "from_the_future": {"a": 1}}


@pytest.mark.parametrize(("said", "meant"), [(-5, 0), (0, 0), (10, 10), (60, 60), (3600, 60)])
def test_a_fax_is_held_no_longer_than_a_minute_whatever_the_file_says(said: int, meant: int) -> None:
    assert Settings(undo_seconds=said).grace == timedelta(seconds=meant)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001  given naive
def test_times_keep_their_milliseconds(naive: datetime) -> None:
    when = naive.replace(microsecond=naive.microsecond // 1000 * 1000, tzinfo=UTC)
    assert from_ms(to_ms(when)) == when


def test_the_present_is_what_the_database_keeps() -> None:
    now = utc_now()
    assert from_ms(to_ms(now)) == now


def test_errors_speak_in_sentences() -> None:
    assert str(FaxDeskError("It broke.", "Mend it.")) == "It broke. Mend it."
    assert str(InputRefused("a.pdf", "It is empty.", "Choose another.")) == "a.pdf: It is empty. Choose another."


def test_stopping() -> None:
    class Asked:
        def is_set(self) -> bool:
            return True

    check(NeverCancelled())
    with pytest.raises(Stopped):
        check(Asked())


def test_types_know_their_names() -> None:
    assert (DocumentType.PDF.media_type, DocumentType.PDF.suffix) == ("application/pdf", ".pdf")
    assert (DocumentType.TIFF.media_type, DocumentType.TIFF.suffix) == ("image/tiff", ".tiff")


def test_what_an_account_is_called() -> None:
    assert Account("7", "a@example.com", "Office", "Example Office").title == "Example Office"
    assert Account("7").title == "7"


def test_a_number_must_be_active_to_send() -> None:
    assert Number("+41445550100").usable
    assert not Number("+41445550100", "waiting_verification").usable
    assert not Number("+41445550100", cancelled=True).usable
