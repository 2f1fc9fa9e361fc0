"""Windows: what a run of the tests there says, also where a test hangs or ends the process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import pytest

import windows_results
import windows_tests
import wine
from logged_run import run_logged
from result_log import entries
from tests import processes
from tests.time_limits import PATIENCE, wait_until
from windows_results import Outcome, PackageResult

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).resolve().parent.parent

# --------------------------------------------------------------------------------------------- a run of tests

GOOD_AND_BAD = "def test_good():\n    pass\n\n\ndef test_bad():\n    assert 1 == 2\n"
ENDS = "import os\n\n\ndef test_first():\n    pass\n\n\ndef test_ends():\n    os._exit(7)\n"
ODD = """
import pytest

@pytest.mark.skip(reason="no pipes")
def test_left(): pass

@pytest.mark.xfail(strict=True)
def test_expected(): assert 0

@pytest.fixture
def torn():
    yield
    raise OSError("torn")

def test_torn(torn): pass
"""
HANGS = "import threading\n\n\ndef test_hangs():\n    threading.Event().wait()\n\n\ndef test_later():\n    pass\n"


def start(folder: Path, arguments: Sequence[str], log: IO[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "build")}
    return subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment, stdout=log)


def here(folder: Path) -> windows_tests.Place:
    """Return this computer, in place of Windows."""

    def run(arguments: Sequence[str], log: IO[str], _limit: float) -> int | None:
        with start(folder, arguments, log) as program:
            return program.wait(PATIENCE)

    return windows_tests.Place(run, os.fspath, {}, folder)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without settings, whose tests are beside each other."""
    monkeypatch.setattr(windows_tests, "ROOT", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return tmp_path


def run(place: windows_tests.Place, **sources: str) -> PackageResult:
    paths = [place.folder / f"test_{name}.py" for name in sources]
    for path, source in zip(paths, sources.values(), strict=True):
        path.write_text(source, encoding="utf-8")
    return windows_tests._run_package(place, "some", paths)


def test_a_test_that_ends_the_process_is_told_and_the_others_run(project: Path) -> None:
    result = run(here(project), a=GOOD_AND_BAD, b=ENDS, c=ODD, d="import there_is_no_such_module\n")
    assert {test: outcome.outcome for test, outcome in result.outcomes.items()} == {
        "test_a.py::test_good": "passed",
        "test_a.py::test_bad": "failed",
        "test_b.py::test_first": "passed",
        "test_b.py::test_ends": "failed",
        "test_c.py::test_left": "skipped",
        "test_c.py::test_expected": "passed",
        "test_c.py::test_torn": "failed",
        "test_d.py": "failed",
    }
    assert "exit code 7" in result.outcomes["test_b.py::test_ends"].reason
    assert "assert 1 == 2" in result.outcomes["test_a.py::test_bad"].reason
    assert result.outcomes["test_c.py::test_left"].reason == "no pipes"
    assert "torn" in result.outcomes["test_c.py::test_torn"].reason
    assert "there_is_no_such_module" in result.outcomes["test_d.py"].reason
    assert (result.expected, result.not_run, result.trouble) == (7, 0, "")


def test_a_package_that_hangs_is_told_with_the_test_that_was_under_way(project: Path) -> None:
    def until_it_hangs(arguments: Sequence[str], log: IO[str], _limit: float) -> None:
        """End the program when the limit would, without the time that takes."""
        with start(project, arguments, log) as program:
            wait_until(lambda: windows_results.under_way(project / "some.jsonl"), "a test is under way")
            program.kill()

    result = run(here(project)._replace(run=until_it_hangs), it=HANGS)
    assert result.trouble.endswith("test_it.py::test_hangs was under way")
    assert result.not_run == 2
    assert windows_results.verdict([result], {}, whole=False)[0] == 1


def test_a_run_without_a_test_is_told(project: Path) -> None:
    nothing_found = here(project)._replace(run=lambda _arguments, _log, _limit: 5)
    assert run(nothing_found, it="").trouble == "pytest ended with exit code 5"


def test_a_result_that_is_cut_off_is_no_result(tmp_path: Path) -> None:
    log = tmp_path / "some.jsonl"
    log.write_text('{"collected": 2}\n{"started": "a"}\n{"finished": "a"}\n{"star', encoding="utf-8")
    assert len(entries(log)) == 3
    assert windows_results.under_way(log) == ""
    assert windows_results.read_results("some", log).not_run == 2


# ------------------------------------------------------------------------------------------ running a program

LEAVES_ONE_BEHIND = """
import subprocess, sys
left = subprocess.Popen([sys.executable, "-c", "import threading; threading.Event().wait()"])
print(left.pid)
print("\\x1b[31mred\\x1b[0m", sys.stdin.read())
sys.exit(3)
"""
WAITS = "import threading; print('begun', flush=True); threading.Event().wait()"


def test_nobody_waits_for_what_a_program_leaves_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        assert run_logged([sys.executable, "-c", LEAVES_ONE_BEHIND], os.environ, log, PATIENCE) == 3
    pid, *others = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert processes.alive(int(pid)), "it would prove nothing otherwise"
    processes.kill(int(pid))
    assert [line.strip() for line in others] == ["red"]
    assert capsys.readouterr().out.splitlines()[0] == pid


def test_a_program_that_does_not_end_is_ended(tmp_path: Path) -> None:
    ended: list[str] = []
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        code = run_logged([sys.executable, "-c", WAITS], os.environ, log, 0, lambda: ended.append("all"))
    assert (code, ended) == (None, ["all"])


# ------------------------------------------------------------------------------------------------ its report

PASSED, FAILED, SKIPPED = Outcome("passed"), Outcome("failed", "it broke"), Outcome("skipped", "no pipes")


def result(**outcomes: Outcome) -> PackageResult:
    tests = {f"tests/some/test_x.py::{name}": outcome for name, outcome in outcomes.items()}
    return PackageResult("some", tests, len(tests), 12.3)


def named(name: str) -> str:
    return f"tests/some/test_x.py::{name}"


def test_the_table_has_a_row_for_each_package_and_their_sums() -> None:
    short = PackageResult("core", {"core/test_y.py::one": PASSED}, 3)
    lines = windows_results.table([short, result(a=PASSED, b=FAILED, c=FAILED, d=SKIPPED)], {named("b"): "of wine"})
    assert [line.split() for line in lines] == [
        ["package", "passed", "failed", "explained", "skipped", "not", "run", "seconds"],
        ["core", "1", "0", "0", "0", "2", "0"],
        ["some", "1", "1", "1", "1", "0", "12"],
        ["all", "2", "1", "1", "1", "2", "12"],
    ]


def test_every_skip_and_every_failure_is_told_with_its_reason() -> None:
    lines = windows_results.details([result(a=PASSED, b=FAILED, c=FAILED, d=SKIPPED)], {named("b"): "of wine"})
    assert lines == [
        f"skipped: {named('d')}: no pipes",
        f"explained: {named('b')}: of wine",
        f"FAILED: {named('c')}: it broke",
    ]


@pytest.mark.parametrize(
    ("found", "explained", "code"),
    [
        (result(a=PASSED, b=SKIPPED), {}, 0),
        (result(a=FAILED), {}, 1),
        (result(a=FAILED), {named("a"): "of wine"}, 0),
        (result(**{"a[1]": FAILED, "a[2]": PASSED}), {named("a"): "of wine"}, 0),
        (result(**{"a[1]": FAILED, "a[2]": FAILED}), {named("a[1]"): "of wine"}, 1),
        (result(**{"a[1]": FAILED, "a[2]": PASSED}), {named("a[1]"): "of wine"}, 0),
        (result(), {}, 1),
        (PackageResult("some", {named("a"): PASSED}, 2), {}, 1),
    ],
    ids=[
        "passed",
        "failed",
        "explained",
        "all cases explained",
        "one of two explained",
        "that case explained",
        "nothing ran",
        "one not run",
    ],
)
def test_only_an_explained_failure_is_none(found: PackageResult, explained: dict[str, str], code: int) -> None:
    assert windows_results.verdict([found], explained, whole=True)[0] == code


def test_an_explained_test_that_passes_is_told() -> None:
    explained = {named("a"): "of wine", named("b"): "of wine", named("c"): "of wine"}
    found = result(**{"a[1]": PASSED, "a[2]": PASSED, "b[1]": PASSED, "b[2]": FAILED, "c": SKIPPED})
    code, lines = windows_results.verdict([found], explained, whole=True)
    assert code == 0
    assert lines == [f"wine-failures.toml: {named('a')} passes: take it out."]


def test_an_explanation_without_a_test_fails_a_whole_run() -> None:
    explained = {named("renamed"): "of wine"}
    code, lines = windows_results.verdict([result(a=PASSED)], explained, whole=True)
    assert code == 1
    assert lines == [f"wine-failures.toml: there is no test {named('renamed')}: take it out."]
    assert windows_results.verdict([result(a=PASSED)], explained, whole=False) == (0, [])


# ---------------------------------------------------------------------------------------------- what is known


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[failure]]\ntests = ["a"]\nreason = " "\n', "has no reason"),
        ('[[failure]]\ntests = ["a", "a"]\nreason = "of wine"\n', "names a twice"),
    ],
)
def test_a_table_that_explains_nothing_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "failures.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        windows_results.read_explained(path)


