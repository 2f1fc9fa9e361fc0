"""What the help says: how things are done, what the words mean, and the keys that windows have beside their menus."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QKeySequence

Standard = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """A page of the help: its title, and paragraphs that are parted by empty lines."""

    title: str
    text: str


def _t(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("Help", text))


def translated(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("Help", text)


TOPICS = (
    HelpTopic(
        _t("Sending a fax"),
        _t(
            "Drop documents on the window, or choose “New fax”. Say who gets them, look at the pages if you like, and"
            " press Send.\n\n"
            "From then on the fax is safe on this computer until Fax.Plus has it, and FaxDesk follows it to the end. It"
            " may lose the connection, and the computer may be switched off: nothing is lost, and nothing is sent"
            " twice.\n\n"
            "For some seconds after Send you can take the fax back with Undo."
        ),
    ),
    HelpTopic(
        _t("What the words mean"),
        _t(
            "Waiting, Uploading, Handing over: on its way to Fax.Plus.\n\n"
            "At Fax.Plus, Converting, Scheduled, Sending: Fax.Plus has it; it is not delivered yet.\n\n"
            "Delivered: all pages arrived. The confirmation report proves it.\n\n"
            "Partly delivered, Failed, Refused: choose the fax to read why and what to do.\n\n"
            "Cancelled: it was taken back and is not sent."
        ),
    ),
    HelpTopic(
        _t("When something needs you"),
        _t(
            "What FaxDesk cannot settle alone stands above the lists with its next step, until you have dealt with it:"
            " a fax that failed, one of which only you can find out what became of it, a document to look at, an"
            " account that is not signed in.\n\n"
            "The number of these things stands on the program's icon, where the desktop has a place for it."
        ),
    ),
    HelpTopic(
        _t("Messages of the desktop"),
        _t(
            "While you work with another program, the desktop tells you at once what failed or needs you. Choose the"
            " message to come to its fax. It tells of received faxes too, unless you do not want that, and of"
            " deliveries if you do, several of them together.\n\n"
            "The messages name nobody unless you choose so: they may stand on a locked screen.\n\n"
            "Settings, Notifications says whether this desktop shows messages, and tries it with Test. Where it shows"
            " none, FaxDesk marks its window in the task bar.\n\n"
            "There you can also choose that FaxDesk stays beside the clock when its window is closed. It then goes on"
            " sending and following your faxes."
        ),
    ),
    HelpTopic(
        _t("Printing"),
        _t(
            "“Print…” in the menu File, or in the menu of a fax, prints the list as a table, or the pages and the"
            " confirmation reports of the chosen faxes, sent and received.\n\n"
            "Choose several faxes with Ctrl or Shift. “Save as PDF…” in the same dialog needs no printer."
        ),
    ),
    HelpTopic(
        _t("A busy line, or nobody answers"),
        _t(
            "What has to do with the line is tried again by itself, some minutes later, as often as the settings say."
            " The fax says when; “Try now” does not wait. A number that does not exist is never tried again."
        ),
    ),
    HelpTopic(
        _t("One fax for each row of a list"),
        _t(
            "“Send to a list…” in the menu File takes a CSV file or a spreadsheet. What is wrong with a row stands"
            " beside it and is mended there. You can pause, and go on later: no row is sent twice."
        ),
    ),
    HelpTopic(
        _t("Faxing from other programs"),
        _t(
            "Choose a folder under Settings, Folders. What any program prints or saves into it becomes a fax that you"
            " look at before it is sent.\n\n"
            "On the command line, “faxdesk send FILE --to NUMBER” sends a fax, and “faxdesk --help” tells the rest."
        ),
    ),
    HelpTopic(
        _t("What is stored, and forgetting somebody"),
        _t(
            "Documents, pages and reports stay on this computer until you delete them: in the settings, under “Old"
            " faxes”, by hand or by themselves after as many days as you like. What was sent when and to whom stays"
            " listed.\n\n"
            "“Forget this person”, in the menu “Fax”, shows all that there is of somebody, and removes it: from this"
            " computer, or at Fax.Plus. These are two acts, and neither touches a fax that waits. Delete at Fax.Plus"
            " first: afterwards FaxDesk does not know any more whose those faxes are."
        ),
    ),
    HelpTopic(
        _t("Where to ask"),
        _t(
            "Questions about your account, numbers and prices are answered at help.fax.plus.\n\n"
            "When FaxDesk itself does something wrong, send its log along: Help, “Where is the log?”. It holds no"
            " documents and no token."
        ),
    ),
)
KEYS_TITLE = _t("Keyboard shortcuts")

OTHER_KEYS: tuple[tuple[str, tuple[tuple[str, tuple[Standard | str, ...]], ...]], ...] = (
    (
        _t("In a list"),
        (
            (_t("Show the chosen fax"), ("Return",)),
            (_t("Go to the first line"), ("Home",)),
            (_t("Go to the last line"), ("End",)),
            (_t("Go from the search to the list"), ("Down",)),
            (_t("Clear the search"), ("Esc",)),
        ),
    ),
    (
        _t("In the inbox"),
        (
            (_t("Mark as read"), ("Ctrl+Shift+M",)),
            (_t("Mark as not read"), ("Ctrl+Shift+U",)),
            (_t("Reply"), ("Ctrl+R",)),
        ),
    ),
    (
        _t("In a new fax"),
        (
            (_t("Send"), ("Ctrl+Return", "Ctrl+Enter")),
            (_t("Remove what is chosen in a list"), ("Del", "Backspace")),
            (_t("Correct what is chosen in a list"), ("F2",)),
        ),
    ),
    (
        _t("In the pages of a fax"),
        (
            (_t("Undo"), (Standard.Undo,)),
            (_t("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
            (_t("Rotate left"), ("Ctrl+L",)),
            (_t("Rotate right"), ("Ctrl+R",)),
            (_t("Remove pages"), (Standard.Delete,)),
            (_t("Add documents behind this page"), ("Insert",)),
            (_t("Paste documents behind this page"), (Standard.Paste,)),
            (_t("Move the chosen pages"), ("Alt+Left", "Alt+Right", "Alt+Up", "Alt+Down")),
            (_t("Show the documents as they are"), ("Ctrl+3",)),
            (_t("Show what arrives in fine resolution"), ("Ctrl+4",)),
            (_t("Show what arrives in standard resolution"), ("Ctrl+5",)),
        ),
    ),
    (
        _t("Where pages are shown"),
        (
            (_t("Zoom in"), (Standard.ZoomIn, "Ctrl+=", "+")),
            (_t("Zoom out"), (Standard.ZoomOut, "-")),
            (_t("Fit width"), ("Ctrl+1",)),
            (_t("Fit page"), ("Ctrl+2",)),
            (_t("Actual size"), ("Ctrl+0",)),
            (_t("Go to the first page"), ("Home",)),
            (_t("Go to the last page"), ("End",)),
            (_t("Save as…"), (Standard.Save,)),
            (_t("Print…"), (Standard.Print,)),
            (_t("Open in other program"), ("Ctrl+Shift+O",)),
            (_t("Close"), (Standard.Close, "Esc")),
        ),
    ),
)
"""Keys of other windows than the main one, whose menus tell theirs; and of lists, which have none."""
