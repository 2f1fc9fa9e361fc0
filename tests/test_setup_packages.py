"""Setting up: what a system lacks is asked for once, in one line that can be typed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys

import pytest

import system_packages


@pytest.fixture
def bare_debian(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A Debian with an ordinary user, without Python's venv and with one library under a newer name."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    listing = "installed libglib2.0-0t64 libglib2.0-0 (= 2.84), libgio-2.0-0\nconfig-files libegl1 \ninstalled xvfb \n"
    names = system_packages.names_in(listing)
    monkeypatch.setattr(system_packages, "_installed_packages", lambda query: names)
    return monkeypatch


def asked_for(capsys: pytest.CaptureFixture[str], packages: tuple[str, ...]) -> list[str]:
    with pytest.raises(SystemExit) as ended:
        system_packages.install_system_packages(packages)
    assert ended.value.code == 1
    return capsys.readouterr().err.splitlines()


def test_who_is_not_root_is_told_one_command_for_everything(
    bare_debian: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence, line = asked_for(capsys, ("libglib2.0-0", "libegl1", "xvfb"))
    assert "Install them with this command, then run the last one again" in sentence
    python = f"python3.{sys.version_info[1]}-venv"
    assert line == f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 {python}"


def test_where_there_is_no_sudo_the_command_is_for_root(
    bare_debian: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare_debian.setattr(shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    sentence, line = asked_for(capsys, ())
    assert "Install them as root with this command" in sentence
    assert line.startswith("  apt-get update && apt-get install -y ")


def test_nothing_is_asked_for_where_everything_is_there(bare_debian: pytest.MonkeyPatch) -> None:
    bare_debian.setattr(importlib.util, "find_spec", lambda name: object())
    system_packages.install_system_packages(("libglib2.0-0", "xvfb"))


def test_other_systems_are_left_alone(bare_debian: pytest.MonkeyPatch) -> None:
    bare_debian.setattr(sys, "platform", "darwin")
    system_packages.install_system_packages(("libegl1",))
