"""The settings of an administrator: each mistake costs a sentence that says what to do, and the rest holds."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.managed_settings import parse
from faxdesk.core.setting_rules import RULES, checked, schema
from faxdesk.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def said(values: object) -> list[str]:
    return [str(problem) for problem in parse(json.dumps(values).encode()).problems]


def test_a_default_and_a_lock_are_told_apart() -> None:
    managed = parse(
        b'{"$schema": "x.json", "undo_seconds": {"default": 30}, "proxy": {"lock": " http://proxy.example.com:8080/ "}}'
    )
    assert managed.defaults == {"undo_seconds": 30}
    assert managed.locked == {"proxy": "http://proxy.example.com:8080"}
    assert managed.problems == ()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("undo_secs", 30, "undo_secs: There is no such setting. Did you mean “undo_seconds”?"),
        ("colour of the sky", 1, "There is no such setting. Leave it out."),
        ("account", "token", "There is no such setting."),
        ("undo_seconds", 61, "It must be from 0 to 60, and is 61."),
        ("undo_seconds", -1, "It must be from 0 to 60, and is -1."),
        ("undo_seconds", 10**30, "and is a very large number"),
        ("undo_seconds", 1.5, "It must be a whole number, and is 1.5."),
        ("undo_seconds", True, "It must be a whole number, and is true."),
        ("undo_seconds", None, "It must be a whole number, and is null."),
        ("enhancement", 1, "It must be true or false, and is 1."),
        ("enhancement", "yes", "It must be true or false, and is a text."),
        ("enhancement", [], "and is a list"),
        ("appearance", {}, "It must be a text, and is an object."),
        ("appearance", "purple", "It must be “system”, “light” or “dark”, and is “purple”."),
        ("region", "Switzerland", "“Switzerland” is no country. Write it with two capitals"),
        ("default_sender", "044 555 01 00", "is no fax number. Write it like +41445550100."),
        ("default_cover", "letter", "“letter” is no cover page. Write last, template:NAME, or nothing."),
        ("proxy", "proxy.example.com", "proxy: “proxy.example.com” is not the address of a proxy."),
        ("api_url", "http://restapi.fax.plus/v3", "is not encrypted"),
        ("release_feed", "nonsense", "is not the address of a release feed"),
        ("webhook_url", "nonsense", "is not a web address"),
        ("client_id", "a\nb", "characters in it that cannot be printed"),
        ("client_id", "\ud800", "characters in it that cannot be printed"),
        ("client_id", "x" * 2001, "longer than 2000 characters"),
    ],
)
def test_a_value_that_cannot_be_is_said_and_the_others_hold(name: str, value: object, words: str) -> None:
    managed = parse(json.dumps({name: {"lock": value}, "notify": {"lock": False}}).encode())
    (problem,) = managed.problems
    assert words in str(problem)
    assert problem.field == name
    assert (managed.locked, managed.defaults) == ({"notify": False}, {})


@pytest.mark.parametrize("entry", [5, "dark", [], {}, {"default": 1, "lock": 1}, {"locked": 1}, None])
def test_what_is_neither_a_default_nor_a_lock_is_said(entry: object) -> None:
    assert said({"undo_seconds": entry}) == [
        "undo_seconds: It must be an object with either “default” or “lock”."
        ' Write it like "undo_seconds": {"default": …}.'
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{\n  "notify": {"lock": true},\n}', "It is not JSON: there is a mistake in line"),
        (b"", "It is not JSON: there is a mistake in line 1, column 1."),
        (b"\xff\xfe{\x00}\x00", "It is not in UTF-8. Save it anew with that encoding."),
        (b"[" * 100_000, "too large"),
        (b"9" * 5000, "too large"),
        (b"[]", "It has no settings in it."),
        (b'"dark"', "It has no settings in it."),
        (b'{"notify": {"lock": true}, "notify": {"lock": false}}', "notify: It stands in the file twice."),
    ],
)
def test_a_file_that_is_none_costs_a_sentence(content: bytes, words: str) -> None:
    managed = parse(content)
    (problem,) = managed.problems
    assert words in str(problem)
    assert (managed.defaults, managed.locked) == ({}, {})


def test_a_file_that_was_saved_on_windows_is_read() -> None:
    assert parse('\ufeff{\r\n"notify": {"lock": false}}'.encode()).locked == {"notify": False}


def test_there_is_a_rule_for_each_setting_and_its_own_default_keeps_it() -> None:
    standard = Settings()._asdict()
    assert standard.keys() - RULES.keys() == {"account", "sender"}
    for name in RULES:
        assert checked(name, standard[name]) == standard[name]


def test_the_schema_says_what_the_program_takes() -> None:
    described = schema()
    validator = jsonschema.Draft202012Validator(described)
    validator.check_schema(described)
    assert described["properties"].keys() == {*RULES, "$schema"}
    for name in RULES:
        standard = getattr(Settings(), name)
        assert validator.is_valid({name: {"lock": standard}}), name
        wrong: dict[str, Any]
        for wrong in ({name: {"lock": standard, "default": standard}}, {name: {}}, {name: standard}, {f"{name}s": {}}):
            assert not validator.is_valid(wrong)
            assert said(wrong)


def test_the_document_has_each_setting() -> None:
    spec = importlib.util.spec_from_file_location("document_settings", ROOT / "build" / "document_settings.py")
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    page = generator.PAGE.read_text("utf-8")
    assert generator.redrawn(page) == page, "run .venv/bin/python build/document_settings.py"
    assert all(f"| `{name}` |" in page for name in RULES)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*RULES, "x"]), st.dictionaries(st.sampled_from(["default", "lock"]), JSON)))
def test_whatever_is_in_it_is_used_or_said(values: dict[str, dict[str, Any]]) -> None:
    managed = parse(json.dumps(values).encode())
    used = {*managed.defaults, *managed.locked}
    assert used | {problem.field for problem in managed.problems} == values.keys()
    assert not used & {problem.field for problem in managed.problems}
    Settings(**{**managed.defaults, **managed.locked})
    validator = jsonschema.Draft202012Validator(schema())
    # The schema says less of addresses and numbers than the program.
    assert validator.is_valid({name: values[name] for name in used})


@given(st.binary(max_size=200))
def test_any_bytes_cost_at_most_a_sentence(content: bytes) -> None:
    parse(content)
