"""The region of this computer, which decides the paper where the settings name none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from faxdesk.core import region as module
from faxdesk.core.region import of_environment, of_locale, region_of_computer


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("de_CH.UTF-8", "CH"),
        ("en_US", "US"),
        ("en-US", "US"),
        ("sr_RS@latin", "RS"),
        ("sr_Latn_RS", "RS"),
        ("zh-Hans_CN", "CN"),
        ("C.UTF-8", ""),
        ("POSIX", ""),
        ("de", ""),
        ("", ""),
        ("English_United States.1252", ""),
    ],
)
def test_the_country_is_in_the_name_of_a_locale(name: str, region: str) -> None:
    assert of_locale(name) == region


@pytest.mark.parametrize(
    ("environment", "region"),
    [
        ({"LANG": "en_US.UTF-8"}, "US"),
        ({"LANG": "en_US.UTF-8", "LC_PAPER": "de_CH.UTF-8"}, "CH"),
        ({"LANG": "en_US.UTF-8", "LC_PAPER": "de_CH.UTF-8", "LC_ALL": "fr_CA.UTF-8"}, "CA"),
        ({"LANG": "en_US.UTF-8", "LC_PAPER": "", "LC_ALL": ""}, "US"),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, ""),
        ({"LC_CTYPE": "en_US.UTF-8"}, ""),
        ({}, ""),
    ],
)
def test_the_environment_says_it_as_posix_has_it(environment: dict[str, str], region: str) -> None:
    assert of_environment(environment) == region


@pytest.mark.skipif(sys.platform == "win32", reason="there, the system says it")
def test_the_country_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    assert region_of_computer() == "CA"


@pytest.mark.skipif(sys.platform == "win32", reason="a program that plays a Mac's is a shell script here")
@pytest.mark.parametrize(
    ("script", "region"), [("echo en_US", "US"), ("echo de; exit 1", "CH"), ("exec sleep 60", "CH")]
)
def test_a_mac_says_it_to_programs_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, region: str
) -> None:
    program = tmp_path / "defaults"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(module, "_DEFAULTS", str(program))
    if "sleep" in script:
        monkeypatch.setattr(module, "_SECONDS", 0.1)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("LC_ALL", "de_CH.UTF-8")
    assert region_of_computer() == region
    program.unlink()
    assert region_of_computer() == "CH"
