"""The program in the languages of others: what the system's locale changes must not change what FaxDesk does."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.time_limits import PATIENCE

ROOT = Path(__file__).resolve().parent.parent


def qt_keywords(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each keyword with which an object of Qt is made."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (_is_qt(node.func) or _is_super(node.func)):
            yield from ((node.lineno, keyword.arg) for keyword in node.keywords if keyword.arg)


def _is_qt(called: ast.expr) -> bool:
    return isinstance(called, ast.Name) and called.id[:1] == "Q" and called.id[1:2].isupper()


def _is_super(called: ast.expr) -> bool:
    return ast.unparse(called) == "super().__init__"


def test_no_property_of_qt_is_set_by_a_keyword_that_begins_with_i() -> None:
    """PySide6 makes `setInterval` of `interval=` with the locale's capitals, and Turkish has another one for i."""
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}="
        for path in (ROOT / "faxdesk").rglob("*.py")
        for line, name in qt_keywords(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith("i")
    ]
    assert found == []


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
    assert subprocess.check_output(capital, env=turkish, text=True, timeout=PATIENCE) == "True\n"
    faxdesk = [sys.executable, "-m", "faxdesk", "--data-dir", str(tmp_path / "data"), "--practice"]
    for words in (["--smoke"], ["send", str(sample_pdf), "--to", "+41445550123", "--wait"]):
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
