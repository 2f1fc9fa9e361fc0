"""Programs that open what strangers have made end with FaxDesk, and take limited memory."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from faxdesk.core.child_environment import for_faxdesk
from faxdesk.documents.common.child_process import ChildProcess
from tests.time_limits import PATIENCE, wait_until

MEMORY = 400_000_000
IN_WINE = sys.platform == "win32" and hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")
_TAKES = "import sys; sys.stdout.write(str(len(bytearray(int(sys.argv[1]))))); sys.stdout.flush()"
_WAITS = "import sys; print('ready', flush=True); sys.stdin.read()"
_STARTS = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {_WAITS!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


def started(script: str, *arguments: str, memory: int = MEMORY) -> ChildProcess:
    return ChildProcess(
        [sys.executable, "-c", script, *arguments],
        memory,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=for_faxdesk(),
    )


def first_line(process: ChildProcess) -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode().strip()


if sys.platform == "win32":
    import _winapi

    def lives(pid: int) -> bool:
        try:
            process = _winapi.OpenProcess(0x100000, False, pid)  # SYNCHRONIZE
        except OSError:
            return False
        try:
            return _winapi.WaitForSingleObject(process, 0) == _winapi.WAIT_TIMEOUT
        finally:
            _winapi.CloseHandle(process)

else:

    def lives(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        told = subprocess.run(
            ["/bin/ps", "-o", "stat=", "-p", str(pid)], capture_output=True, encoding="utf-8", check=False
        )
        return told.stdout.strip()[:1] not in {"", "Z"}


def test_all_that_a_program_has_started_ends_with_it() -> None:
    process = started(_STARTS)
    child = int(first_line(process))
    assert lives(child)
    process.kill_all()
    assert process.poll() is not None
    wait_until(lambda: not lives(child), "the child of the program ended")
    process.communicate()


def test_a_program_that_needs_little_is_not_in_the_way() -> None:
    done, _ = started(_TAKES, "1000000").communicate(timeout=PATIENCE)
    assert done == b"1000000"


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ChildProcess([str(tmp_path / "gone")], MEMORY, limits_itself=True, env=for_faxdesk())


@pytest.mark.skipif(sys.platform == "darwin" or IN_WINE, reason="macOS and wine set no such limit")
def test_a_program_gets_no_more_memory_than_it_may_have() -> None:
    process = started(_TAKES, str(4 * MEMORY))
    done, _ = process.communicate(timeout=PATIENCE)
    assert done == b""
    assert process.returncode


if sys.platform == "win32":
    from faxdesk.core import job_object

    def test_a_program_ends_with_whoever_forgets_it() -> None:
        process = started(_WAITS)
        pid = process.pid
        assert first_line(process) == "ready"
        process._job.close()
        wait_until(lambda: not lives(pid), "the program ended with its job")
        process.communicate()

    @pytest.mark.parametrize("call", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"])
    def test_no_program_runs_without_its_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: str) -> None:
        class Refusing:
            def __getattr__(self, name: str) -> object:
                return (lambda *_: 0) if name == call else getattr(kernel, name)

        kernel = job_object._kernel
        monkeypatch.setattr(job_object, "_kernel", Refusing())
        with pytest.raises(OSError, match="WinError"):
            started(f"open({str(tmp_path / 'ran')!r}, 'w')")
        assert not (tmp_path / "ran").exists()