def test_every_explained_failure_is_of_a_test_that_is_there() -> None:
    for test in windows_results.read_explained():
        path, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (ROOT / path).read_text(encoding="utf-8"), test


def test_every_library_that_wine_lacks_has_its_source_and_its_reason() -> None:
    assert {path.stem for path in wine.SOURCES.glob("*.c")} == set(wine.SHIMS)
    assert all(wine.SHIMS.values())


def test_every_folder_of_tests_is_run_or_left_out_with_a_reason() -> None:
    found = windows_tests.packages([])
    folders = {path.parent.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").glob("*/**/test_*.py")}
    assert set(found) - {windows_tests.REST} == folders - set(windows_tests.LEFT_OUT)
    assert set(windows_tests.LEFT_OUT) <= folders
    assert Path(__file__) in found[windows_tests.REST]


def test_a_path_counts_to_its_package(capsys: pytest.CaptureFixture[str]) -> None:
    files = [windows_tests._checked(f"tests/{name}") for name in ("ui/widgets", "core/test_phone.py", "test_app.py")]
    assert list(windows_tests.packages(files)) == ["core", "ui", windows_tests.REST]
    with pytest.raises(SystemExit):
        windows_tests._checked("faxdesk/core")
    assert "faxdesk/core is no file or folder in tests/" in capsys.readouterr().err


def test_a_path_is_written_as_windows_reads_it() -> None:
    assert wine.windows_path(Path("/a b/c")) == "Z:\\a b\\c"
