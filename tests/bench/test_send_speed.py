"""How much later `faxdesk send` tells that a fax is safely kept because it looks into the documents first."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

from tests.bench.measure import ROOT, Figure, Note, command, environment, in_pairs

pytestmark = pytest.mark.bench

ROUNDS = 11
GOAL = 60.0
"""Milliseconds that looking into the documents may add, with the start of the process that does."""


@pytest.mark.parametrize("name", ["sample.pdf", "sample.tiff"])
def test_documents_hardly_delay_a_fax(sandbox: tuple[str, str], tmp_path: Path, note: Note, name: str) -> None:
    address, token = sandbox
    known = environment(FAXDESK_DATA_DIR=str(tmp_path / "data"), FAXDESK_API_URL=address, FAXDESK_TOKEN=token)

    def first_line(*words: str) -> float:
        begin = time.perf_counter()
        with subprocess.Popen(words, env=known, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            assert program.stdout.readline().strip()
            taken = (time.perf_counter() - begin) * 1000
            program.stdout.read()
        return taken

    request = ("send", str(ROOT / "resources" / name), "--to", "+41445550123", "--json")
    pairs = in_pairs(
        ROUNDS,
        lambda: first_line(sys.executable, "-m", "faxdesk", *request),
        lambda: first_line(*command("send_blind.py", *request)),
    )
    added = median(mine - floor for mine, floor in zip(pairs.ours, pairs.floors, strict=True))
    what = f"first word of `send {name}` later than without a look into it"
    note(Figure(what, f"{added:.0f} ms", "", added, GOAL, f"{median(pairs.ours):.0f} ms in all"))
