"""No kill, no slow writer and no slow drive loses a file of a watched folder, cuts it off or sends it twice."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.system.dripping import Dripping, plain_folder, slow_mount

pytestmark = pytest.mark.unmeasured

SEED = int(os.environ.get("FAXDESK_SOAK_SEED", "1"))


def run(place: Path, folder: Path, files: int, kills: int) -> None:
    result = Dripping(place, folder, SEED, files, kills).run()
    sys.stdout.write(f"{result}\n")
    assert result.good, (str(result), result.wrong, result.left, result.twice, result.cut_off)
    assert result.killed > 0


def test_files_that_drip_in_arrive_once_and_whole_though_the_program_dies(tmp_path: Path) -> None:
    with plain_folder(tmp_path) as folder:
        run(tmp_path, folder, files=6, kills=2)


@pytest.mark.soak
@pytest.mark.skipif(
    shutil.which("bindfs") is None or sys.platform == "win32" or os.geteuid() != 0,
    reason="bindfs, as root, is the slow drive",
)
def test_a_thousand_files_on_a_slow_drive_arrive_once_and_whole(tmp_path: Path) -> None:
    with slow_mount(tmp_path) as folder:
        run(tmp_path, folder, files=1000, kills=100)
