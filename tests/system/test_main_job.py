"""The main job of an office, three times from beginning to end: by mouse, by keyboard alone, by the accessibility bus.

The real program in a process of its own, on a virtual screen and against a real service. A fax is written, taken back,
sent, changed while it waits, cancelled, restored, delivered, sent again, and its report saved. Every step leaves a
picture, with what was done and what a screen reader was told, in `dist/main-job`.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.settings import Settings
from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from tests.system.accessibility_bus import AccessibilityBus
from tests.system.screen import Screen, missing_programs, virtual_screen
from tests.system.ways import CANCEL, CHANGE, MAIN, NEW_FAX, SAVE_REPORT, SEND_AGAIN, SHOW_SENT, UNDO, WAYS, Way
from tests.time_limits import PATIENCE, wait_until

if TYPE_CHECKING:
    from faxdesk.practice.account.account import AcceptedFax

pytestmark = [
    pytest.mark.unmeasured,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="the virtual screen is an X server, which only Linux has"
    ),
]
RECORDINGS = Path(__file__).parents[2] / "dist" / "main-job"
NUMBER, SHOWN = "+41445550123", "+41 44 555 01 23"
UNDO_SECONDS = 25
"""So long can a fax be taken back: a busy machine needs some of them to press Undo."""


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    if missing := missing_programs():
        pytest.fail(f"{', '.join(missing)} not installed: run `python3 build/dev.py test`, which sees to that")
    with virtual_screen(tmp_path) as screen:
        yield screen


@pytest.fixture
def service() -> Iterator[PracticeServer]:
    with PracticeServer(PracticeAccount(pace=Pace.instant())) as service:
        yield service


class Recording:
    """What was done step by step, with a picture of each and what was said aloud."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._folder = RECORDINGS / way.name.replace(" ", "-")
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._steps = 0
        self._heard = 0

    def step(self, what: str) -> None:
        """Write down what has been done since the last step, and what came of it."""
        self._steps += 1
        way = self._way
        way.screen.picture(self._folder / f"{self._steps:02} {what}.png")
        way.bus.listen()
        said, self._heard = way.bus.said[self._heard :], len(way.bus.said)
        lines = [f"{self._steps:02} {what}", *(f"   {one}" for one in way.done), *(f"   hears “{one}”" for one in said)]
        way.done.clear()
        with (self._folder / "steps.txt").open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


@pytest.mark.long
@pytest.mark.parametrize("kind", WAYS)
def test_the_main_job(
    kind: type[Way], screen: Screen, service: PracticeServer, tmp_path: Path, sample_pdf: Path
) -> None:
    letter = tmp_path / "Letter to the court.pdf"
    shutil.copyfile(sample_pdf, letter)
    data = tmp_path / "data"
    SettingsFile(DataFolder(data).settings).save(Settings(undo_seconds=UNDO_SECONDS))
    with AccessibilityBus(screen.bus) as bus:
        way = kind(screen, bus)
        program = screen.start(
            *(sys.executable, "-m", "faxdesk", "--data-dir", str(data)),
            FAXDESK_API_URL=service.url,
            FAXDESK_TOKEN=service.token,
            LC_ALL="C.UTF-8",
            TZ="Europe/Zurich",
        )
        recording = Recording(way)
        try:
            do_the_main_job(way, recording, service, letter, tmp_path / "Report.pdf")
        except BaseException:
            recording.step("failed")
            raise
    program.terminate()
    program.communicate(timeout=PATIENCE)
    assert program.returncode == 0


def do_the_main_job(way: Way, recording: Recording, service: PracticeServer, letter: Path, report: Path) -> None:
    way.find("Online", "label", window=MAIN)
    way.find_enabled("New fax", "push button", window=MAIN)
    recording.step("FaxDesk is open")

    way.do(NEW_FAX)
    way.write("To", NUMBER, "New fax")
    way.add_document(letter, "New fax")
    way.find("Letter to the court.pdf, 2 pages", "list item", window="New fax")
    way.write("Comment", "Case 42", "New fax")
    way.find(SHOWN, "list item", window="New fax")
    way.write("Send time", "tomorrow 9:30", "New fax")
    recording.step("a fax is written")

    way.press("Send", "New fax")
    way.wait_gone("New fax")
    way.find("It can be taken back", "label", window=MAIN)
    recording.step("it is sent")
    way.do(UNDO)
    way.find(SHOWN, "list item", window="New fax")
    way.find("Letter to the court.pdf, 2 pages", "list item", window="New fax")
    assert way.bus.text(way.find("Comment", "text", window="New fax")) == "Case 42"
    recording.step("Undo opens it again, as it was")

    way.press("Send", "New fax")
    way.wait_gone("New fax")
    way.choose(SHOWN)
    way.do(CHANGE)
    way.write("Comment", "Case 42, second version", "Change fax")
    recording.step("it is changed while it waits")
    way.press("Save changes", "Change fax")
    way.wait_gone("Change fax")
    way.find("Case 42, second version", "cell", "table cell", window=MAIN)
    recording.step("the change is saved")

    way.choose(SHOWN)
    way.do(CANCEL)
    way.find("is not sent.", "label", window=MAIN)
    recording.step("it is cancelled")
    way.do(UNDO)
    way.find("Cancelled no more", "label", window=MAIN)
    recording.step("Undo lets it wait again")

    way.choose(SHOWN)
    way.do(CHANGE)
    way.write("Send time", "now", "Change fax")
    way.press("Save changes", "Change fax")
    way.wait_gone("Change fax")
    delivered(service, "Case 42, second version", 1)
    way.find("Delivered to", "label", window=MAIN)
    way.do(SHOW_SENT)
    way.choose("Delivered")
    recording.step("it is delivered")

    way.do(SEND_AGAIN)
    way.find("Letter to the court.pdf, 2 pages", "list item", window="Send again")
    recording.step("it is sent again")
    way.press("Send", "Send again")
    way.wait_gone("Send again")
    delivered(service, "Case 42, second version", 2)

    way.do(SHOW_SENT)
    way.choose("Delivered")
    way.do(SAVE_REPORT)
    way.save_as(report, "Save report")
    wait_until(lambda: report.exists() and report.read_bytes().startswith(b"%PDF-"), "the report is saved")
    recording.step("its report is saved")


def delivered(service: PracticeServer, comment: str, count: int) -> None:
    """Wait until so many faxes have arrived, all with this comment, and see that nothing else has."""

    def arrived() -> list[AcceptedFax]:
        return [fax for fax in service.account.received() if fax.final_status == "success"]

    wait_until(lambda: len(arrived()) == count, f"{count} faxes have arrived")
    assert {(fax.destination, fax.comment) for fax in arrived()} == {(NUMBER, comment)}
