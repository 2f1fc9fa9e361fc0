"""What a file becomes, from its name, its rule, its sidecar and its text: doubt is never sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from faxdesk.core.cover import CoverPage
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_decision import FileContext, FileDecision, decide
from faxdesk.core.sidecar import Sidecar
from faxdesk.core.watch_rules import RecipientSource, Rule, RuleCover, parse

GOOD, OTHER = "+41445550123", "+41225550123"
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
KNOWN = {"dental practice": (GOOD,), "twins": (GOOD, OTHER)}
CONTACTS = {"laboratory": (OTHER,), "clinic": (GOOD, OTHER)}
PAGE = CoverPage("", "Us", "Referral", (), "Please see")


def wish(
    name: str = "a.pdf",
    rule: Rule | None = None,
    sidecar: Sidecar | InputRefused | None = None,
    text: tuple[tuple[str, bool], ...] = (),
    **more: Any,
) -> FileDecision:
    around = FileContext(
        lambda person: CONTACTS.get(person.casefold(), ()),
        lambda person: KNOWN.get(person.casefold(), ()),
        NOW,
        UTC,
        "CH",
        covers={"Referral": PAGE},
        **more,
    )
    return decide(name, rule or Rule(), sidecar, lambda: text, around)


def test_the_name_says_whom_it_is_for() -> None:
    assert wish("+41445550123 Case 42.pdf") == FileDecision((GOOD,), comment="Case 42")


def test_a_contact_with_one_number_is_certain() -> None:
    assert wish("Laboratory - Case 42.pdf") == FileDecision((OTHER,), comment="Case 42")
    assert wish("a.pdf", sidecar=Sidecar(("Laboratory",))).doubts == ()


def test_the_sidecar_comes_before_the_name() -> None:
    said = wish("+41445550123 x.pdf", sidecar=Sidecar((OTHER,), "044 555 01 00", "Other"))
    assert said == FileDecision((OTHER,), "+41445550100", "Other")


def test_the_rule_is_for_what_says_nothing() -> None:
    assert wish(rule=parse(f'to = "{OTHER}"').usual).recipients == (OTHER,)
    assert not wish(rule=parse(f'to = "{OTHER}"').usual).doubts


def test_a_name_against_the_rule_is_a_doubt() -> None:
    said = wish("+41445550123 x.pdf", parse(f'to = "{OTHER}"').usual)
    assert "the rule of the folder sends to" in said.doubts[0]
    assert not wish("+41445550123 x.pdf", parse(f'to = "{GOOD}"').usual).doubts


def test_a_sidecar_may_overrule_the_folder() -> None:
    assert not wish(rule=parse(f'to = "{OTHER}"').usual, sidecar=Sidecar((GOOD,))).doubts


@pytest.mark.parametrize(
    ("name", "recipients", "said"),
    [
        ("Dental practice - x.pdf", (GOOD,), "Is it the same?"),
        ("Twins - x.pdf", (GOOD,), "Several fax numbers"),
        ("Clinic - x.pdf", (GOOD,), "Several fax numbers"),
        ("Nobody - x.pdf", (), "No fax number is known of “Nobody”"),
        ("a.pdf", (), "Nothing says whom it is for."),
        ("+49305550123 42.pdf", (), "not clear"),
    ],
)
def test_what_is_not_certain_is_asked(name: str, recipients: tuple[str, ...], said: str) -> None:
    found = wish(name)
    assert found.recipients == recipients
    assert said in " ".join(found.doubts)


def test_a_broken_sidecar_is_a_doubt_whatever_the_name_says() -> None:
    found = wish("+41445550123 x.pdf", sidecar=InputRefused("x.json", "It is no JSON."))
    assert "It is no JSON" in found.doubts[0]


def test_a_wrong_number_in_a_sidecar_is_a_doubt() -> None:
    assert wish(sidecar=Sidecar(("12",))).doubts
    assert wish(sidecar=Sidecar((GOOD,), sender="12")).doubts


def test_the_text_is_asked_only_where_a_rule_says_so() -> None:
    by_text = Rule(recipients=(RecipientSource.TEXT,))
    assert wish(text=((GOOD, True),)).recipients == ()
    assert wish(rule=by_text, text=((GOOD, True), (OTHER, False))) == FileDecision((GOOD,), comment="a")
    assert wish(rule=by_text, text=((GOOD, True), (OTHER, True))).doubts
    assert wish(rule=by_text, text=((GOOD, False),)).doubts


def test_the_comment_is_made_of_the_name() -> None:
    rule = parse('comment = "{comment} ({file})"').usual
    assert wish("+41445550123 Case.pdf", rule).comment == "Case (+41445550123 Case.pdf)"


def test_a_time_of_day_is_the_next_one() -> None:
    assert wish("+41445550123.pdf", parse('at = "18:30"').usual).send_at == datetime(2026, 11, 2, 18, 30, tzinfo=UTC)
    assert wish("+41445550123.pdf", parse('at = "09:00"').usual).send_at == datetime(2026, 11, 3, 9, tzinfo=UTC)
    assert wish("+41445550123.pdf", parse('at = "now"').usual).send_at is None


def test_a_time_that_has_passed_is_a_doubt() -> None:
    assert "is in the past" in wish("+41445550123.pdf", parse('at = "2026-01-01 09:00"').usual).doubts[0]


def test_a_cover_page_is_the_template_with_what_is_said_besides() -> None:
    rule = Rule(cover=RuleCover(template="referral", subject="Case"))
    found = wish("+41445550123.pdf", rule).cover
    assert found is not None
    assert found.page == CoverPage("", "Us", "Case", (), "Please see")
    assert "There is no cover page" in wish("+41445550123.pdf", Rule(cover=RuleCover(template="x"))).doubts[0]


def test_who_is_named_is_on_the_cover_page() -> None:
    found = wish("Dental practice - x.pdf", Rule(cover=RuleCover(subject="Case"))).cover
    assert found is not None
    assert found.page.name_to == "Dental practice"
