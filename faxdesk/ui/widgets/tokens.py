"""Every colour, size, distance and scale of letters in the window. Nothing else of `ui` has one (docs/design.md).

Lengths are in device-independent pixels, so that they grow with the scale of the screen. A test over the source,
`tests/ui/test_design_tokens.py`, refuses a colour or a size that is written anywhere else. A size that one widget alone
has stands here too, under the name of the widget: only side by side can sizes be made to agree.
"""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """A colour as it is on a light ground, and on a dark one."""

    light: str
    dark: str


# --------------------------------------------------------------------------------------------------- distances

SPACE_XS = 4
"""Between what is one: an icon and its word, a line and the next of the same text."""
SPACE_S = 8
"""Between controls of one group."""
SPACE_M = 12
"""Between groups, and around what is in a panel."""
SPACE_L = 16
"""Around what is in a dialog or a pane."""
SPACE_XL = 24
"""Between parts of a page."""
SPACE_XXL = 32
"""Around what stands alone, as in an empty list."""

# ------------------------------------------------------------------------------------------------ lines, corners

INSET = 2
"""Between a frame and what is in it."""
STROKE = 2
"""Of the frame around what has the keyboard (WCAG 2.2, 2.4.13)."""
STROKE_BOLD = 3
"""Of a mark that is to be seen from afar: where something will be dropped, which row is chosen."""
STROKE_FINE = 1.5
"""Of a frame around a region of a page."""
RADIUS_S = 4
RADIUS_M = 6
"""Of buttons and of what lies on the ground of a page."""
RADIUS_L = 10
"""Of what covers the window."""

# ----------------------------------------------------------------------------------------------------- letters

CAPTION = 0.92
"""Of the system's letters: hints, times, the second line of a row."""
BODY = 1.0
USUAL_LINE = 16
"""Pixels of the height of the letters that the sizes of dialogs are meant for; for larger ones they grow."""
HEADING = 1.15
"""Of a part of a page."""
TITLE = 1.3
"""Of a page or a dialog."""
DISPLAY = 1.55
"""The one thing that is to be read first: the verdict on a fax, the invitation of an empty list."""

# ------------------------------------------------------------------------------------------------------- icons

ICON_S = 16
"""Beside a word."""
ICON_TOOL = 20
"""In the toolbar."""
ICON_M = 28
"""Beside a verdict."""
ICON_L = 48
"""Where it stands for itself."""

# ------------------------------------------------------------------------------------------------------ states
# On a light and on a dark ground each has 4.5:1 or more against the ground of lists (WCAG 2.2, 1.4.3). None stands
# alone: an icon and a word say the same.

GOOD = Pair("#1a7433", "#6fd08c")
BAD = Pair("#b3261e", "#ff9a92")
DOUBT = Pair("#8a5a00", "#f2bf4e")
MUTED_PART = 0.25
"""How much of its ground a muted text takes on. With more, its contrast falls below 4.5:1."""
STARK_CONTRAST = 18
"""Of text in the colours of high contrast with its ground: white or yellow on black, black on white."""
TINT_PART = 0.10
"""How much of the colour of a state its ground has."""
CHOICE_PART = 0.14
"""How much of the accent the ground of a chosen row has."""
HOVER_PART = 0.04
"""How much of the text's colour the ground of the row below the pointer has."""
RULE_PART = 0.09
"""The same of a line between rows."""
OUTLINE_PART = 0.5
"""The same of an outline that is to be seen: 3:1 (WCAG 2.2, 1.4.11)."""
PRESSED_PART = 0.18
"""How much darker the filled button becomes while it is pressed, and half of it below the pointer."""

# ------------------------------------------------------------------------------------------------------ accent

ACCENT = Pair("#1d5fc0", "#2f72d2")
"""The ground of the one button that a screen is for, and what marks what is chosen, where the system has no accent of
its own. White on it has 4.5:1 or more."""
ON_ACCENT = "#ffffff"

# -------------------------------------------------------------------------------------------------- practice account

PRACTICE_GROUND, PRACTICE_TEXT = "#ffd24a", "#2b2200"
"""Amber and near-black: a contrast of 11:1 whatever the palette, so that it warns in light and in dark."""

