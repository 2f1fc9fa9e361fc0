"""Setting up: what the lock files list is installed, whatever else an index offers."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import environments
import locks
from tests.links import make_link

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).resolve().parent.parent


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class Index:
    """A package index on loopback: what pip is told to install from, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hashes: dict[tuple[str, str], str] = {}

    def add(self, name: str, version: str, *metadata: str) -> None:
        """Put a release of a package on the index."""
        info = f"{name}-{version}.dist-info"
        files = {
            f"{name}.py": f"VERSION = {version!r}\n",
            f"{info}/METADATA": "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata]),
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in (*files, f"{info}/RECORD"))
        project = self._folder / "simple" / name
        project.mkdir(parents=True, exist_ok=True)
        wheel = project / f"{name}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for file, text in files.items():
                archive.writestr(file, text)
        self._hashes[name, version] = hashlib.sha256(wheel.read_bytes()).hexdigest()

    def lock(self, path: Path, *releases: tuple[str, str]) -> Path:
        """Write a lock file that lists these releases."""
        lines = [f"{name}=={version} --hash=sha256:{self._hashes[name, version]}\n" for name, version in releases]
        path.write_text("".join(lines), encoding="utf-8")
        return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    served = tmp_path / "index"
    (served / "simple").mkdir(parents=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=os.fspath(served)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    try:
        yield Index(served)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def installed(python: Path) -> set[str]:
    """Return what is installed, without what venv itself brings."""
    command = [str(python), "-m", "pip", "list", "--format=freeze", "--exclude", "pip", "--exclude", "setuptools"]
    return set(subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.split())


with_venv = pytest.mark.skipif(
    importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None,
    reason="this Python cannot make environments, as the embeddable one of Windows",
)


@with_venv
def test_a_newer_release_of_what_is_asked_for_with_an_extra_changes_nothing(index: Index, tmp_path: Path) -> None:
    index.add("measure", "1.0", "Provides-Extra: toml", 'Requires-Dist: reader; extra == "toml"')
    index.add("plugin", "1.0", "Requires-Dist: measure[toml]>=1.0")
    index.add("reader", "1.0")
    index.add("measure", "2.0", "Provides-Extra: toml", 'Requires-Dist: reader>=2; extra == "toml"')
    index.add("plugin", "1.1", "Requires-Dist: measure[toml]>=2.0")
    index.add("reader", "2.0")
    lock = index.lock(tmp_path / "lock.txt", ("measure", "1.0"), ("plugin", "1.0"), ("reader", "1.0"))
    python = environments.Environment(tmp_path / "venv", (lock,)).ensure()
    assert installed(python) == {"measure==1.0", "plugin==1.0", "reader==1.0"}


@with_venv
def test_a_lock_that_is_not_whole_is_reported(index: Index, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    index.add("plugin", "1.0", "Requires-Dist: reader>=1.0")
    index.add("reader", "1.0")
    lock = index.lock(tmp_path / "lock.txt", ("plugin", "1.0"))
    environment = environments.Environment(tmp_path / "venv", (lock,))
    with pytest.raises(SystemExit) as ended:
        environment.ensure()
    told = capfd.readouterr()
    assert ended.value.code == 1
    assert "plugin 1.0 requires reader, which is not installed" in told.out
    assert "lock.txt did not bring all that belongs together" in told.err
    assert "python3 build/dev.py lock" in told.err
    assert not (tmp_path / "venv" / ".stamp").exists()  # so that the next command tries again


@pytest.mark.parametrize("lock", locks.LOCKS, ids=lambda path: path.name)
def test_every_lock_was_made_for_the_pythons_that_are_let_in(lock: Path) -> None:
    head = lock.read_text(encoding="utf-8").splitlines()[1]
    assert head.lstrip("# ") == locks.HOW


def test_the_project_names_the_pythons_that_are_let_in() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest, newest = environments.OLDEST_PYTHON, environments.NEWEST_PYTHON
    named = [line.rpartition(" ")[2] for line in project["classifiers"] if line.startswith("Programming Language ::")]
    assert named == ["3", *(f"3.{minor}" for minor in range(oldest[1], newest[1] + 1))]
    assert project["requires-python"] == f">={oldest[0]}.{oldest[1]}"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_who_reads_what_is_needed_reads_the_same_pythons(page: str) -> None:
    assert f"Python ({environments.known_pythons()})" in (ROOT / page).read_text(encoding="utf-8")


def test_the_environment_of_another_checkout_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "kept").touch()
    link = tmp_path / ".venv"
    make_link(link, other)
    with pytest.raises(SystemExit):
        environments.Environment(link, ()).ensure()
    assert "is a link to another folder" in capsys.readouterr().err
    assert (other / "kept").exists()
