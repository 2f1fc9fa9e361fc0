"""What benches share: the table they fill, the service they talk to, and archives of 100,000 and 1,000,000 faxes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.bench.measure import Figure, Note, command, environment, outcome

FAXES = 100_000
MILLION = 1_000_000
DOCUMENTS = 20_000
"""Of the latest faxes, whose text is in the search index."""


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Iterator[Note]:
    """Put figures into the table. The test fails at its end where a goal was missed, after all was measured."""
    figures: list[Figure] = []
    reporter = request.config.pluginmanager.getplugin("terminalreporter")

    def keep(figure: Figure) -> None:
        figures.append(figure)
        reporter.ensure_newline()
        reporter.write_line(str(figure))

    yield keep
    target = os.environ.get("BENCH_TABLE")
    if target:
        with Path(target).open("a", encoding="utf-8") as table:
            table.writelines(json.dumps(asdict(figure)) + "\n" for figure in figures)
    missed = [f"{figure.what}: {figure.value:.2f}, goal {figure.goal}" for figure in figures if not figure.met]
    if missed:
        pytest.fail("; ".join(missed), pytrace=False)


@contextmanager
def _running(*words: str) -> Iterator[str]:
    """Run a server until it is no longer needed, and give the first line that it prints."""
    with subprocess.Popen(
        words, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


@pytest.fixture
def stub() -> Iterator[str]:
    """The address, with `/v3`, of a service in another process that answers as fast as it can."""
    with _running(*command("stub.py")) as address:
        yield address


@contextmanager
def running_sandbox(folder: Path) -> Iterator[tuple[str, str]]:
    """Run a practice service that keeps its data in a folder, and give its address and token."""
    with _running(sys.executable, "-m", "faxdesk", "--data-dir", str(folder), "sandbox") as line:
        address, token = line.split()
        yield address, token


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address and the token of a practice service in another process."""
    with running_sandbox(tmp_path / "service") as found:
        yield found


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose archive holds 100,000 faxes. Its window was last left at the tab "Sent"."""
    return _archive(tmp_path_factory, FAXES)


@pytest.fixture(scope="session")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with 1,000,000 faxes: 1 GB, most of it the search index, which takes some minutes."""
    return _archive(tmp_path_factory, MILLION)


def _archive(tmp_path_factory: pytest.TempPathFactory, count: int) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    assert outcome("fill.py", folder, count) == {"faxes": count}
    left = outcome("fill_index.py", folder, DOCUMENTS, seconds=1800)
    assert (left["faxes"], left["documents"]) == (0, 0)
    return folder