# ------------------------------------------------------------------------------------------------ paper on the screen
# A page is white in every appearance.

PAPER = "#ffffff"
PAPER_EMPTY = "#e4e4e4"
"""Paper of which there is no picture yet."""
PAPER_INK = "#606060"
PAPER_EDGE = "#808080"
PRINT = "#000000"
"""What is printed on it."""
PRINT_LETTERS = 9.0
"""Points of the letters of a list on paper."""
PRINT_GAP = 9.0
"""Points between the columns and between the rows of a list on paper."""
PRINT_MARGIN = 36.0
"""Points of white around a list on paper (12.7 mm)."""
MARK, MARK_CHOSEN = "#c05000", "#d00000"
"""Around a region that will not come out well, and around the chosen one: contrasts of 4.6:1 and 5.6:1 on paper."""
MARK_ALPHA = 28
"""Opacity, of 255, with which a marked region is tinted."""
SHADOW = "#000000"
SHADOW_ALPHA = 60
SHADOW_OFFSET = 4
VEIL_ALPHA = 244
"""Opacity of what covers the window while documents are held over it."""

# ---------------------------------------------------------------------------------- palettes of Qt's own style (Fusion)
# By the names of `QPalette.ColorRole`. Elsewhere the system has its own.

LIGHT: dict[str, str] = {
    "Window": "#f3f4f6",
    "WindowText": "#1b1f26",
    "Base": "#ffffff",
    "AlternateBase": "#f8f9fa",
    "ToolTipBase": "#ffffff",
    "ToolTipText": "#1b1f26",
    "PlaceholderText": "#656c77",
    "Text": "#1b1f26",
    "Button": "#fbfbfc",
    "ButtonText": "#1b1f26",
    "BrightText": "#ffffff",
    "Light": "#ffffff",
    "Midlight": "#e6e8eb",
    "Mid": "#c9cdd3",
    "Dark": "#9aa1ab",
    "Shadow": "#6c7480",
    "Highlight": ACCENT.light,
    "HighlightedText": ON_ACCENT,
    "Link": ACCENT.light,
    "LinkVisited": "#6a45b5",
    "Accent": ACCENT.light,
}
DARK: dict[str, str] = {
    "Window": "#25282d",
    "WindowText": "#eef0f3",
    "Base": "#1b1d21",
    "AlternateBase": "#202327",
    "ToolTipBase": "#363a41",
    "ToolTipText": "#eef0f3",
    "PlaceholderText": "#a2a8b2",
    "Text": "#eef0f3",
    "Button": "#33373d",
    "ButtonText": "#eef0f3",
    "BrightText": "#ffffff",
    "Light": "#4a4f57",
    "Midlight": "#40444b",
    "Mid": "#3a3e45",
    "Dark": "#15171a",
    "Shadow": "#000000",
    "Highlight": ACCENT.dark,
    "HighlightedText": ON_ACCENT,
    "Link": "#7fb6ff",
    "LinkVisited": "#c3a6ff",
    "Accent": ACCENT.dark,
}
FUSION_WINDOW = Pair("#efefef", "#323232")
"""The ground of Qt's own style (qfusionstyle.cpp). Where a window has it, no desktop and no user has chosen another."""
DISABLED_TEXT = Pair("#8b919b", "#858b94")
BORDER = Pair("#a8acb2", "#b8bdc5")
"""What Fusion makes the borders of controls of: their ground, which they do not fill, made darker by 1.4. The border
itself then has a contrast of 3:1 with what is around it (WCAG 2.2, 1.4.11)."""
BORDER_DISABLED = Pair("#d9dce1", "#858b94")
"""The same of controls that cannot be used: quieter, and seen all the same."""

# ---------------------------------------------------------------------------------------------- windows and dialogs
# Width and height at the first opening, where the screen has that room.

