"""The dialog “Check a proof”: whether a PDF is as it was when it was made, and what that says and does not say."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.errors import FaxDeskError, InputRefused
from faxdesk.core.file_names import usable
from faxdesk.core.proof import DOES_NOT_PROVE
from faxdesk.core.visible_text import visible
from faxdesk.ui.actions.saving import documents_folder
from faxdesk.ui.backend.callbacks import CancellableTask
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.announcer import Politeness, announce
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.drop_target import DropTarget
from faxdesk.ui.widgets.fact_list import FactList
from faxdesk.ui.widgets.fax_texts import exact_text, state_word
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.icons import icon as plain_icon
from faxdesk.ui.widgets.plain_labels import IdLine, text_label
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.severity import Severity, icon

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.proof import Proof, ProofFax
    from faxdesk.documents.intake.intake import Blob
    from faxdesk.services.proof_check import CheckedProof
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.widgets.fax_texts import NumberFormatter


class _Answer(NamedTuple):
    """What was found of a file, and when it was made on this computer, if it was."""

    checked: CheckedProof
    made_at: datetime | None


class ProofCheckDialog(GrowingDialog):
    """Takes one PDF after another, chosen or dropped, and says of each whether it holds."""

    def __init__(self, backend: Backend, numbers: NumberFormatter, parent: QWidget) -> None:
        super().__init__(parent)
        self._backend, self._numbers = backend, numbers
        self._task = CancellableTask(self)
        self._severity = Severity.PLAIN
        self.setWindowTitle(self.tr("Check a proof"))
        self._picture = QLabel()
        self._headline = text_label(scale=tokens.DISPLAY, bold=True)
        self._name = text_label()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(tokens.PROGRESS_HEIGHT)
        self._checks = FactList()
        self._content_title = text_label(self.tr("What it says"), bold=True)
        self._content = text_label()
        self._origin = FactList()
        self._sum_title = text_label(self.tr("Checksum of the file (SHA-256)"), bold=True)
        self._sum = IdLine(self.tr("SHA-256"))
        self._limits_title = text_label(self.tr("What it does not prove"), bold=True)
        self._limits = text_label("\n\n".join(DOES_NOT_PROVE))
        self._parts = (
            *(self._content_title, self._content, self._origin, self._sum_title, self._sum),
            *(self._limits_title, self._limits),
        )
        """What is shown below the checks, from the top to the bottom."""
        self.buttons = QDialogButtonBox(self)
        self.choose_button = PrimaryButton(self.tr("C&hoose a PDF…"))
        self.buttons.addButton(self.choose_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.choose_button.setDefault(True)
        self.choose_button.clicked.connect(self._ask)
        close = self.buttons.addButton(self.tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        self.choose_button.stand_beside(close)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self._target = DropTarget(self)
        # Queued: the program that the file comes from must not wait.
        self._target.dropped.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._target.refused.connect(self._refuse)
        self.finished.connect(self._leave)
        self._begin()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE_S)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._headline, 1)
        inside = QWidget()
        self._inside = column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, tokens.SPACE_M, 0)
        column.setSpacing(tokens.SPACE_M)
        column.addWidget(self._checks)
        for part in self._parts:
            column.addWidget(part)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.tr("What was found"))
        self._area.setWidget(inside)
        FocusRing(self._area)
        box = QVBoxLayout(self)
        self.setMinimumWidth(tokens.QUESTION_WIDTH)
        box.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        box.setSpacing(tokens.SPACE_M)
        box.addLayout(head)
        box.addWidget(self._name)
        box.addWidget(self._bar)
        box.addWidget(self._area, 1)
        # Without what was found, it is below the words, not between them.
        box.addStretch()
        box.addWidget(self.buttons)

    def _make_room(self) -> None:
        """Be as large as what was found needs; before that there is little to show."""
        space = self.screen().availableSize()
        width, height = tokens.PROOF_CHECK_DIALOG
        self._area.show()
        width = max(self.width(), min(width, space.width() - tokens.SCREEN_MARGIN))
        around = self.minimumSizeHint().height() - self._area.minimumSizeHint().height()
        inside = self._inside.totalHeightForWidth(width - 2 * tokens.SPACE_L)
        self.resize(width, max(self.height(), min(height, inside + around, space.height() - tokens.SCREEN_MARGIN)))

    # -------------------------------------------------------------------------------------------------- the file

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a proof"), documents_folder(), self.tr("PDF files (*.pdf *.PDF)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        self.check(Path(name))

    def _take(self, files: tuple[Path | Blob, ...]) -> None:
        if len(files) == 1:
            self.check(files[0])
        else:
            self._refuse(self.tr("Drop one PDF at a time."))

    def check(self, file: Path | Blob) -> None:
        """Check a file, or what was dropped without being one; what was checked before is forgotten."""
        self._task.cancel()
        self._task = CancellableTask(self)
        name = visible(file.name)
        self._show(Severity.PLAIN, self.tr("Checking…"), name)
        self._bar.setAccessibleName(self.tr("Checking {name}").format(name=name))
        self._bar.show()
        job = partial(_check, file, self._backend.factory.folder.path, self._task.token)
        self._backend.with_documents(self._task, job, partial(self._found, name), partial(self._failed, name))

    def _leave(self) -> None:
        self._task.cancel()

    # -------------------------------------------------------------------------------------------------- findings

    def _begin(self) -> None:
        self._show(Severity.PLAIN, self.tr("Choose a proof, or drop it here"), "")
        self._name.setText(
            self.tr(
                "FaxDesk looks whether the PDF is as it was when it was made, and whether its parts fit together. The"
                " file stays on this computer, and needs neither a network nor an account."
            )
        )
        self._name.show()

    def _found(self, name: str, answer: _Answer) -> None:
        checked = answer.checked
        said = checked.proof if checked.holds else None
        if said is not None:
            self._show(Severity.GOOD, self.tr("This proof holds"), name)
        else:
            self._show(Severity.ERROR, self.tr("This proof does not hold"), name)
        holds, no = self.tr("Holds: {what}"), self.tr("Does not hold: {what}")
        self._checks.show_facts(
            (Severity.GOOD, holds.format(what=check.text))
            if check.holds
            else (Severity.ERROR, no.format(what=check.text))
            for check in checked.checks
        )
        self._content.setText("" if said is None else "\n".join(self._content_lines(said)))
        self._origin.show_facts([self._origin_fact(answer, said)])
        self._sum.set_id(checked.sha256)
        for part in (self._origin, self._sum_title, self._sum):
            part.show()
        for part in (self._content_title, self._content, self._limits_title, self._limits):
            part.setVisible(said is not None)
        self._make_room()
        self._tell()

    def _content_lines(self, said: Proof) -> list[str]:
        lines = [
            self.tr("Made at {time}, of {faxes}.").format(
                time=exact_text(said.made_at), faxes=count_text(len(said.faxes), "fax")
            )
        ]
        if said.practice:
            lines.append(self.tr("It is of a practice account: no fax was sent."))
        return lines + [self._fax_line(fax) for fax in said.faxes]

    def _fax_line(self, fax: ProofFax) -> str:
        number, result = self._numbers.text(fax.to), state_word(fax.state)
        at = exact_text(fax.ended_at) if fax.ended_at is not None else ""
        if fax.pages_confirmed is None:
            return self.tr("{number}: {result}. {time}").format(number=number, result=result, time=at).strip()
        return (
            self.tr("{number}: {result}, {confirmed} of {pages} confirmed. {time}")
            .format(
                number=number,
                result=result,
                confirmed=fax.pages_confirmed,
                pages=count_text(fax.pages_sent, "page"),
                time=at,
            )
            .strip()
        )

    def _origin_fact(self, answer: _Answer, said: Proof | None) -> tuple[Severity, str]:
        if answer.made_at is not None:
            text = self.tr("This very file was made on this computer at {time}.")
            return Severity.GOOD, text.format(time=exact_text(answer.made_at))
        if said is None:
            return Severity.PLAIN, self.tr("It is not a file that was made on this computer.")
        return Severity.PLAIN, self.tr(
            "It was not made on this computer, as far as is known here. Compare the SHA-256 with the one that was"
            " noted when it was made: nothing in the file itself tells it from another that was made to look like it."
        )

    def _failed(self, name: str, error: FaxDeskError) -> None:
        not_one = isinstance(error, InputRefused) and error.code == "no_proof"
        headline = self.tr("This is not a proof") if not_one else self.tr("It could not be checked")
        self._show(Severity.WARNING, headline, name)
        self._checks.show_facts([(Severity.WARNING, " ".join(filter(None, (error.title, error.advice))))])
        self._make_room()
        self._tell()

    def _refuse(self, reason: str) -> None:
        """Say why what was dropped cannot be looked at."""
        self._task.cancel()
        self._show(Severity.WARNING, self.tr("That cannot be checked"), reason)
        self._tell()

    def _show(self, severity: Severity, headline: str, below: str) -> None:
        """Show this, and nothing of what was found before."""
        self._severity = severity
        self._headline.setText(headline)
        self._name.setText(below)
        self._name.setVisible(bool(below))
        self._bar.hide()
        self._area.hide()
        self._area.verticalScrollBar().setValue(0)
        for part in self._parts:
            part.hide()
        self._draw()

    def _tell(self) -> None:
        """Let screen readers say what has come out."""
        texts = (self._headline.text(), *(self._checks.texts() if self._area.isVisibleTo(self) else ()))
        politeness = Politeness.POLITE if self._severity is Severity.GOOD else Politeness.ASSERTIVE
        announce(self, " ".join(texts), politeness)

    def _draw(self) -> None:
        palette = QGuiApplication.palette()
        picture = icon(palette, self._severity)
        if picture.isNull():
            picture = plain_icon("report", palette)
        self._picture.setPixmap(picture.pixmap(tokens.ICON_M, tokens.ICON_M))

    def texts(self) -> list[str]:
        """Return what is said of the file, from top to bottom."""
        labels = (self._headline, self._name, self._content, self._limits)
        shown = [label.text() for label in labels if label.isVisibleTo(self)]
        return [*shown, *self._checks.texts(), *(self._origin.texts() if self._origin.isVisibleTo(self) else ())]

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
            self._sum.look_again()


def _check(file: Path | Blob, folder: Path, token: CancelToken, _cancel: CancelToken) -> _Answer:
    """Check a file, in the thread for that. What was dropped without being a file becomes one as long as this takes."""
    from faxdesk.documents.worker.client import Worker
    from faxdesk.services.proof_check import check_proof, made_here

    with Worker() as worker, tempfile.TemporaryDirectory(prefix="faxdesk-") as own:
        checked = check_proof(_path(file, Path(own)), worker, token)
    return _Answer(checked, made_here(checked.sha256, folder, _ignore))


def _path(file: Path | Blob, folder: Path) -> Path:
    """Return where a file is. What is none yet is written into the folder."""
    if isinstance(file, Path):
        return file
    path = folder / usable(file.name)
    path.write_bytes(file.data)
    return path


def _ignore(_error: FaxDeskError) -> None:
    """A data folder that cannot be read is no fault of the file; the window that it belongs to says so."""
