"""The switches themselves: typed, documented, and kept."""

from __future__ import annotations

import typing
from dataclasses import fields
from typing import Any

import pytest

from faxdesk.practice import ContractSwitches, PracticeAccount
from faxdesk.practice.simulation.contract_switches import as_values, check, docs, offered


def test_each_has_a_default_that_it_offers_and_a_meaning() -> None:
    meanings = docs()
    assert meanings.keys() == as_values(ContractSwitches()).keys()
    for field in fields(ContractSwitches):
        check(field.name, field.default)
        assert meanings[field.name].strip().endswith(".")
        assert offered(field.name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("record_naming", "sender"),
        ("created_status", 202),
        ("created_status", True),
        ("ids_returned", 1),
        ("archive_gap", -1),
        ("archive_gap", "soon"),
        ("archive_gap", True),
        ("webhook_deliveries", 1.5),
        ("webhook_deliveries", None),
    ],
)
def test_no_other_value_is_taken(name: str, value: Any) -> None:
    switches = ContractSwitches()
    with pytest.raises(ValueError, match=f"{name} cannot be"):
        setattr(switches, name, value)
    with pytest.raises(ValueError, match=f"{name} cannot be"):
        ContractSwitches(**{name: value})


def test_no_other_name_is_taken(account: PracticeAccount) -> None:
    for switches in (ContractSwitches(), account.switches):
        with pytest.raises(AttributeError, match="no choice called 'speling'"):
            switches.speling = "x"


def test_values_are_offered_in_words() -> None:
    assert offered("record_naming") == "'from', 'from_number', 'both'"
    assert offered("ids_returned") == "True, False"
    assert offered("overlapping_pages") == "a whole number from 0"
    assert offered("archive_gap") == "a number of seconds from 0, or None"


def test_a_change_is_kept_at_once(account: PracticeAccount) -> None:
    account.switches.archive_gap = 2.5
    account.switches.created_status = 200
    assert account.switches.changed() == {"archive_gap": 2.5, "created_status": 200}
    assert account.settings.get("choices") == {"archive_gap": 2.5, "created_status": 200}
    account.switches.created_status = 201
    assert account.switches.changed() == {"archive_gap": 2.5}


def test_an_old_handle_does_not_undo_what_others_changed(account: PracticeAccount) -> None:
    old = account.switches
    account.switches.created_status = 200
    old.tags_shown = False
    assert account.switches.changed() == {"created_status": 200, "tags_shown": False}


def test_every_type_is_one_that_can_be_checked() -> None:
    for name, hint in typing.get_type_hints(ContractSwitches).items():
        plain = hint in {bool, int} or typing.get_origin(hint) is typing.Literal
        assert plain or hint == float | None, name
