"""How soon the window is there, and how soon the command line answers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.bench.measure import Note, Pairs, environment, in_pairs, outcome, taken

pytestmark = pytest.mark.bench

ROUNDS = 15


def _start(program: str, *arguments: object) -> dict[str, Any]:
    return outcome(program, *arguments, BENCH_START=str(time.clock_gettime_ns(time.CLOCK_MONOTONIC)))


def test_the_window_with_a_large_archive_is_there_nearly_as_soon_as_an_empty_one(archive: Path, note: Note) -> None:
    ours: list[dict[str, Any]] = []
    floors: list[dict[str, Any]] = []

    def app() -> float:
        ours.append(_start("first_window.py", archive))
        return float(ours[-1]["ms"])

    def bare() -> float:
        floors.append(_start("bare_window.py"))
        return float(floors[-1]["ms"])

    pairs = in_pairs(ROUNDS, app, bare)
    peaks = Pairs(tuple(one["peak"] / 1024 for one in ours), tuple(one["peak"] / 1024 for one in floors))
    work = Pairs(tuple(one["cpu"] for one in ours), tuple(one["cpu"] for one in floors))

    note(pairs.figure("first painted window, 100,000 faxes, beside a bare QMainWindow", "ms", 1.30))
    note(work.figure("the processor's time for it, which others that work disturb less", "ms", 1.30))
    note(peaks.figure("its peak memory", "MB", 1.35))
    assert [one["heavy"] for one in ours] == [[]] * len(ours)
    assert all(one["rows"] for one in ours)


def test_the_window_with_a_million_faxes_is_there_as_soon_as_with_a_tenth(
    archive: Path, million: Path, note: Note
) -> None:
    peaks: dict[Path, list[float]] = {archive: [], million: []}

    def first_paint(folder: Path) -> float:
        told = _start("first_window.py", folder)
        peaks[folder].append(told["peak"] / 1024)
        assert told["rows"]
        return float(told["ms"])

    pairs = in_pairs(ROUNDS, partial(first_paint, million), partial(first_paint, archive))
    memory = Pairs(tuple(peaks[million]), tuple(peaks[archive]))

    note(pairs.figure("first painted window, 1,000,000 faxes, beside 100,000", "ms", 1.05))
    note(memory.figure("its peak memory", "MB", 1.05))


def _until_exit(*words: str) -> float:
    process = [sys.executable, *words]
    return taken(time.perf_counter, lambda: subprocess.run(process, check=True, capture_output=True, env=environment()))


def test_the_version_is_told_sooner_than_requests_is_loaded(note: Note) -> None:
    pairs = in_pairs(ROUNDS, lambda: _until_exit("-m", "faxdesk", "--version"), _import_requests)
    note(pairs.figure("faxdesk --version, beside `import requests`", "ms", 1.0))


def _import_requests() -> float:
    return _until_exit("-c", "import requests")


def test_send_says_that_the_fax_is_kept(sandbox: tuple[str, str], sample_pdf: Path, tmp_path: Path, note: Note) -> None:
    url, token = sandbox
    folder = str(tmp_path / "data")
    signed_in = environment(FAXDESK_API_URL=url, FAXDESK_TOKEN=token, FAXDESK_DATA_DIR=folder)

    def first_line() -> float:
        start = time.perf_counter()
        words = [sys.executable, "-m", "faxdesk", "send", str(sample_pdf), "--to", "+41445550123", "--json"]
        with subprocess.Popen(words, env=signed_in, stdout=subprocess.PIPE, encoding="utf-8") as process:
            assert process.stdout
            line = process.stdout.readline()
            spent = (time.perf_counter() - start) * 1000
            process.communicate()
        assert json.loads(line)["job"]
        return spent

    pairs = in_pairs(ROUNDS, first_line, _import_requests)
    note(pairs.figure("faxdesk send until the fax is kept, beside `import requests`", "ms", None))
