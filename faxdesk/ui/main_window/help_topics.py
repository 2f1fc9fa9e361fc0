"""What the help says: how things are done, what the words mean, and the keys that windows have beside their menus."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QKeySequence

from faxdesk.ui.widgets.help_subject import HelpSubject

Standard = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """A page of the help: its title, paragraphs that are parted by empty lines, and where F1 opens it."""

    title: str
    text: str
    subject: HelpSubject | None = None


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
        HelpSubject.SENDING,
    ),
    HelpTopic(
        _t("What the words mean"),
        _t(
            "Waiting, Uploading, Handing over: on its way to Fax.Plus.\n\n"
            "At Fax.Plus, Converting, Scheduled, Sending: Fax.Plus has it; it is not delivered yet.\n\n"
            "Delivered: all pages arrived. The confirmation report proves it.\n\n"
            "Partly delivered, Failed, Refused: choose the fax to read why and what to do.\n\n"
            "Unclear if sent: no confirmation came when the fax was handed over. FaxDesk looks for it at Fax.Plus, and"
            " asks you where it is not to be found.\n\n"
            "Cancelled: it was taken back and is not sent."
        ),
    ),
    HelpTopic(
        _t("The right number"),
        _t(
            "Write a number as you know it, paste a whole list, or write a name: FaxDesk suggests contacts, groups and"
            " numbers that you have faxed to. “Browse contacts” lists them all, to tick several, or a whole group. The"
            " country, the written form and the time there stand beside each number.\n\n"
            "FaxDesk asks before it sends where a number may be wrong: where it differs by one digit from one that you"
            " know, did not exist last time, or is another than the one in the document. For the first confidential fax"
            " to a number, write its last four digits again.\n\n"
            "Are there several faxes to one number within minutes? They can go as one fax, or one after another, so"
            " that they do not find the line busy."
        ),
        HelpSubject.NUMBERS,
    ),
    HelpTopic(
        _t("Drafts"),
        _t(
            "Close a fax that is not finished, and it becomes a draft. It is also saved while you write, in case the"
            " computer stops. You can write several at once.\n\n"
            "Drafts have a tab of their own while there are some. Ctrl+5 shows it. Choose one and press Return to go"
            " on with it, or Delete to throw it away; Undo brings it back.\n\n"
            "Where a document of a draft is not there any more, FaxDesk says which one."
        ),
        HelpSubject.DRAFTS,
    ),
    HelpTopic(
        _t("Templates"),
        _t(
            "A template has recipients, a comment or a cover page that faxes of one kind have in common. In a new fax,"
            " open “Templates” to use one: it fills the fields, and you can change them.\n\n"
            "To make one, fill in a fax and choose “Save as template…” there. You say which parts it has. Where one of"
            " this name exists, the new one takes its place. “Delete” in the same menu removes one."
        ),
        HelpSubject.TEMPLATES,
    ),
    HelpTopic(
        _t("Looking at the pages"),
        _t(
            "“Pages…” in a new fax shows each page as the recipient will get it: in black and white, fine or standard."
            " What will not come out well is marked, with what helps.\n\n"
            "Pages can be turned, removed and put in another order: with the mouse, or with Alt and the arrow keys."
            " Your own files are not changed."
        ),
        HelpSubject.PAGES,
    ),
    HelpTopic(
        _t("When something needs you"),
        _t(
            "What FaxDesk cannot settle alone stands above the lists with its next step, until you have dealt with it:"
            " a fax that failed, one of which only you can find out what became of it, a document to look at, an"
            " account that is not signed in.\n\n"
            "The number of these things stands on the program's icon, where the desktop has a place for it."
        ),
        HelpSubject.NEEDS,
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
        HelpSubject.NOTIFICATIONS,
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
        HelpSubject.RETRIES,
    ),
    HelpTopic(
        _t("Finding a fax"),
        _t(
            "Write what you look for, above a list or in it: a number, a name, a comment, the name of a file, or words"
            " inside of a document. All words have to be in the fax, in any order; capital letters and accents make no"
            " difference.\n\n"
            "A part of a number or a name is enough. The text of documents is found by the beginnings of its words."
            " Scans and pictures have no text.\n\n"
            "“Filters” leaves only the faxes of a person, in a state, of a time, or from one of your numbers. Escape"
            " clears the search, and the arrow down leads to what was found."
        ),
        HelpSubject.SEARCH,
    ),
    HelpTopic(
        _t("Received faxes"),
        _t(
            "Faxes to your numbers come into the inbox by themselves. One that nobody has read is in strong letters,"
            " and the tab tells how many there are. Opening the pages marks it as read; you can mark it as not read"
            " again.\n\n"
            "You can save the pages as a PDF, write a comment for all who see the fax, and reply, which opens a new fax"
            " to the sender.\n\n"
            "What you delete here is deleted at Fax.Plus too, for everybody. FaxDesk asks first, and for some seconds"
            " you can take it back with Undo."
        ),
        HelpSubject.INBOX,
    ),
    HelpTopic(
        _t("Contacts and groups"),
        _t(
            "A contact has a name, a company and one or more fax numbers, the usual one first. Numbers that were"
            " changed are remembered, so that old ones are noticed. A group is faxed to by its name.\n\n"
            "“More” imports an address book (vCard) or a list (CSV or Excel): you see first what becomes of each entry,"
            " and what cannot be read is shown and left out. It also exports contacts, and finds those that are there"
            " twice, to make one of them.\n\n"
            "Contacts stay on this computer."
        ),
        HelpSubject.CONTACTS,
    ),
    HelpTopic(
        _t("Proving what was sent"),
        _t(
            "Choose a fax and “Save report…” for the confirmation of Fax.Plus, or “Save proof…” for more: one PDF with"
            " the report, all that happened and when, the number, every page in small, and the documents"
            " themselves.\n\n"
            "A proof tells by itself whether a byte of it has been changed: “faxdesk verify FILE” checks it on any"
            " computer, without a network.\n\n"
            "It proves that a connection was made and which pages were taken. It does not prove that somebody has read"
            " them."
        ),
        HelpSubject.PROOF,
    ),
    HelpTopic(
        _t("Sending to a list"),
        _t(
            "“Send to a list…” in the menu File sends one fax for each row of a CSV file or a spreadsheet. What is"
            " wrong with a row stands beside it and is mended there; until then the row is left out. A number that may"
            " be wrong has a sign, and FaxDesk asks before the start. You can pause, and resume later: no row is sent"
            " twice."
        ),
        HelpSubject.LISTS,
    ),
    HelpTopic(
        _t("Faxing from other programs"),
        _t(
            "Choose a folder under Settings, Folders. What any program prints or saves into it becomes a fax that you"
            " look at before it is sent.\n\n"
            "On the command line, “faxdesk send FILE --to NUMBER” sends a fax, and “faxdesk --help” tells the rest."
        ),
        HelpSubject.PROGRAMS,
    ),
    HelpTopic(
        _t("What is stored, and forgetting somebody"),
        _t(
            "Documents, pages and reports stay on this computer until you delete them: in the settings, under “Old"
            " faxes”, by hand or by themselves after as many days as you like. What was sent when and to whom stays"
            " listed.\n\n"
            "“Forget this person”, in the menu “Fax”, shows all that there is of somebody, and removes it: from this"
            " computer, or at Fax.Plus. These are two acts, and neither touches a fax that waits. Delete at Fax.Plus"
            " first: afterwards FaxDesk does not know any more whose those faxes are. If you have several profiles, do"
            " it in the window of each."
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
        _t("In every window"),
        ((_t("Help on what is open"), (Standard.HelpContents,)),),
    ),
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
