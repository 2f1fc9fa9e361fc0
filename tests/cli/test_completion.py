"""What shells complete: asked of the shells themselves, with what `faxdesk completion` prints for them.

The scripts name all that there is to complete, so that no shell starts FaxDesk: there is none in these tests.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faxdesk import cli
from faxdesk.cli.arguments import parser
from faxdesk.cli.completion import SHELLS, script
from tests.cli.printed_json import all_commands
from tests.time_limits import PATIENCE

CASES = {
    "faxdesk s": {"send", "sent", "search", "sandbox", "schema"},
    "faxdesk --practice out": {"outbox"},
    "faxdesk send --ser": {"--service-retries"},
    "faxdesk send --wait let": {"letter.pdf"},
    "faxdesk document ID --format t": {"tiff"},
    "faxdesk document ID -o let": {"letter.pdf"},
    "faxdesk completion p": {"powershell"},
    "faxdesk batch p": {"pause"},
    "faxdesk batch start let": {"letter.pdf"},
    "faxdesk batch start --dry": {"--dry-run"},
    "faxdesk --data-dir fold": {"folder"},
    "faxdesk watch fold": {"folder"},
    "faxdesk drafts dis": {"discard"},
    "faxdesk cancel le": set(),
}
"""What stands before the cursor, and what it is completed to. An id is nothing that a shell knows."""


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None or sys.platform == "win32", reason=f"needs {shell}")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a document and a folder, and the script of each shell."""
    (tmp_path / "letter.pdf").touch()
    (tmp_path / "folder").mkdir()
    for shell in SHELLS:
        (tmp_path / f"for.{shell}").write_text(script(parser(), shell), encoding="utf-8", newline="\n")
    return tmp_path


_BASH = """
source for.bash
complete_line() {
    read -ra COMP_WORDS <<< "$1"; COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
    COMP_LINE=$1; COMP_POINT=${#1}; COMPREPLY=()
    _shtab_faxdesk faxdesk "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "${COMPREPLY[*]}"
}
complete -p faxdesk >&2
"""
"""What bash itself does at Tab: it fills these variables and calls the function that `complete` has named."""


def _run(command: list[str], place: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(place), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(
        command, cwd=place, env=environment, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=True
    )
    return done.stdout


def _words(lines: str) -> list[set[str]]:
    """Return the words of each line, without the mark of a folder."""
    return [{word.rstrip("/") for word in line.split()} for line in lines.splitlines()]


@needs("bash")
def test_bash_completes_commands_options_values_and_files(place: Path) -> None:
    asked = "".join(f"complete_line {json.dumps(line)}\n" for line in CASES)
    assert _words(_run(["bash", "--norc", "-c", _BASH + asked], place)) == list(CASES.values())


@needs("fish")
def test_fish_completes_commands_options_values_and_files(place: Path) -> None:
    asked = "".join(f"echo (complete -C {json.dumps(line)} | string replace -r '\\t.*' '')\n" for line in CASES)
    assert _words(_run(["fish", "-N", "-c", f"source for.fish\n{asked}"], place)) == list(CASES.values())


@needs("zsh")
def test_zsh_completes_commands_options_values_and_files(place: Path) -> None:
    """It completes in a terminal only: what is typed and one Tab become the whole word, where there is but one."""
    (place / "_faxdesk").write_bytes((place / "for.zsh").read_bytes())
    asked = {line: words for line, words in CASES.items() if len(words) == 1}
    with _zsh(place) as terminal:
        for line, (word,) in asked.items():
            os.write(terminal, f"{line}\t".encode())
            assert _shown(terminal, f"{line.rpartition(' ')[0]} {word}"), line
            os.write(terminal, _KILL_LINE)


_KILL_LINE = b"\x15"
"""Ctrl+U, which takes back what was typed."""


@contextmanager
def _zsh(place: Path) -> Iterator[int]:
    """Start a zsh in a terminal, and yield that once it takes what is typed."""
    import pty

    terminal, its_own = pty.openpty()
    variables = {"PATH": os.environ["PATH"], "HOME": str(place), "TERM": "dumb", "PS1": "> ", "LC_ALL": "C.UTF-8"}
    shell = subprocess.Popen(
        [shutil.which("zsh") or "zsh", "-f", "-i"],
        cwd=place,
        env=variables,
        stdin=its_own,
        stdout=its_own,
        stderr=its_own,
        start_new_session=True,
    )
    try:
        os.write(terminal, b"fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; echo REA''DY\r")
        assert _shown(terminal, "READY")
        yield terminal
    finally:
        shell.kill()
        shell.wait()
        os.close(its_own)
        os.close(terminal)


def _shown(terminal: int, expected: str) -> bool:
    out, end = "", time.monotonic() + PATIENCE
    while expected not in out and time.monotonic() < end:
        readable, _, _ = select.select([terminal], [], [], 1)
        if readable:
            out += os.read(terminal, 4096).decode("utf-8", "replace")
    return expected in out


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_has_every_command_and_every_option(shell: str) -> None:
    text = script(parser(), shell)
    for command in all_commands().values():
        assert all(word in text for word in command.name.split())
        for action in command.parser._actions:
            longest = max(action.option_strings, key=len, default="")
            # fish writes them without their dashes.
            assert action.help == "==SUPPRESS==" or longest.lstrip("-") in text


@pytest.mark.parametrize("frozen", [False, True])
def test_it_completes_the_program_by_its_own_name(frozen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages for Windows and macOS have a program of their own for terminals."""
    if frozen:
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setattr(sys, "executable", os.path.join("x", "faxdesk-cli"))  # noqa: PTH118  of this system
    name = "faxdesk-cli" if frozen else "faxdesk"
    assert script(parser(), "fish").count(f"complete -c {name} ") > len(all_commands())
    assert f"complete -o bashdefault -F _shtab_faxdesk {name}\n" in f"{script(parser(), 'bash')}\n"


def test_neither_completion_nor_schemas_open_the_data_folder_or_load_services(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    monkeypatch.setenv("FAXDESK_DATA_DIR", str(folder))
    for words in (["completion", "zsh"], ["schema"]):
        assert cli.main(words) == 0
        assert capsys.readouterr().out
    assert not folder.exists()
