"""The AppImage: a program, and behind it the file system that it mounts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from installers import appimage, linux

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).resolve().parent.parent
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="an AppImage is for Linux")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A folder such as PyInstaller makes, whose program tells its arguments."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    program = folder / "faxdesk"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    return folder


@LINUX
def test_it_starts_the_program_and_says_what_it_is(bundle: Path, tmp_path: Path) -> None:
    tree = tmp_path / "AppDir"
    appimage.lay_out(bundle, tree, "1.2.0")
    said = subprocess.run([str(tree / "AppRun"), "a letter.pdf"], capture_output=True, encoding="utf-8", check=True)
    assert said.stdout == "a letter.pdf\n"
    desktop = (tree / f"{linux.APP_ID}.desktop").read_text(encoding="utf-8")
    icon = next(line.removeprefix("Icon=") for line in desktop.splitlines() if line.startswith("Icon="))
    assert (tree / f"{icon}.png").read_bytes() == (tree / ".DirIcon").read_bytes()


@LINUX
@pytest.mark.skipif(shutil.which("mksquashfs") is None, reason="squashfs-tools are installed where it is made")
def test_the_same_tree_becomes_the_same_file(bundle: Path, tmp_path: Path) -> None:
    tree, runtime = tmp_path / "AppDir", tmp_path / "runtime"
    appimage.lay_out(bundle, tree, "1.2.0")
    runtime.write_bytes(b"\x7fELF" + bytes(4092))
    files = [tmp_path / name for name in ("a.AppImage", "b.AppImage")]
    for file in files:
        appimage.pack(tree, runtime, file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].read_bytes().startswith(runtime.read_bytes() + b"hsqs")
    assert files[0].stat().st_mode & 0o111


def test_a_runtime_that_is_not_the_known_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runtime = tmp_path / "runtime"
    runtime.write_bytes(b"something else")
    monkeypatch.setenv("APPIMAGE_RUNTIME", str(runtime))
    monkeypatch.setattr(appimage, "install_system_packages", lambda _packages: None)
    assert appimage.make("1.2.0") == 1
    assert appimage.RUNTIME_SHA256 in capsys.readouterr().out


def test_the_workflow_fetches_the_known_runtime() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["linux"]["env"]["RUNTIME"] == appimage.RUNTIME_ADDRESS
