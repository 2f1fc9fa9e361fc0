"""Setting up: which Python is used, and what is said where none will do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import environments

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).resolve().parent.parent

AS_ANOTHER_PYTHON = """
import runpy, sys
sys.version_info, sys.version = {version} + ("final", 0), ".".join(map(str, {version})) + " (pretended)"
import environments
environments.other_pythons = lambda: {others}
sys.argv = ["build/dev.py", "run", "--help"]
runpy.run_path("build/dev.py", run_name="__main__")
"""

# Another interpreter is asked for its version with -c, and then given the same command.
ANOTHER = """
import sys
sys.exit({answer} if sys.argv[1] == "-c" else print("taken over:", *sys.argv[1:]))
"""


def run_as(version: tuple[int, int, int], others: list[list[str]]) -> subprocess.CompletedProcess[str]:
    """Run dev.py in an interpreter that pretends to be another version."""
    script = AS_ANOTHER_PYTHON.format(version=version, others=others)
    command = [sys.executable, "-c", script]
    env = environments.child_environment(PYTHONPATH=str(ROOT / "build"))
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)


def another(folder: Path, answer: int) -> list[str]:
    """Return the command of an interpreter that says whether its version will do (0), or not."""
    script = folder / f"another-{answer}.py"
    script.write_text(ANOTHER.format(answer=answer), encoding="utf-8")
    return [sys.executable, str(script)]


@pytest.mark.parametrize("version", [(3, 10, 14), (3, environments.NEWEST_PYTHON[1] + 1, 0)])
def test_a_python_that_the_locks_do_not_know_is_met_with_a_sentence(
    tmp_path: Path, version: tuple[int, int, int]
) -> None:
    done = run_as(version, [another(tmp_path, 1), [str(tmp_path / "missing")]])
    assert done.returncode == 1
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    words = "FaxDesk needs Python 3.11 to 3.{}, and this is {}.{}.{}. Install one of those beside it"
    assert sentence.startswith(words.format(environments.NEWEST_PYTHON[1], *version))


@pytest.mark.parametrize("version", [(3, 10, 14), (3, environments.NEWEST_PYTHON[1] + 1, 0)])
def test_another_python_that_will_do_takes_over(tmp_path: Path, version: tuple[int, int, int]) -> None:
    done = run_as(version, [another(tmp_path, 1), another(tmp_path, 0)])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"taken over: {ROOT / 'build' / 'dev.py'} run --help"]


def test_the_newest_python_is_looked_for_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ending = ".bat" if sys.platform == "win32" else ""
    for name in ("python3.11", f"python3.{environments.NEWEST_PYTHON[1]}", "python3.99"):
        file = tmp_path / f"{name}{ending}"
        file.touch()
        file.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = [Path(command[0]).stem if ending else Path(command[0]).name for command in environments.other_pythons()]
    assert found == [f"python3.{environments.NEWEST_PYTHON[1]}", "python3.11"]


def test_this_python_will_do() -> None:
    assert environments._is_known([sys.executable])
