"""The program in the languages of others: what the system's locale changes must not change what FaxDesk does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.time_limits import PATIENCE

pytestmark = pytest.mark.unmeasured


@pytest.mark.skipif(sys.platform != "linux", reason="locales are made by a tool of glibc")
def test_the_window_opens_and_a_fax_is_sent_in_turkish(tmp_path: Path, sample_pdf: Path) -> None:
    """There, the capital of i is another letter than I: what is told by its name in code must not go by that."""
    maker = shutil.which("localedef")
    if maker is None or not Path("/usr/share/i18n/locales/tr_TR").exists():
        pytest.fail("locales not installed: run `python3 build/dev.py test`, which sees to that")
    made = [maker, "--no-archive", "-i", "tr_TR", "-f", "UTF-8", str(tmp_path / "tr_TR.UTF-8")]
    subprocess.run(made, check=True, capture_output=True, timeout=PATIENCE)
    turkish = {**os.environ, "LOCPATH": str(tmp_path), "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"}
    capital = [sys.executable, "-c", "import ctypes; print(ctypes.CDLL(None).toupper(ord('i')) == ord('i'))"]
    assert subprocess.check_output(capital, env=turkish, encoding="utf-8", timeout=PATIENCE) == "True\n"
    faxdesk = [sys.executable, "-m", "faxdesk"]
    send = [
        "--data-dir",
        str(tmp_path / "data"),
        "--practice",
        "send",
        str(sample_pdf),
        "--to",
        "+41445550123",
        "--wait",
    ]
    for words in (["--self-test"], send):
        done = subprocess.run(
            [*faxdesk, *words],
            env=turkish,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
