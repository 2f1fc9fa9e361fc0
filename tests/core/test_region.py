"""The country of this computer, which decides the paper where the settings name none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from faxdesk.core import territory as module
from faxdesk.core.territory import of_environment, of_locale, territory


@pytest.mark.parametrize(
    ("name", "country"),
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
def test_the_country_is_in_the_name_of_a_locale(name: str, country: str) -> None:
    assert of_locale(name) == country


@pytest.mark.parametrize(
    ("environment", "country"),
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
def test_the_environment_says_it_as_posix_has_it(environment: dict[str, str], country: str) -> None:
    assert of_environment(environment) == country


@pytest.mark.skipif(sys.platform == "win32", reason="there, the system says it")
def test_the_country_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    assert territory() == "CA"


@pytest.mark.skipif(sys.platform == "win32", reason="a program that plays a Mac's is a shell script here")
@pytest.mark.parametrize(
    ("script", "country"), [("echo en_US", "US"), ("echo de; exit 1", "CH"), ("exec sleep 60", "CH")]
)
def test_a_mac_says_it_to_programs_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, country: str
) -> None:
    program = tmp_path / "defaults"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(module, "_DEFAULTS", str(program))
    if "sleep" in script:
        monkeypatch.setattr(module, "_SECONDS", 0.1)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("LC_ALL", "de_CH.UTF-8")
    assert territory() == country
    program.unlink()
    assert territory() == "CH"
