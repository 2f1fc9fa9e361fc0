"""Checking: the number of skipped tests is a known one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import skipped_tests

REPORT = """<testsuites><testsuite skipped="1" tests="2">
<testcase classname="tests.store.test_files" name="test_rights"><skipped message="no rights here">x</skipped></testcase>
<testcase classname="tests.store.test_files" name="test_names" />
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "tests.xml"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "numbers.toml"
    monkeypatch.setattr(skipped_tests, "NUMBERS", path)
    return path


def test_each_skipped_test_is_printed_with_its_reason(
    report: Path, numbers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers.write_text(f"{sys.platform} = 1\n", encoding="utf-8")
    assert skipped_tests.main(report) == 0
    assert capsys.readouterr().out.splitlines() == [
        "skipped: tests.store.test_files.test_rights: no rights here",
        f"1 tests were skipped; numbers.toml knows of 1 on {sys.platform}.",
    ]


def test_more_than_are_known_fail(report: Path, numbers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers.write_text(f"{sys.platform} = 0\n", encoding="utf-8")
    assert skipped_tests.main(report) == 1
    assert "1 tests were skipped, and no more than 0 should be" in capsys.readouterr().out


def test_a_computer_that_has_more_than_is_required_passes(report: Path, numbers: Path) -> None:
    numbers.write_text(f"{sys.platform} = 2\n", encoding="utf-8")
    assert skipped_tests.main(report) == 0


def test_a_platform_without_a_number_fails_and_says_what_to_add(
    report: Path, numbers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers.write_text("plan9 = 1\n", encoding="utf-8")
    assert skipped_tests.main(report) == 1
    assert f"add `{sys.platform} = 1`" in capsys.readouterr().out


def test_a_run_that_did_not_end_fails(tmp_path: Path) -> None:
    assert skipped_tests.main(tmp_path / "missing.xml") == 1