MAIN_WINDOW = (1180, 740)
SCREEN_MARGIN = 60
"""What a dialog leaves free of a small screen."""
COMPOSE_DIALOG = (720, 700)
COVER_DIALOG = (820, 560)
BATCH_WINDOW = (1120, 720)
WEBHOOKS_DIALOG = (680, 580)
NOTICES_DIALOG = (700, 500)
HELP_WINDOW = (820, 600)
VIEWER_WINDOW = (900, 1000)
PAGES_DIALOG = (1200, 900)
COSTS_DIALOG = (760, 480)
IMPORT_DIALOG = (720, 640)
DUPLICATES_DIALOG = (640, 520)
FORGET_DIALOG = (720, 560)
CONTACT_WIDTH = 460
CONTACT_PICKER = (560, 520)
CONNECT_DIALOG_WIDTH = 560
PROOF_CHECK_DIALOG = (620, 560)
SETTINGS_DIALOG, SETTINGS_DIALOG_LEAST = (800, 560), (520, 380)

# ------------------------------------------------------------------------------------------------- the main window

DETAILS_WIDTH = 380
"""Of the details beside the lists, as long as the user has not moved the border."""
DETAILS_LEAST = 280
FOLD_WIDTH = 1100
"""A narrower window has no room for the details beside the lists: they are there only when they are asked for."""
LOW_HEIGHT = 700
"""A lower window has room for one thing that needs the user above its lists, not for two."""
ROW_PADDING = 8
"""Above and below the two lines of a row of a list."""
ROW_PADDING_PLAIN = 4
"""Above and below a row of one line."""

# ------------------------------------------------------------------------------------------------------ other widgets

PICTURE = (176, 128)
"""The drawing in the place of a list that is empty."""
SAME_NUMBER_WIDTH = 440
CHIP_WIDTH = 240
"""Of a recipient's chip at the least, where there is room: a number, its country and a time."""
COST_COLUMN_WIDTH = 88
"""Of a column of numbers among what faxes have cost."""
CHIP_FILL_PART, CHIP_RIM_PART = 0.05, 0.22
"""How much of the colour of the text its ground and its rim have."""
FLAG_RADIUS = 2
FLAG_RIM_ALPHA = 60
"""Opacity, of 255, of the rim of a flag: a white one has no shape on white."""
HALF_PIXEL = 0.5
"""A line of one pixel along it falls on pixels, not between them."""
MESSAGE_LINES = 2
"""Lines of text for which a dialog keeps room: most messages fit."""
PROGRESS_HEIGHT = 6
STEP_CIRCLE = 18
"""Of a step on the way of a fax."""
TRAY_ICONS = (16, 22, 24, 32, 48, 64)
"""The sizes of an icon in the trays of desktops."""
TRAY_DOT = 0.45
"""The part of the icon's side that the dot on it takes: it leaves the picture, and is seen at 16 pixels."""
LINE_LIST = (240, 160)
"""The width of a list of lines that is wanted, and the least."""
NARROW_FIELD = 200
"""The least width of a line of words beside a button."""
COVER_PREVIEW, COVER_PREVIEW_LEAST = (330, 460), (180, 250)
THUMBNAIL = (132, 168)
"""The room that a small picture of a page has; a page of A4 fills its height."""
ROOM_BELOW_PAGES = 80
"""Of the buttons and the line below them, without which the pages are not shown."""
PAGE_STRIP = (84, 110)
"""The same in a dialog that has much else to show."""
THUMBNAIL_GAP = 8
"""Around the picture, where a chosen page shows that it is."""
DRAG_OFFSET = -10
"""The pointer as seen from the picture of dragged pages."""
DROP_MARK = 4
"""The line where dragged pages will go."""
PAGES_PANEL = 312
"""The width of the verdict, the findings and the choices beside pages."""
BATCH_COLUMN_LEAST = 40
BATCH_COLUMNS = (44, 152, 140, 140, 132, 120, 112)
"""The widths of the columns of a batch but the last, of the sentences."""
BATCHES_COLUMNS = (170, 125, 150)
"""The widths of the columns of the list of batches but the last, of how far each is."""
BATCH_SOFT_LEAST = 80
"""The width of a name, a company, a time or a file of a batch, where there is too little room."""
BATCH_SENTENCE_LEAST, BATCH_SENTENCE_WANTED = 200, 420
"""The width of the sentences of a batch: what they have at the least, and from where on names get half of the rest."""
BOX_WIDTH = 320
"""The least width of the sentences in a box."""
QUESTION_WIDTH = 440
"""The least width of a question with sentences in it."""
