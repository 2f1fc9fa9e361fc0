"""The rule file of a watched folder: what it says is done, and what is wrong with it is said in words."""

from __future__ import annotations

from datetime import time

import pytest

from faxdesk.core.cover import CoverFlag
from faxdesk.core.errors import InputRefused
from faxdesk.core.watch_rules import Action, RecipientSource, RuleCover, Rules, parse

WHOLE = """
action = "send"
from = "044 555 01 00"
to = ["+41 44 555 01 23", "Dental practice"]
comment = "Scan {file}"
cover = { template = "Referral", subject = "Case", flags = ["urgent"] }
at = "18:30"
region = "CH"
files = ["*.pdf", "*.PNG"]
ignore = ["draft-*"]
name = "{to}_{comment}"
recipient = ["sidecar", "text"]
sidecar = "required"
repeat = "send"

[[rule]]
files = "urgent*"
at = "now"
cover = false
"""


def test_every_key_is_read() -> None:
    rule = parse(WHOLE).usual
    assert (rule.action, rule.sender, rule.region) == (Action.SEND, "+41445550100", "CH")
    assert rule.to == ("+41445550123", "Dental practice")
    assert rule.cover == RuleCover(template="Referral", subject="Case", flags=(CoverFlag.URGENT,))
    assert (rule.at, rule.comment, rule.name) == (time(18, 30), "Scan {file}", "{to}_{comment}")
    assert rule.recipients == (RecipientSource.SIDECAR, RecipientSource.TEXT)
    assert rule.sidecar_needed
    assert rule.repeats


def test_an_empty_file_sends_nothing_by_itself() -> None:
    assert parse("").usual.action is Action.DRAFT
    assert parse("") == Rules()


def test_the_first_rule_that_fits_a_name_counts_and_inherits_the_rest() -> None:
    rules = parse(WHOLE)
    special = rules.of("URGENT 1.pdf")
    assert special is not None
    assert (special.at, special.cover, special.sender) == (None, None, "+41445550100")
    usual = rules.of("letter.pdf")
    assert usual is not None
    assert usual.at == time(18, 30)
    picture = rules.of("a.png")
    assert picture is rules.usual


@pytest.mark.parametrize(
    "name",
    [
        "draft-1.pdf",
        "letter.docx",
        "~$letter.pdf",
        ".hidden.pdf",
        "letter.pdf.part",
        "letter.pdf.crdownload",
        "x.tmp",
        "letter.json",
        "letter.txt",
        "faxdesk.toml",
        "FaxDesk.TOML",
        "Thumbs.db",
        ".~lock.letter.pdf#",
    ],
)
def test_what_nobody_means_to_send_is_left_alone(name: str) -> None:
    assert parse(WHOLE).of(name) is None


def test_a_text_is_a_document_only_where_a_rule_names_texts() -> None:
    assert Rules().of("letter.txt") is None
    assert parse('files = ["*.txt"]').of("letter.txt") is not None
    assert parse('files = ["*"]').of("letter.json") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("action = send", "line 1"),
        ('action = "sent"', '"send" or "draft"'),
        ('acton = "send"', "Did you mean “action”"),
        ("to = 41445550123", "“to” is not a text"),
        ('to = "044 555 01 23"', "has no country code"),
        ('from = "12"', "“from” cannot be used"),
        ('region = "Schweiz"', "“region” cannot be “SCHWEIZ”"),
        ('at = "25:00"', "“at” cannot be “25:00”"),
        ('at = "soon"', "“at” cannot be “soon”"),
        ('comment = "{numer}"', "{numer}"),
        ('name = "{comment}"', "where the recipient stands"),
        ('name = "{to}{comment}"', "nothing between them"),
        ("cover = 7", "“cover” is no cover page"),
        ('cover = { titel = "x" }', "“titel”"),
        ('cover = { flags = ["later"] }', "flags of the cover page"),
        ('recipient = ["fortune"]', "“recipient” cannot be"),
        ("files = []", "“files” is not a text"),
        ("[rule]\nfiles = '*'", "[[rule]]"),
        ("[[rule]]\naction = 'send'", "Rule 1 does not say which files"),
        ("[[rule]]\nfiles = '*'\nat = 'soon'", "Rule 1, “at”"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputRefused) as caught:
        parse(text)
    assert said in str(caught.value)
    assert caught.value.field == "faxdesk.toml"
    assert "Nothing is taken until it is mended." in caught.value.advice


def test_a_time_of_toml_is_a_time_too() -> None:
    assert parse("at = 18:30:00").usual.at == time(18, 30)
    assert parse("at = 2026-12-01 09:30:00").usual.at == "2026-12-01 09:30:00"
