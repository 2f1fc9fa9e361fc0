"""`dev.py fresh`: what a newcomer meets on a bare system, and what counts as a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

import bare_system
from bare_system import Answer
from fresh import Trial

ASKS = Answer(1, "Some system packages are missing.\n  sudo apt-get update && sudo apt-get install -y xvfb\n")
ASKS_TWICE = Answer(1, ASKS.output * 2)
FINE = Answer(0, "")
WRONG = Answer(3, "")
RUN = "python3 build/dev.py run"
APT = "sudo apt-get update && sudo apt-get install -y xvfb"


class ScriptedSystem:
    """Gives prepared answers, after that of git, and notes who typed what."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = [FINE, *answers]
        self.typed: list[tuple[str, str]] = []

    def call(self, person: str, line: str) -> Answer:
        self.typed.append((person, line))
        return self._answers.pop(0)


def test_root_types_one_command() -> None:
    machine = ScriptedSystem(FINE)
    assert Trial("debian12", "root", "run", "").run(machine) == ""
    assert machine.typed == [("root", "git clone /srv/faxdesk.git faxdesk"), ("root", RUN)]


@pytest.mark.parametrize(("user", "helper"), [("sudo", "newcomer"), ("plain", "root")])
def test_what_is_asked_for_is_typed_by_who_may(user: str, helper: str) -> None:
    machine = ScriptedSystem(ASKS, FINE, FINE)
    assert Trial("debian12", user, "run", "").run(machine) == ""
    assert machine.typed[1:] == [("newcomer", RUN), (helper, APT), ("newcomer", RUN)]


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ([WRONG], "exit code 3"),
        ([ASKS_TWICE], "it asked for 2 commands, with exit code 1"),
        ([ASKS, WRONG], "the command that it asked for did not work"),
        ([ASKS, FINE, ASKS], "it asked for one more command"),
        ([ASKS, FINE, WRONG], "exit code 3"),
    ],
)
def test_everything_else_is_a_failure(answers: list[Answer], fault: str) -> None:
    assert Trial("debian12", "plain", "test", "").run(ScriptedSystem(*answers)) == fault


def test_a_selection_of_tests_is_for_the_tests_alone() -> None:
    assert Trial("debian12", "root", "test", "tests/core -x").line == "python3 build/dev.py test tests/core -x"
    assert Trial("debian12", "root", "run", "tests/core -x").line == RUN


def test_how_pip_reaches_its_index_goes_along_and_what_is_on_this_disk_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = (
        "global.index-url='https://index.example/simple'\n"
        "global.extra-index-url='file:///srv/simple https://more.example/simple'\n"
        "global.find-links='/srv/wheels'\n"
        "global.trusted-host='\\na.example\\nb.example'\n"
    )
    monkeypatch.setattr(bare_system, "_output", lambda *command: told)
    assert bare_system._pip_settings() == {
        "PIP_INDEX_URL": "https://index.example/simple",
        "PIP_EXTRA_INDEX_URL": "https://more.example/simple",
        "PIP_TRUSTED_HOST": "a.example b.example",
    }


def test_certificates_go_along_to_a_place_of_their_own(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "srv").mkdir(parents=True)
    certificates = tmp_path / "office.crt"
    certificates.write_text("certificate", encoding="utf-8")
    assert bare_system._brought_along(str(certificates), root) == "/srv/certificates/office.crt"
    assert (root / "srv" / "certificates" / "office.crt").read_text(encoding="utf-8") == "certificate"
    assert bare_system._brought_along("http://proxy.example:3128", root) == "http://proxy.example:3128"


def test_a_folder_with_a_mount_in_it_is_not_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = tmp_path / "system"
    (system / "proc").mkdir(parents=True)
    monkeypatch.setattr(bare_system, "_mounts", lambda: [tmp_path / "system" / "proc"])
    with pytest.raises(SystemExit):
        bare_system.delete(system)
    assert (system / "proc").is_dir()
    monkeypatch.setattr(bare_system, "_mounts", lambda: [tmp_path])
    bare_system.delete(system)
    assert not system.exists()
