"""What a watched folder costs in which 10,000 files lie that are nobody's business any more."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.bench.measure import Figure, Note, command, environment

pytestmark = pytest.mark.bench

FILES = 10_000
SECONDS = 120.0
MOST_PERCENT = 0.2
CASES = {
    "files that are not taken": ("", "letter {}.docx", ""),
    "files that were sent": ("sent", "letter {}.pdf", ""),
    "documents that wait for a sidecar": ("", "letter {}.pdf", 'sidecar = "required"'),
    "sidecars without a document": ("", "letter {}.json", ""),
}
"""Where the files are in the folder, how they are called, and the rule of the folder."""


def test_old_files_cost_next_to_nothing(tmp_path: Path, note: Note) -> None:
    programs = {}
    for number, (case, (place, name, rule)) in enumerate(CASES.items()):
        folder = tmp_path / str(number)
        (folder / place).mkdir(parents=True)
        for file in range(FILES):
            (folder / place / name.format(file)).write_bytes(b"x")
        (folder / "faxdesk.toml").write_text(rule)
        words = command("idle_folder.py", folder, SECONDS)
        programs[case] = subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, encoding="utf-8")
    for case, program in programs.items():
        out, _ = program.communicate(timeout=20 * SECONDS)
        begin, spent = out.split()
        assert begin == "begin"
        share = float(spent) / SECONDS * 100
        note(Figure(f"watched folder, 10,000 {case}", f"{share:.3f} %", "", share, MOST_PERCENT, unit="%"))
