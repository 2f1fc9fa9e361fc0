"""A check that fails says what, in a line and in the report; the others go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faxdesk.core import resources
from faxdesk.self_test import console, parts
from faxdesk.self_test.results import CheckFailed, Results


def test_a_failed_check_is_named_and_the_rest_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = Results()

    def broken() -> str:
        raise CheckFailed("the page is blank")

    def strange() -> str:
        raise KeyError("x")

    for name, check in (("page", broken), ("odd", strange), ("whole", lambda: "all there")):
        results.check(name, check)
    results.tell_end()
    assert capsys.readouterr().out.splitlines() == [
        "FAILED  page: the page is blank",
        "FAILED  odd: KeyError: 'x'",
        "ok      whole: all there",
        "1 of 3 checks passed: not page, odd.",
    ]
    assert results.write(tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert not report["passed"]
    assert [check["passed"] for check in report["checks"]] == [False, False, True]


def test_nothing_checked_is_not_passed() -> None:
    assert not Results().passed


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not Results().write(tmp_path / "nowhere" / "report.json")
    assert "cannot be written" in capsys.readouterr().out


def test_a_part_that_is_missing_or_cut_off_is_named(tmp_path: Path) -> None:
    (tmp_path / "whole").write_bytes(b"12345")
    (tmp_path / "signed").write_bytes(b"1234567")
    assert parts.compare("5 whole\n- signed\n", tmp_path) == "all 2 are there"
    with pytest.raises(CheckFailed, match="gone is missing, whole has 5 bytes and not 6"):
        parts.compare("- gone\n6 whole\n", tmp_path)
    with pytest.raises(CheckFailed, match="empty"):
        parts.compare("", tmp_path)


def test_samples_that_are_missing_fail_the_check_of_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "resource_path", lambda name: tmp_path / name)
    results = Results()
    assert not results.check("documents", parts.documents)


def test_a_computer_without_certificates_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Path(__file__).parents[1] / "api"
    assert one.is_dir()
    monkeypatch.setattr(parts, "_FEWEST_ROOTS", 1_000_000)
    with pytest.raises(CheckFailed, match="certificates"):
        parts.certificates()


def test_a_command_that_fails_is_told_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(CheckFailed, match="`faxdesk report` ended with"):
        console.run(tmp_path, "report", "nothing", "-o", str(tmp_path / "report.pdf"))


def test_the_command_line_sends_the_sample_and_fetches_its_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = Results()
    console.check_all(results, tmp_path / "data")
    assert results.passed, capsys.readouterr().out
    assert [result.name for result in results.all] == ["version", "scripts", "send", "report"]


def test_the_notice_lies_among_the_resources() -> None:
    assert resources.resource_path(resources.NOTICES).parent == resources.resource_path()
