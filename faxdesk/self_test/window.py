"""Checks of the window: it opens with the practice account, draws, and sends the sample to its end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCollator, QEventLoop, QLocale, QSize, QTimer, QTranslator
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QIcon, QImage, QImageReader, QRawFont
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from faxdesk.app import Program
from faxdesk.core.child_environment import for_faxdesk
from faxdesk.core.lifecycle import FINAL, State
from faxdesk.core.model import DocumentType, Draft
from faxdesk.core.quantities import count_text
from faxdesk.core.resources import resource_path
from faxdesk.documents.common.pipes import NO_WINDOW
from faxdesk.launcher import make_application
from faxdesk.self_test.console import NUMBER
from faxdesk.self_test.results import CheckFailed, Results
from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.backend.page_renderer import page_picture
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.document_list import DocumentList
from faxdesk.ui.desktop.application import Application
from faxdesk.ui.printing.paper import Paper
from faxdesk.ui.printing.print_run import printer_names

_SECONDS = 120.0
"""How long anything may take before it counts as broken; sending takes five on a slow computer."""
_LOOK_MS = 50
_BLIND = {"offscreen", "minimal"}
"""Platforms of Qt that show nothing."""
_FORMATS = {"svg", "jpeg", "tiff", "ico", "png"}
_WIDTH = 400


def check_all(results: Results, folder: Path) -> None:
    """Open the window on the data folder `folder`, work with it as a person does, and close it."""
    faults: list[str] = []
    before, sys.excepthook = sys.excepthook, lambda kind, error, _at: faults.append(f"{kind.__name__}: {error}")
    try:
        _check(results, folder)
    finally:
        sys.excepthook = before
    results.check("faults", partial(_faults, faults))


def _check(results: Results, folder: Path) -> None:
    if not results.check("screen", screen):
        return
    there = QApplication.instance()
    application = there if isinstance(there, Application) else make_application()
    for name, check in {
        "platform": platform,
        "fonts": fonts,
        "image plugins": image_plugins,
        "translations": translations,
        "order of words": collation,
        "printing": printing,
    }.items():
        results.check(name, check)
    program = Program(application, DataFolder(folder), {}, practice=True)
    try:
        if results.check("window", partial(open_window, program)):
            results.check("practice account", partial(practice_account, program))
            results.check("page", partial(page, program))
            results.check("fax", partial(fax, program))
            results.check("single instance", partial(second_start, program, folder))
    finally:
        results.check("end", partial(close, program))


def _faults(faults: list[str]) -> str:
    if faults:
        raise CheckFailed("; ".join(faults))
    return "none"


def wait(condition: Callable[[], bool], missing: str) -> None:
    """Let the window work until something is so. Raises `CheckFailed`, saying what is missing, after a long while."""
    loop, look, end = QEventLoop(), QTimer(), QTimer(singleShot=True)
    look.timeout.connect(lambda: loop.quit() if condition() else None)
    end.timeout.connect(loop.quit)
    look.start(_LOOK_MS)
    end.start(int(_SECONDS * 1000))
    if not condition():
        loop.exec()
    look.stop()
    if not condition():
        raise CheckFailed(f"{missing} in {_SECONDS:.0f} seconds")


def is_drawn(picture: QImage) -> bool:
    """Return whether there is more in a picture than one colour."""
    small = picture.scaled(QSize(64, 64)).convertToFormat(QImage.Format.Format_RGB32)
    return len({small.pixel(x, y) for x in range(small.width()) for y in range(small.height())}) > 1


def screen() -> str:
    """See that there is something to show a window on; Qt would end the program otherwise."""
    from faxdesk import launcher

    if not launcher.has_screen():
        raise CheckFailed("there is no screen here; with --console the window is left out")
    return os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or "there"


def platform() -> str:
    """Name the platform of Qt that shows the window, which must be a real one unless another was asked for."""
    name = QGuiApplication.platformName()
    if name not in _BLIND:
        return name
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] != name:
        raise CheckFailed(f"the window would be shown by “{name}”, which shows nothing")
    return f"{name}, as QT_QPA_PLATFORM says; the one that shows something was not tried"


def fonts() -> str:
    """Measure letters: without a font Qt draws boxes of one width, and does not say so."""
    font = QApplication.font()
    metrics = QFontMetricsF(font)
    if not 0 < metrics.horizontalAdvance("iiii") < metrics.horizontalAdvance("WWWW"):
        raise CheckFailed("there is no font on this computer: letters are drawn as boxes")
    raw = QRawFont.fromFont(font)
    lacking = [letter for letter in "aÄéßøŁ…→" if not raw.supportsCharacter(ord(letter))]
    return f"{raw.familyName()}{', with others for ' if lacking else ''}{''.join(lacking)}"


def image_plugins() -> str:
    """See that Qt reads pictures, and draw an icon of ours."""
    known = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    if lacking := _FORMATS - known:
        raise CheckFailed(f"Qt cannot read {', '.join(sorted(lacking))}")
    if not is_drawn(QIcon(str(resource_path("icons/faxdesk.svg"))).pixmap(48, 48).toImage()):
        raise CheckFailed("the icon of FaxDesk is blank")
    return ", ".join(sorted(_FORMATS))


def translations() -> str:
    """Load each translation that comes with FaxDesk."""
    names = sorted(path.name for path in resource_path("translations").glob("*.qm"))
    for name in names:
        if not QTranslator().load(str(resource_path(f"translations/{name}"))):
            raise CheckFailed(f"the translation {name} cannot be loaded")
    return ", ".join(names) or "English only"


def collation() -> str:
    """Order words as a dictionary does, which is done by a library with data of its own."""
    order = QCollator(QLocale("de_DE"))
    words = sorted(["Zug", "Äpfel", "Apfel", "zahl"], key=order.sortKey)
    if words != ["Apfel", "Äpfel", "zahl", "Zug"]:
        raise CheckFailed(f"words are in the wrong order: {', '.join(words)}")
    return ", ".join(words)


def printing() -> str:
    """See that Qt prints: into a PDF, as on a computer without a printer; say how many printers it knows."""
    with tempfile.TemporaryDirectory(prefix="faxdesk-") as folder:
        target = Path(folder) / "printed.pdf"
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFileName(str(target))
        paper = Paper(printer)
        paper.next().drawText(paper.room, "FaxDesk")
        paper.end()
        if not target.is_file() or not target.read_bytes().startswith(b"%PDF"):
            raise CheckFailed("Qt has printed nothing")
    return count_text(len(printer_names()), "printer")


def open_window(program: Program) -> str:
    """Open the window, and wait until it is whole, drawn and has its account."""
    if not program.open([]) or program.session is None:
        raise CheckFailed("another window has the folder of the test")
    session = program.session
    answers: list[object] = []
    session.settled.connect(answers.append)
    wait(lambda: bool(answers), "the window was not ready")
    if answers[0] is not None:
        raise CheckFailed(str(answers[0]))
    if not session.window.isVisible():
        raise CheckFailed("the window is not shown")
    picture = session.window.grab().toImage()
    if not is_drawn(picture):
        raise CheckFailed("the window is blank")
    return f"{session.window.windowTitle()}, {picture.width()} x {picture.height()}"


def practice_account(program: Program) -> str:
    """See that the practice account is a process of its own, and answers."""
    from faxdesk.services.events import Link

    session = program.session
    assert session is not None  # noqa: S101  `open_window` passed
    wait(lambda: session.backend.condition.link is Link.ONLINE, "the practice account did not answer")
    return "answers, as a process of its own"


def page(program: Program) -> str:
    """Draw a page of the sample, by the thread and the child process that do so for the window."""
    session = program.session
    assert session is not None  # noqa: S101  the same
    drawn: list[QImage] = []
    faults: list[object] = []
    path = resource_path("sample.pdf")
    session.backend.with_pages(
        session,
        lambda renderer, cancel: page_picture(renderer.source(path, DocumentType.PDF), 0, 0, _WIDTH, cancel),
        drawn.append,
        faults.append,
    )
    wait(lambda: bool(drawn or faults), "no page was drawn")
    if faults or not is_drawn(drawn[0]):
        raise CheckFailed(str(faults[0]) if faults else "the page is blank")
    return f"{drawn[0].width()} x {drawn[0].height()}"


def fax(program: Program) -> str:
    """Send the sample, follow it until it is delivered, and fetch its report."""
    session = program.session
    assert session is not None  # noqa: S101  the same
    kept: list[str] = []
    faults: list[object] = []
    draft = Draft(files=(resource_path("sample.pdf"),), recipients=(NUMBER,))
    session.backend.commands.submit(session, draft, lambda made: kept.extend(one.job for one in made), faults.append)
    wait(lambda: bool(kept or faults), "the fax was not kept")
    if faults:
        raise CheckFailed(str(faults[0]))
    submissions = session.backend.store.submissions
    wait(lambda: submissions.recipients(kept[0])[0].state in FINAL, "the fax did not come to its end")
    recipient = submissions.recipients(kept[0])[0]
    if recipient.state is not State.DELIVERED or recipient.fax_id is None:
        raise CheckFailed(f"the fax is {recipient.state.value}: {recipient.reason}")
    reports: list[Path] = []
    session.backend.fetch_report(session, recipient.fax_id, reports.append, faults.append)
    wait(lambda: bool(reports or faults), "the report did not come")
    if faults:
        raise CheckFailed(str(faults[0]))
    return f"delivered, with a report of {reports[0].stat().st_size:,} bytes"


def second_start(program: Program, folder: Path) -> str:
    """Start FaxDesk a second time, with a document: it must hand it over to this window, which opens it, and end."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "faxdesk"]
    command = [sys.executable, *module, "--data-dir", str(folder), "--practice", str(resource_path("sample.pdf"))]
    instance = program.instance
    if instance is None:
        raise CheckFailed("the window does not listen")
    heard: list[object] = []
    instance.message_received.connect(heard.append)
    with subprocess.Popen(command, env=for_faxdesk(**_screen_variables()), creationflags=NO_WINDOW) as second:  # noqa: S603  FaxDesk itself
        try:
            wait(lambda: second.poll() is not None, "the second start did not end")
        finally:
            second.kill()
    if second.returncode or not heard:
        raise CheckFailed(f"the second start ended with {second.returncode}, and this window was told nothing")
    wait(lambda: any(map(_has_document, _dialogs())), "New fax did not open with the document")
    picture = _dialogs()[0].grab().toImage()
    for _question in range(2):
        # The first time it asks whether the fax may be thrown away.
        for dialog in _dialogs():
            dialog.close()
    if not is_drawn(picture):
        raise CheckFailed("New fax is blank")
    return "a second start has handed its document over, and New fax has it"


def _dialogs() -> list[ComposeDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, ComposeDialog) and one.isVisible()]


def _has_document(dialog: ComposeDialog) -> bool:
    lists = dialog.findChildren(DocumentList)
    return any(one.model().rowCount() for one in lists)


_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS")


def _screen_variables() -> dict[str, str]:
    """Return what a program needs to show a window here."""
    return {name: os.environ[name] for name in _SCREEN if name in os.environ}


def close(program: Program) -> str:
    """Close the window and everything behind it."""
    program.close()
    if not program.ended_cleanly:
        raise CheckFailed("something did not end")
    return "everything has ended"
