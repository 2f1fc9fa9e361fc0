"""What is said when a proof has been saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.visible_text import visible
from faxdesk.ui.desktop.file_manager import show_folder
from faxdesk.ui.widgets.message_bar import MessageAction
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.services.proof import MadeProof
    from faxdesk.ui.widgets.message_bar import MessageBar


def say_proof_saved(message_bar: MessageBar, made: Sequence[MadeProof], key: str) -> None:
    """Say where a proof is, which may be in several parts, and what it lacks; `key` is that of the message."""
    names = ", ".join(visible(one.path.name) for one in made)
    # What it lacks stands in it as well; here it is said while something can still be done about it.
    missing = dict.fromkeys(sentence for one in made for sentence in one.missing)
    text = _tr("The proof is saved as {name}. {missing}").format(name=names, missing=" ".join(missing))
    kind = Severity.WARNING if missing else Severity.GOOD
    action = MessageAction(_tr("Open folder"), partial(show_folder, made[0].path.parent))
    message_bar.say(text.strip(), kind, action=action, key=key)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Proof", text)
