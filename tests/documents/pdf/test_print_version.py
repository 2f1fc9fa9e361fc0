"""A PDF is drawn as it is printed: what only screens show is left out, what only paper shows is there."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from faxdesk.core.model import DocumentType
from faxdesk.documents.common.findings import Finding, FindingLevel, FindingRemedy
from faxdesk.documents.fax.page import Look, fax_picture
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.pdf.clean_copy import rewrite_pdf
from faxdesk.documents.pdf.print_version import differs_in_print
from tests.documents.files import put, stream
from tests.documents.print_corpus import (
    AS_PRINT,
    FIRST,
    FORM_ASKING,
    FORM_FIELDS,
    PRINT_OFF,
    PRINT_ON,
    TITLE,
    annotated,
    corpus,
    field,
    filled,
    form,
    layered,
    memberships,
    page_pdf,
    stamp,
    text,
    written,
)

PDF = DocumentType.PDF
LOOK = form(filled(b"0 0 200 80"), b"0 0 200 80")
CORPUS = corpus()
Area = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""
STAMPED: Area = (60, 310, 240, 370)
"""Where the stamp of `stamp` is, less its edge."""
LAYER: Area = (60, 110, 340, 240)
"""Where the box of `layered` is."""


def dark(folder: Path, content: bytes, area: Area, *, toned: bool = False) -> float:
    """The share of an area that is dark in the view, the same in a clean copy, and on the fax.

    What is `toned` is not looked at on the fax: there it is dots, or white.
    """
    path = put(folder, "page.pdf", content)
    copy = folder / "copy.pdf"
    rewrite_pdf(path, copy)
    shown = seen(path, area)
    assert seen(copy, area) == pytest.approx(shown, abs=0.03), "what is put together is not what was shown"
    if not toned:
        assert faxed(path, area) == pytest.approx(shown, abs=0.1), "what is sent as shown is not what was shown"
    return shown


def faxed(path: Path, area: Area) -> float:
    with PageSource(path, PDF) as source:
        picture = fax_picture(source, 0, Look()).convert("L")
        size = source.size(0)
    across, down = 204 / 72, 196 / 72
    margin, (left, bottom, right, top) = (picture.width - size.width * across) / 2, area
    box = (margin + left * across, (size.height - top) * down, margin + right * across, (size.height - bottom) * down)
    return share(picture.crop(box))


def seen(path: Path, area: Area) -> float:
    with PageSource(path, PDF) as source:
        size = source.size(0)
        image = source.render(0, round(size.width * 2))
    picture = Image.frombytes(image.mode, (image.width, image.height), image.data).convert("L")
    left, bottom, right, top = area
    return share(
        picture.crop(
            (round(left * 2), round((size.height - top) * 2), round(right * 2), round((size.height - bottom) * 2))
        )
    )


def share(picture: Image.Image) -> float:
    levels = picture.histogram()
    return sum(levels[:128]) / sum(levels)


def shown_text(folder: Path, content: bytes) -> str:
    """The text of the page as it is printed, read from a copy in which all is part of the page."""
    copy = folder / "copy.pdf"
    rewrite_pdf(put(folder, "page.pdf", content), copy)
    with PageSource(copy, PDF) as source:
        return " ".join(source.text(0).split())


def findings(folder: Path, content: bytes) -> dict[str, Finding]:
    return {found.code: found for found in examine(put(folder, "page.pdf", content)).findings}


# --------------------------------------------------------------------------------------------------- annotations


@pytest.mark.parametrize(
    ("flags", "printed"),
    [
        (4, True),
        (0, False),
        (4 | 32, True),
        (2, False),
        (4 | 2, False),
        (4 | 128, True),
        (32, False),
        (4 | 256, True),
        (4 | 1, True),
        (4 | 64, True),
    ],
)
def test_the_flags_of_a_stamp_are_followed_as_a_printer_does(tmp_path: Path, flags: int, printed: bool) -> None:
    assert dark(tmp_path, annotated(stamp(flags), looks=[LOOK]), STAMPED) == (1 if printed else 0)


@pytest.mark.parametrize(
    "subtype", [b"Stamp", b"Watermark", b"FreeText", b"Line", b"Ink", b"Text", b"Caret", b"Link", b"Odd"]
)
def test_every_kind_of_annotation_is_drawn_by_its_look(tmp_path: Path, subtype: bytes) -> None:
    body = stamp(4).replace(b"/Stamp", b"/" + subtype)
    assert dark(tmp_path, annotated(body, looks=[LOOK]), STAMPED) == 1
    assert dark(tmp_path, annotated(body.replace(b"/F 4", b"/F 0"), looks=[LOOK]), STAMPED) == 0


def test_a_type_that_nobody_knows_may_say_that_it_is_not_shown(tmp_path: Path) -> None:
    body = stamp(4 | 1).replace(b"/Stamp", b"/Odd")
    assert dark(tmp_path, annotated(body, looks=[LOOK]), STAMPED) == 0


def test_a_pop_up_is_never_drawn(tmp_path: Path) -> None:
    body = stamp(4, more=b"/Open true").replace(b"/Stamp", b"/Popup")
    content = annotated(body, looks=[LOOK])
    assert dark(tmp_path, content, STAMPED) == 0
    assert findings(tmp_path, content) == {}


def test_what_printing_leaves_out_is_said_with_its_page(tmp_path: Path) -> None:
    found = findings(tmp_path, annotated(stamp(0), stamp(36), looks=[LOOK]))
    left_out, only = found["not_printed"], found["only_printed"]
    assert left_out.text.startswith("Page 1 has a stamp that is set not to print")
    assert only.text.startswith("Page 1 has a stamp that shows in print only")
    assert (left_out.pages, only.pages) == ((1,), (1,))
    assert left_out.remedy is only.remedy is FindingRemedy.SEND_AS_SHOWN
    assert left_out.level is only.level is FindingLevel.WARNING


def test_hidden_and_empty_annotations_are_not_worth_a_word(tmp_path: Path) -> None:
    nothing = b"/Subtype /Stamp /F 0 /Rect [0 0 0 0] /AP << /N LOOK0 >>"
    link = b"/Subtype /Link /Rect [50 300 250 380] /Border [0 0 1]"
    blank = field(b"Tx", 0, b"50 300 250 380", b"/DA (/Helv 9 Tf 0 g)")
    assert findings(tmp_path, annotated(stamp(2), stamp(6), nothing, link, blank, looks=[LOOK])) == {}


def test_notes_that_are_not_printed_are_no_warning(tmp_path: Path) -> None:
    note = b"/Subtype /Text /F 0 /Rect [50 300 74 324] /Contents (Call back)"
    assert findings(tmp_path, annotated(note))["not_printed"].level is FindingLevel.NOTE


def test_a_look_is_placed_as_its_matrix_says(tmp_path: Path) -> None:
    half = form(filled(b"0 0 50 40"), b"0 0 100 40", b"/Matrix [0 1 -1 0 0 0]")
    content = annotated(stamp(4, b"50 200 150 400"), looks=[half])
    # Turned by a quarter, the left half comes to the bottom.
    assert dark(tmp_path, content, (55, 205, 145, 295)) == 1
    assert dark(tmp_path, content, (55, 305, 145, 395)) == 0


@pytest.mark.parametrize(
    ("rotate", "dark_part"), [(90, (202, 242, 218, 288)), (180, (155, 242, 198, 258)), (270, (182, 192, 198, 238))]
)
def test_a_stamp_that_stays_upright_turns_back_on_a_turned_page(tmp_path: Path, rotate: int, dark_part: Area) -> None:
    """About its upper left corner, which is at 200, 240; its left half is dark."""
    half = form(filled(b"0 0 50 20"), b"0 0 100 20")
    path = put(
        tmp_path, "page.pdf", annotated(stamp(4 | 16, b"200 220 300 240"), looks=[half], page=b"/Rotate %d" % rotate)
    )
    with PageSource(path, PDF) as source:
        image = source.render(0, 500 if rotate % 180 else 400)
    picture = Image.frombytes(image.mode, (image.width, image.height), image.data).convert("L")
    # Lay it back to how it is stored.
    stored = picture.rotate(rotate, expand=True)
    left, bottom, right, top = dark_part
    assert share(stored.crop((round(left), round(500 - top), round(right), round(500 - bottom)))) > 0.9


def test_contents_that_leave_the_page_scaled_do_not_move_annotations(tmp_path: Path) -> None:
    content = page_pdf(
        b"q 0.5 0 0 0.5 0 0 cm " + TITLE,
        page=b"/Annots [5 0 R]",
        objects=[b"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [50 300 250 380] /AP << /N 6 0 R >> >>", LOOK],
    )
    assert dark(tmp_path, content, STAMPED) == 1


def test_marks_for_redaction_are_warned_of(tmp_path: Path) -> None:
    body = stamp(4).replace(b"/Stamp", b"/Redact")
    found = findings(tmp_path, annotated(body, looks=[form(b"1 0 0 RG 2 2 196 76 re S", b"0 0 200 80")]))
    assert "can still be read" in found["not_redacted"].text
    assert found["not_redacted"].pages == (1,)
    assert found["not_redacted"].remedy is None


def test_pages_beyond_what_anybody_has_are_still_drawn(tmp_path: Path) -> None:
    many = annotated(*[stamp(4, b"%d 10 %d 12" % (at % 390, at % 390 + 2)) for at in range(6000)], looks=[LOOK])
    with PageSource(put(tmp_path, "many.pdf", many), PDF) as source:
        assert source.render(0, 100).width == 100


# --------------------------------------------------------------------------------------------------- signatures


def test_a_signature_that_does_not_print_is_left_out_and_said(tmp_path: Path) -> None:
    content = annotated(field(b"Sig", 0, more=b"/AP << /N LOOK0 >>"), looks=[LOOK], catalog=FORM_FIELDS)
    assert dark(tmp_path, content, (60, 305, 340, 325)) == 0
    found = findings(tmp_path, content)["signature_not_printing"]
    assert found.text.startswith("A signature on page 1 is set not to print")
    assert found.remedy is FindingRemedy.SEND_AS_SHOWN


def test_several_signatures_are_said_together(tmp_path: Path) -> None:
    both = (field(b"Sig", 0, more=b"/AP << /N LOOK0 >>"), field(b"Sig", 0, b"50 200 350 230", b"/AP << /N LOOK0 >>"))
    found = findings(tmp_path, annotated(*both, looks=[LOOK], catalog=FORM_FIELDS))
    assert found["signature_not_printing"].text.startswith("Signatures on page 1 are set not to print")


@pytest.mark.parametrize("flags", [4, 132, 36])
def test_a_signature_that_prints_is_there(tmp_path: Path, flags: int) -> None:
    content = annotated(field(b"Sig", flags, more=b"/AP << /N LOOK0 >>"), looks=[LOOK], catalog=FORM_FIELDS)
    assert dark(tmp_path, content, (60, 305, 340, 325)) == 1


# ------------------------------------------------------------------------------------------------------- forms


def test_a_field_with_an_old_look_shows_its_value_and_is_warned_of(tmp_path: Path) -> None:
    content = CORPUS["field with an old look"]
    assert shown_text(tmp_path, content) == "Letter to the recipient New words"
    found = findings(tmp_path, content)["form_out_of_date"]
    assert found.text.startswith("The form's looks are out of date: other programs may show other values")
    assert (found.pages, found.remedy) == ((1,), FindingRemedy.SEND_AS_SHOWN)


def test_an_old_look_that_the_file_does_not_ask_to_renew_stays_and_is_warned_of(tmp_path: Path) -> None:
    body = field(b"Tx", more=b"/V (New words) /DA (/Helv 14 Tf 0 g) /AP << /N LOOK0 >>")
    content = annotated(body, looks=[written("Old")], catalog=FORM_FIELDS)
    assert shown_text(tmp_path, content) == "Letter to the recipient Old"
    assert "form_out_of_date" in findings(tmp_path, content)


@pytest.mark.parametrize("catalog", [FORM_FIELDS, FORM_ASKING])
def test_a_value_without_a_look_is_shown_and_warned_of(tmp_path: Path, catalog: bytes) -> None:
    content = annotated(field(b"Tx", more=b"/V (Filled in) /DA (/Helv 14 Tf 0 g)"), catalog=catalog)
    assert shown_text(tmp_path, content) == "Letter to the recipient Filled in"
    assert "form_out_of_date" in findings(tmp_path, content)


@pytest.mark.parametrize("catalog", [FORM_FIELDS, FORM_ASKING])
@pytest.mark.parametrize(
    "more",
    [
        b"/V (Filled in) /AP << /N LOOK0 >>",
        b"/V <FEFF00460069006C006C0065006400200069006E> /AP << /N LOOK0 >>",
        b"/V (Filled\\rin) /AP << /N LOOK0 >>",
        b"/V (31.12.2026) /AA << /F << /S /JavaScript /JS (AFDate_Format) >> >> /AP << /N LOOK0 >>",
        b"/Ff 8192 /V (secret) /AP << /N LOOK0 >>",
    ],
)
def test_looks_that_show_the_value_are_no_matter(tmp_path: Path, catalog: bytes, more: bytes) -> None:
    content = annotated(field(b"Tx", more=more), looks=[written("Filled in")], catalog=catalog)
    assert "form_out_of_date" not in findings(tmp_path, content)
    assert shown_text(tmp_path, content) == "Letter to the recipient Filled in"


def test_fonts_of_a_form_that_lead_nowhere_or_to_themselves_cost_nothing_else(tmp_path: Path) -> None:
    """The resources of a form are copied with all that they use: here a font that names itself, and one too deep."""
    deep = b"[" * 60 + b"]" * 60
    fonts = b"/Helv << /Loop 6 0 R /Deep %s /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>" % deep
    catalog = b"/AcroForm << /Fields [5 0 R] /NeedAppearances true /DR << /Font << %s >> >> >>" % fonts
    widget = b"<< /Type /Annot %s >>" % field(b"Tx", more=b"/V (Filled in) /DA (/Helv 14 Tf 0 g)")
    content = page_pdf(TITLE, page=b"/Annots [5 0 R]", catalog=catalog, objects=[widget, b"<< /Loop 6 0 R >>"])
    assert shown_text(tmp_path, content) == "Letter to the recipient Filled in"


def test_what_a_field_inherits_counts(tmp_path: Path) -> None:
    """Many forms name type, value and flags in a field above, and have only the place in the widget."""
    parent = b"<< /FT /Tx /T (name) /V (From above) /DA (/Helv 14 Tf 0 g) /Kids [5 0 R] >>"
    widget = b"<< /Type /Annot /Subtype /Widget /F 4 /Rect [50 300 350 330] /Parent 6 0 R >>"
    catalog = FORM_ASKING.replace(b"[5 0 R]", b"[6 0 R]")
    content = page_pdf(TITLE, page=b"/Annots [5 0 R]", catalog=catalog, objects=[widget, parent])
    assert shown_text(tmp_path, content) == "Letter to the recipient From above"


def test_a_choice_shows_its_words_and_no_arrow(tmp_path: Path) -> None:
    options = b"/Ff 131072 /Opt [[(a) (Alpha)] [(b) (Beta)]] /V (b) /DA (/Helv 14 Tf 0 g)"
    content = annotated(field(b"Ch", more=options), catalog=FORM_ASKING)
    assert shown_text(tmp_path, content) == "Letter to the recipient Beta"
    assert dark(tmp_path, content, (50, 300, 140, 330)) > 0
    assert dark(tmp_path, content, (200, 298, 352, 332)) == 0


@pytest.mark.parametrize(
    ("value", "state", "asking", "ticked", "stale"),
    [
        (b"Yes", b"Yes", False, True, False),
        (b"Off", b"Off", False, False, False),
        (b"Yes", b"Off", False, False, True),
        (b"Yes", b"Off", True, True, True),
        (b"Off", b"Yes", True, False, True),
    ],
)
def test_a_box_to_tick_is_drawn_by_its_state(
    tmp_path: Path, value: bytes, state: bytes, asking: bool, ticked: bool, stale: bool
) -> None:
    on, off = form(filled(b"0 0 30 30"), b"0 0 30 30"), form(b"", b"0 0 30 30")
    more = b"/AP << /N << /Yes LOOK0 /Off LOOK1 >> >> /V /%s /AS /%s" % (value, state)
    box = field(b"Btn", place=b"50 300 80 330", more=more)
    content = annotated(box, looks=[on, off], catalog=FORM_ASKING if asking else FORM_FIELDS)
    assert dark(tmp_path, content, (52, 302, 78, 328)) == (1 if ticked else 0)
    assert ("form_out_of_date" in findings(tmp_path, content)) is stale


TICK: Area = (52, 302, 78, 328)
SIGNS = [b"4", b"8", b"l", b"u", b"n", b"H"]


@pytest.mark.parametrize("look", [b"", b"/AP << /N << >> >>"])
@pytest.mark.parametrize("sign", SIGNS)
def test_a_box_that_is_ticked_without_a_look_is_drawn_and_said(tmp_path: Path, sign: bytes, look: bytes) -> None:
    more = b"/V /Yes /AS /Yes /MK << /CA (%s) /BC [0] >> %s" % (sign, look)
    content = annotated(field(b"Btn", place=b"50 300 80 330", more=more), catalog=FORM_FIELDS)
    assert 0.05 < dark(tmp_path, content, TICK, toned=True) < 0.9
    assert dark(tmp_path, content, (49, 310, 52, 320), toned=True) > 0.1, "it has a frame"
    found = findings(tmp_path, content)["appearance_drawn"]
    assert found.text.startswith("The file does not say how a box to tick on page 1 looks. FaxDesk draws")


def test_each_sign_of_a_box_to_tick_is_another(tmp_path: Path) -> None:
    darkness = set()
    for sign in SIGNS:
        more = b"/AS /On /MK << /CA (%s) >>" % sign
        content = annotated(field(b"Btn", place=b"50 300 80 330", more=more), catalog=FORM_FIELDS)
        darkness.add(round(dark(tmp_path, content, TICK, toned=True), 2))
    assert len(darkness) == len(SIGNS)


@pytest.mark.parametrize("more", [b"/V /Off /AS /Off", b"/AS /Off", b"/V /Off", b"", b"/V /Yes /AS /Off"])
def test_a_box_that_is_not_ticked_has_its_frame_only(tmp_path: Path, more: bytes) -> None:
    box = field(b"Btn", place=b"50 300 80 330", more=more + b" /MK << /CA (4) /BC [0] >>")
    content = annotated(box, catalog=FORM_FIELDS)
    assert dark(tmp_path, content, TICK) == 0
    assert dark(tmp_path, content, (49, 310, 52, 320), toned=True) > 0.1
    assert "appearance_drawn" not in findings(tmp_path, content)


def test_a_box_whose_other_look_is_nothing_stays_empty(tmp_path: Path) -> None:
    more = b"/V /Off /AS /Off /MK << /BC [0] >> /AP << /N << /Yes LOOK0 >> >>"
    box = field(b"Btn", place=b"50 300 80 330", more=more)
    content = annotated(box, looks=[form(filled(b"0 0 30 30"), b"0 0 30 30")], catalog=FORM_FIELDS)
    assert dark(tmp_path, content, (45, 295, 85, 335)) == 0


def test_one_of_several_buttons_is_round_and_has_a_disc(tmp_path: Path) -> None:
    more = b"/Ff 32768 /V /A /AS /A /MK << /BC [0] /BG [0.5] >>"
    content = annotated(field(b"Btn", place=b"50 300 80 330", more=more), catalog=FORM_FIELDS)
    assert dark(tmp_path, content, (60, 310, 70, 320)) == 1
    assert dark(tmp_path, content, (50, 300, 53, 303)) == 0, "its corner is free"


def test_a_button_to_press_is_no_box_to_tick(tmp_path: Path) -> None:
    more = b"/Ff 65536 /AS /Yes /MK << /BC [0] >>"
    content = annotated(field(b"Btn", place=b"50 300 80 330", more=more), catalog=FORM_FIELDS)
    assert dark(tmp_path, content, (45, 295, 85, 335)) == 0


@pytest.mark.parametrize(
    "body",
    [
        field(b"Tx", more=b"/DA (/Helv 14 Tf 0 g) /V <FEFF%s>"),
        b"/Subtype /FreeText /F 4 /Rect [50 300 350 330] /DA (/Helv 14 Tf 0 g) /BS << /W 0 >> /Contents <FEFF%s>",
    ],
)
@pytest.mark.parametrize("words", ["Привет", "北京", "ꔀꔁꔂ"])
def test_words_that_no_font_has_are_never_missing_without_a_word(tmp_path: Path, body: bytes, words: str) -> None:
    content = annotated(body % words.encode("utf-16-be").hex().encode(), catalog=FORM_ASKING)
    seen_words = dark(tmp_path, content, (51, 301, 349, 329), toned=True) > 0
    assert ("words_not_drawn" in findings(tmp_path, content)) is not seen_words


def test_words_that_are_drawn_are_not_said_to_be_missing(tmp_path: Path) -> None:
    content = annotated(field(b"Tx", more=b"/DA (/Helv 14 Tf 0 g) /V (Gr\\374\\337e, 5 - 3 = 2)"), catalog=FORM_ASKING)
    assert "words_not_drawn" not in findings(tmp_path, content)


@pytest.mark.parametrize("width", [90, 114, 126, 138, 150])
def test_a_word_that_breaks_at_its_hyphen_is_neither_missing_nor_out_of_date(tmp_path: Path, width: int) -> None:
    words = b"A well-known, all-in-one, over-the-counter remedy"
    more = b"/Ff 4096 /DA (/Helv 14 Tf 0 g) /V (%s)" % words
    body = field(b"Tx", place=b"50 200 %d 330" % (50 + width), more=more)
    assert "words_not_drawn" not in findings(tmp_path, annotated(body, catalog=FORM_ASKING))
    lines = b"(A well-known, all-in-) ' (one, over-the-) ' (counter remedy) '"
    broken = b"/Tx BMC q BT /Helv 14 Tf 0 g 14 TL 4 90 Td %s ET Q EMC" % lines
    look = form(
        broken,
        b"0 0 300 130",
        b"/Resources << /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
    )
    assert "form_out_of_date" not in findings(
        tmp_path, annotated(body + b" /AP << /N LOOK0 >>", looks=[look], catalog=FORM_FIELDS)
    )


@pytest.mark.parametrize("packed", [False, True])
def test_a_value_that_is_a_stream_is_read_as_text(tmp_path: Path, packed: bool) -> None:
    data = zlib.compress(b"From a stream") if packed else b"From a stream"
    filter_ = b"/Filter [ /FlateDecode ]" if packed else b""
    widget = b"<< /Type /Annot %s >>" % field(b"Tx", more=b"/V 6 0 R /DA (/Helv 14 Tf 0 g)")
    value = stream(data, filter_)
    content = page_pdf(TITLE, page=b"/Annots [5 0 R]", catalog=FORM_ASKING, objects=[widget, value])
    assert shown_text(tmp_path, content) == "Letter to the recipient From a stream"


@pytest.mark.parametrize(("data", "filter_"), [(b"no deflate", b"FlateDecode"), (b"0123>", b"ASCIIHexDecode")])
def test_a_value_that_cannot_be_unpacked_is_no_garbage(tmp_path: Path, data: bytes, filter_: bytes) -> None:
    widget = b"<< /Type /Annot %s >>" % field(b"Tx", more=b"/V 6 0 R /DA (/Helv 14 Tf 0 g)")
    objects = [widget, stream(data, b"/Filter /" + filter_)]
    content = page_pdf(TITLE, page=b"/Annots [5 0 R]", catalog=FORM_ASKING, objects=objects)
    assert shown_text(tmp_path, content) == "Letter to the recipient"


def test_a_field_with_a_rich_value_only_shows_its_words(tmp_path: Path) -> None:
    more = b"/RV (<body><p>Rich words</p></body>) /DA (/Helv 14 Tf 0 g)"
    assert shown_text(tmp_path, annotated(field(b"Tx", more=more), catalog=FORM_ASKING)).endswith("Rich words")


def test_a_text_box_with_rich_text_only_shows_its_words(tmp_path: Path) -> None:
    rich = b"<body><p>One &amp; two</p><p><b>Three</b></p></body>"
    body = b"/Subtype /FreeText /F 4 /Rect [50 250 350 330] /DA (/Helv 14 Tf 0 g) /RC (%s)" % rich
    assert shown_text(tmp_path, annotated(body)) == "Letter to the recipient One & two Three"


def test_a_field_that_does_not_print_is_left_out_and_said(tmp_path: Path) -> None:
    content = CORPUS["field that does not print"]
    assert shown_text(tmp_path, content) == "Letter to the recipient"
    assert findings(tmp_path, content)["not_printed"].text.startswith(
        "Page 1 has a form field that is set not to print"
    )


# ------------------------------------------------------------------------------------------- without a look


@pytest.mark.parametrize("name", ["line", "polyline", "polygon", "square", "circle", "ink", "line with arrows"])
def test_drawings_without_a_look_are_drawn_and_said(tmp_path: Path, name: str) -> None:
    assert dark(tmp_path, CORPUS[name], (45, 195, 355, 355), toned=True) > 0.01
    found = findings(tmp_path, CORPUS[name])["appearance_drawn"]
    assert found.text.startswith("The file does not say how a drawing on page 1 looks.")
    assert found.remedy is FindingRemedy.SEND_AS_SHOWN


SHAPE = b"/F 4 /Rect [50 200 350 350] /C [0 0 0] /BS << /W 6 >> "


@pytest.mark.parametrize(
    "ending",
    [b"OpenArrow", b"ClosedArrow", b"ROpenArrow", b"RClosedArrow", b"Butt", b"Slash", b"Diamond", b"Square", b"Circle"],
)
def test_lines_have_their_endings(tmp_path: Path, ending: bytes) -> None:
    line = b"/Subtype /Line /L [100 275 300 275] " + SHAPE
    around: Area = (270, 235, 330, 315)
    plain = dark(tmp_path, annotated(line), around)
    assert dark(tmp_path, annotated(line + b"/LE [/None /%s]" % ending), around) > plain


def test_dashed_lines_have_gaps(tmp_path: Path) -> None:
    line = b"/Subtype /Line /L [60 275 340 275] /F 4 /Rect [50 200 350 350] "
    along: Area = (70, 273, 330, 277)
    assert dark(tmp_path, annotated(line + b"/BS << /W 6 /S /D /D [10 10] >>"), along) == pytest.approx(0.5, abs=0.05)
    assert dark(tmp_path, annotated(line + b"/Border [0 0 6 [10 10]]"), along) == pytest.approx(0.5, abs=0.05)
    assert dark(tmp_path, annotated(line + b"/BS << /W 6 >>"), along) == 1


def test_shapes_that_have_no_room_or_no_line_are_not_drawn(tmp_path: Path) -> None:
    none = b"/F 4 /Rect [50 300 54 302] /C [0 0 0] /BS << /W 9 >> "
    nothing = b"/F 4 /Rect [50 200 350 350] /BS << /W 0 >> "
    for subtype in (b"Square", b"Circle"):
        for entries in (none, nothing):
            assert dark(tmp_path, annotated(b"/Subtype /%s " % subtype + entries), (40, 190, 360, 360)) == 0


def test_wavy_and_underlined_marks_are_below_their_words(tmp_path: Path) -> None:
    words = b"/F 4 /Rect [40 440 300 475] /QuadPoints [40 475 300 475 40 440 300 440] /C [0 0 0] "
    below: Area = (42, 437, 298, 444)
    plain = dark(tmp_path, annotated(stamp(2), looks=[LOOK]), below)
    assert dark(tmp_path, annotated(b"/Subtype /Squiggly " + words), below) > plain + 0.05
    link = b"/Subtype /Link /F 4 /Rect [40 440 300 475] /BS << /W 2 /S /U >>"
    assert dark(tmp_path, annotated(link), below) > plain + 0.05


def test_a_text_box_has_its_paper_and_frame(tmp_path: Path) -> None:
    box = b"/Subtype /FreeText /F 4 /Rect [50 250 350 350] /DA (/Helv 20 Tf 1 g) /Contents (White) "
    inside: Area = (60, 255, 340, 300)
    assert dark(tmp_path, annotated(box + b"/C [0 0 0]"), inside) == 1
    assert dark(tmp_path, annotated(box), inside) == 0
    assert dark(tmp_path, annotated(box), (48, 260, 53, 340)) > 0.1
    assert dark(tmp_path, annotated(box + b"/Border [0 0 0]"), (48, 260, 53, 340)) == 0


@pytest.mark.parametrize("name", ["highlight", "underline", "strike-out"])
def test_marks_on_text_without_a_look_are_drawn_and_leave_it_readable(tmp_path: Path, name: str) -> None:
    content = CORPUS[name]
    assert findings(tmp_path, content)["appearance_drawn"].text.startswith(
        "The file does not say how a mark on the text"
    )
    path = put(tmp_path, "page.pdf", content)
    with PageSource(path, PDF) as source:
        image = source.render(0, 400)
        assert source.text(0).strip() == "Letter to the recipient"
    picture = Image.frombytes(image.mode, (image.width, image.height), image.data).convert("L").crop((40, 20, 300, 65))
    plain = Image.new("L", picture.size, 255)
    assert picture.histogram() != plain.histogram()
    # The letters are darker than what marks them.
    assert min(picture.tobytes()) < 40


def test_a_text_box_without_a_look_shows_its_words(tmp_path: Path) -> None:
    assert shown_text(tmp_path, CORPUS["text box"]) == "Letter to the recipient Approved by the board"
    assert findings(tmp_path, CORPUS["text box"])["appearance_drawn"].text.startswith(
        "The file does not say how a text box"
    )


@pytest.mark.parametrize("subtype", [b"Stamp", b"Text", b"FileAttachment", b"Caret"])
def test_what_only_readers_have_a_picture_of_is_said_to_be_missing(tmp_path: Path, subtype: bytes) -> None:
    body = b"/Subtype /%s /F 4 /Rect [50 300 250 380] /Name /Approved" % subtype
    assert dark(tmp_path, annotated(body), STAMPED) == 0
    found = findings(tmp_path, annotated(body))["appearance_missing"]
    assert found.remedy is FindingRemedy.SEND_AS_SHOWN


def test_frames_of_links_are_drawn_where_they_print(tmp_path: Path) -> None:
    edge: Area = (50, 249, 55, 301)
    assert dark(tmp_path, CORPUS["link with a frame"], edge) > 0.3
    assert dark(tmp_path, CORPUS["link without a frame"], edge) == 0
    assert dark(tmp_path, CORPUS["link whose frame is not printed"], edge) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"/Subtype /Line",
        b"/Subtype /Line /L [1 2]",
        b"/Subtype /Line /L [(a) 2 3 4]",
        b"/Subtype /Polygon /Vertices [1]",
        b"/Subtype /Ink /InkList [[] [1] 7]",
        b"/Subtype /Ink /InkList 9 0 R",
        b"/Subtype /Square /BS << /W (wide) /D [0 0] /S /D >> /C [1 2]",
        b"/Subtype /Highlight /QuadPoints [1 2 3]",
        b"/Subtype /FreeText /DA 7 /Contents 8",
        b"/Subtype /Widget /FT /Tx /V 7 /AP 7",
        b"/Subtype /Widget /FT /Btn /AP << /N << /Yes 7 >> >> /V /Yes",
        b"/Subtype 7 /F (x)",
        b"/Subtype /Stamp /AP << /N 4 0 R >>",
        b"/Subtype /Stamp /AP << /N 3 0 R >>",
        b"/Subtype /Widget /FT /Tx /V (x) /Parent 5 0 R",
    ],
)
def test_nonsense_in_an_annotation_costs_nothing_else(tmp_path: Path, body: bytes) -> None:
    content = annotated(stamp(4), b"%s /F 4 /Rect [50 100 350 200]" % body, looks=[LOOK], catalog=FORM_ASKING)
    assert dark(tmp_path, content, STAMPED) == 1
    findings(tmp_path, content)


# ------------------------------------------------------------------------------------------------------- layers


@pytest.mark.parametrize(
    ("config", "group", "printed"),
    [
        (b"", b"", True),
        (b"/OFF [5 0 R]", b"", False),
        (AS_PRINT, PRINT_OFF, False),
        (b"/OFF [5 0 R] " + AS_PRINT, PRINT_ON, True),
        (b"", PRINT_OFF, False),
        (b"/OFF [5 0 R]", PRINT_ON, True),
        (b"/BaseState /OFF", b"", False),
        (b"/BaseState /OFF /ON [5 0 R]", b"", True),
        (b"", b"/Usage << /View << /ViewState /OFF >> >>", True),
        (
            b"/AS [<< /Event /Print /Category [/View] /OCGs [5 0 R] >>]",
            b"/Usage << /View << /ViewState /OFF >> >>",
            False,
        ),
        (
            b"/AS [<< /Event /View /Category [/View] /OCGs [5 0 R] >>]",
            b"/Usage << /View << /ViewState /OFF >> >>",
            False,
        ),
        (b"/OFF [5 0 R]", b"/Intent /Design", True),
        (b"/OFF [5 0 R] /Intent [/Design /View]", b"/Intent /Design", False),
    ],
)
def test_layers_have_the_state_that_they_have_in_print(
    tmp_path: Path, config: bytes, group: bytes, printed: bool
) -> None:
    assert dark(tmp_path, layered(config, [group]), LAYER) == (1 if printed else 0)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("rule: not", True),
        ("rule: and", False),
        ("rule: or of a not", True),
        ("rule: all on", False),
        ("rule: any off", True),
        ("rule: all off, of one", True),
    ],
)
def test_rules_over_layers_are_followed(tmp_path: Path, name: str, printed: bool) -> None:
    assert dark(tmp_path, CORPUS[name], LAYER) == (1 if printed else 0)


def test_rules_within_each_other_without_end_are_taken_for_true(tmp_path: Path) -> None:
    deep = b"[/And 6 0 R " * 40 + b"]" * 40
    assert dark(tmp_path, memberships(b"/VE " + deep), LAYER) == 1


def test_another_configuration_than_the_first_has_no_say(tmp_path: Path) -> None:
    content = layered(b"").replace(b"/D <<  >>", b"/D << >> /Configs [<< /Intent /View /OFF [5 0 R] >>]")
    assert b"/Configs" in content
    # The table of objects is no longer right; PDFium finds them all the same.
    assert dark(tmp_path, content, LAYER) == 1


@pytest.mark.parametrize("name", ["drawing in a layer that is off", "annotation in a layer that is off"])
def test_drawings_and_annotations_follow_their_layer(tmp_path: Path, name: str) -> None:
    assert dark(tmp_path, CORPUS[name], LAYER) == 0


def test_layers_that_print_otherwise_are_named(tmp_path: Path) -> None:
    hidden = findings(tmp_path, layered(AS_PRINT, [PRINT_OFF]))["layer_not_printed"]
    shown = findings(tmp_path, layered(b"/OFF [5 0 R] " + AS_PRINT, [PRINT_ON]))["layer_only_printed"]
    assert hidden.text.startswith("The layer “Layer 0” is set not to print")
    assert shown.text.startswith("The layer “Layer 0” is set to show in print only")
    assert hidden.remedy is shown.remedy is FindingRemedy.SEND_AS_SHOWN
    assert findings(tmp_path, layered(b"/OFF [5 0 R]")) == {}


def test_a_layer_is_named_in_one_line_of_plain_signs(tmp_path: Path) -> None:
    name = "A\n\u202eB" + "x" * 99
    group = b"/Usage << /Print << /PrintState /OFF >> >> /Name <FEFF%s>" % name.encode("utf-16-be").hex().encode()
    content = layered(AS_PRINT, [group]).replace(b"/Name (Layer 0)", b"")
    said = findings(tmp_path, content)["layer_not_printed"].text
    assert "“A B" in said
    assert said.isprintable()
    assert len(said) < 200


# ------------------------------------------------------------------------------------------------- units, pictures


@pytest.mark.parametrize("unit", [2, 10, 72, 0.5])
def test_pages_are_as_large_as_their_unit_makes_them(tmp_path: Path, unit: float) -> None:
    box = f"/MediaBox [0 0 {600 / unit} {800 / unit}] /UserUnit {unit}".encode()
    content = page_pdf(filled(f"0 0 {300 / unit} {400 / unit}".encode()), box=box)
    path = put(tmp_path, "page.pdf", content)
    copy = tmp_path / "copy.pdf"
    rewrite_pdf(path, copy)
    for one in (path, copy):
        (size,) = examine(one).sizes
        assert (size.width, size.height) == pytest.approx((600, 800), abs=0.5)
        assert seen(one, (5, 5, 295, 395)) == 1
        assert seen(one, (305, 405, 595, 795)) == 0
    found = findings(tmp_path, content)["user_unit"]
    assert (found.pages, found.remedy) == ((1,), FindingRemedy.SEND_AS_SHOWN)
    with PageSource(path, PDF) as source:
        picture = fax_picture(source, 0, Look()).convert("L")
        assert picture.height == round(800 / 72 * 196)


def test_text_and_patterns_have_the_size_of_the_unit(tmp_path: Path) -> None:
    content = CORPUS["unit of two points"]
    path = put(tmp_path, "page.pdf", content)
    with PageSource(path, PDF) as source:
        (run,) = source.text_runs(0)
        assert run.size == pytest.approx(24)
        assert run.box[0] == pytest.approx(40, abs=4)
    # Half of each side of a tile is filled.
    assert seen(path, (200, 100, 360, 300)) == pytest.approx(0.25, abs=0.03)
    assert seen(path, (204, 104, 211, 111)) == 1


def test_annotations_lie_where_the_unit_puts_them(tmp_path: Path) -> None:
    content = annotated(stamp(4, b"25 150 125 190"), looks=[LOOK], page=b"/UserUnit 2")
    assert dark(tmp_path, content, STAMPED, toned=True) == 1


@pytest.mark.parametrize("unit", [b"0", b"-2", b"(two)", b"1", b"null"])
def test_a_unit_that_is_none_is_not_used(tmp_path: Path, unit: bytes) -> None:
    content = page_pdf(TITLE, page=b"/UserUnit " + unit)
    assert findings(tmp_path, content) == {}
    (size,) = examine(put(tmp_path, "page.pdf", content)).sizes
    assert (size.width, size.height) == (400, 500)


def test_a_large_unit_makes_a_large_page(tmp_path: Path) -> None:
    found = findings(tmp_path, page_pdf(TITLE, page=b"/UserUnit 10"))
    assert found["large_pages"].text.startswith("Page 1 is very large: 55.6 x 69.4 in")


def test_a_picture_that_is_meant_for_printing_is_printed(tmp_path: Path) -> None:
    path = put(tmp_path, "page.pdf", CORPUS["picture for printing"])
    other = put(tmp_path, "other.pdf", CORPUS["grey picture"])
    with PageSource(path, PDF) as source, PageSource(other, PDF) as wanted:
        assert source.render(0, 200).data == wanted.render(0, 200).data


# ------------------------------------------------------------------------------------------------------- page boxes


@pytest.mark.parametrize(
    ("page", "box", "size"),
    [
        (b"/CropBox [1000 1000 1400 1500]", b"/MediaBox [0 0 400 500]", (400, 500)),
        (b"/CropBox [10 10 10 10]", b"/MediaBox [0 0 400 500]", (400, 500)),
        (b"/CropBox [-100 -100 300 900]", b"/MediaBox [0 0 400 500]", (300, 500)),
        (b"", b"/MediaBox [400 500 0 0]", (400, 500)),
        (b"", b"/MediaBox [-200 -250 200 250]", (400, 500)),
        (b"/Rotate 45", b"/MediaBox [0 0 400 500]", (400, 500)),
        (b"/Rotate -90", b"/MediaBox [0 0 400 500]", (500, 400)),
        (b"/Rotate 450", b"/MediaBox [0 0 400 500]", (500, 400)),
        (b"", b"", (612, 792)),
        (b"", b"/MediaBox [0 0 0 0]", (612, 792)),
    ],
)
def test_odd_boxes_become_pages_that_can_be_seen(
    tmp_path: Path, page: bytes, box: bytes, size: tuple[int, int]
) -> None:
    path = put(tmp_path, "page.pdf", page_pdf(filled(b"-500 -500 2000 2000"), page=page, box=box))
    copy = tmp_path / "copy.pdf"
    rewrite_pdf(path, copy)
    for one in (path, copy):
        with PageSource(one, PDF) as source:
            assert [(each.width, each.height) for each in source.sizes] == [pytest.approx(size)]
            assert max(source.render(0, 100).data) == 0


WHOLE = b"/MediaBox [0 0 400 500]"


@pytest.mark.parametrize(
    ("page", "box", "is_cropped_to_nothing"),
    [
        (b"/CropBox [1000 1000 1400 1500]", WHOLE, True),
        (b"/CropBox [0 500 400 900]", WHOLE, True),
        (b"/CropBox [399.5 0 800 500]", WHOLE, True),
        (b"/CropBox [10 10 10 10]", WHOLE, True),
        (b"/CropBox 5 0 R", WHOLE, True),
        (b"/UserUnit 2 /CropBox [1000 1000 1400 1500]", WHOLE, True),
        (b"/CropBox [700 0 900 500]", b"", True),
        (b"/CropBox [40 80 390 480]", WHOLE, False),
        (b"/CropBox [390 480 40 80]", WHOLE, False),
        (b"/CropBox [-100 -100 300 900]", WHOLE, False),
        (b"/CropBox [0 0 300]", WHOLE, False),
        (b"", WHOLE, False),
    ],
)
def test_what_is_cropped_to_nothing_is_told_as_others_may_show_nothing(
    tmp_path: Path, page: bytes, box: bytes, *, is_cropped_to_nothing: bool
) -> None:
    told = findings(tmp_path, page_pdf(TITLE, page=page, box=box, objects=[b"[-200 0 -100 500]"]))
    assert ("crop_box" in told) is is_cropped_to_nothing
    if is_cropped_to_nothing:
        found = told["crop_box"]
        assert found.text.startswith("Page 1 is cropped so that nothing is left (CropBox). FaxDesk shows all of it")
        assert (found.pages, found.remedy) == ((1,), FindingRemedy.SEND_AS_SHOWN)


def test_a_box_that_pages_have_from_above_crops_them_to_nothing(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(page_pdf(TITLE))) as document:
        document.add_blank_page(page_size=(400, 500))
        document.pages[1].CropBox = [0, 0, 200, 250]
        document.Root.Pages.CropBox = [1000, 1000, 1400, 1500]
        document.save(out := io.BytesIO())
    path = put(tmp_path, "page.pdf", out.getvalue())
    assert findings(tmp_path, out.getvalue())["crop_box"].pages == (1,)
    assert [(size.width, size.height) for size in examine(path).sizes] == [(400, 500), (200, 250)]


def test_a_document_with_boxes_on_its_pages_is_not_copied_to_be_drawn(tmp_path: Path) -> None:
    """Also where each page has another one, as halves of what was scanned in pairs."""
    with pikepdf.open(io.BytesIO(page_pdf(TITLE, page=b"/CropBox [0 0 200 500]"))) as document:
        document.add_blank_page(page_size=(400, 500))
        document.pages[1].CropBox = [200, 0, 400, 500]
        document.save(out := io.BytesIO())
    assert not differs_in_print(out, encrypted=False)


# ------------------------------------------------------------------------------------------------------- fonts


def lettered(font: bytes, before: bytes = b"") -> bytes:
    return page_pdf(before + text("Code 4711", 40, 300, 20, "X"), fonts=b"/X << /Type /Font %s >>" % font)


@pytest.mark.parametrize("name", ["Wingdings", "Code39", "OCRB", "Calibri", "Arial-Black", "ArialNarrow"])
def test_fonts_that_are_not_in_the_file_are_warned_of(tmp_path: Path, name: str) -> None:
    found = findings(tmp_path, lettered(b"/Subtype /TrueType /BaseFont /%s /Encoding /WinAnsiEncoding" % name.encode()))
    assert found["fonts_not_embedded"].text == (
        "The fonts of page 1 are not in the file; it may look different at the recipient."
    )
    assert found["fonts_not_embedded"].remedy is FindingRemedy.SEND_AS_SHOWN


@pytest.mark.parametrize(
    "name", ["Helvetica-BoldOblique", "Times-Roman", "Courier", "Symbol", "ZapfDingbats", "Arial", "ArialMT",
             "Arial,Bold", "Arial-BoldItalicMT", "TimesNewRomanPSMT", "TimesNewRomanPS-BoldMT", "CourierNew"]
)  # fmt: skip
def test_fonts_that_every_reader_has_are_no_matter(tmp_path: Path, name: str) -> None:
    assert findings(tmp_path, lettered(b"/Subtype /TrueType /BaseFont /%s" % name.encode())) == {}


def test_fonts_of_what_is_only_there_to_be_searched_are_no_matter(tmp_path: Path) -> None:
    assert findings(tmp_path, lettered(b"/Subtype /TrueType /BaseFont /Calibri", b"3 Tr ")) == {}


def test_fonts_in_drawings_count(tmp_path: Path) -> None:
    inner = form(
        text("Code", 5, 10, 12, "X"),
        more=b"/Resources << /Font << /X << /Type /Font /Subtype /TrueType /BaseFont /Code39 >> >> >>",
    )
    content = page_pdf(TITLE + b"/D Do", resources=b"/XObject << /D 5 0 R >>", objects=[inner])
    assert "fonts_not_embedded" in findings(tmp_path, content)


def test_a_font_of_drawings_is_in_the_file(tmp_path: Path) -> None:
    assert findings(tmp_path, CORPUS["font of drawings"]) == {}


# ------------------------------------------------------------------------------------------------ whole documents


@pytest.mark.parametrize("name", CORPUS)
def test_every_document_looks_the_same_wherever_it_is_drawn(tmp_path: Path, name: str) -> None:
    """In the view and in a copy of its page; and the view shows something."""
    path = put(tmp_path, "page.pdf", CORPUS[name])
    with PageSource(path, PDF) as source:
        size = source.size(0)
    shown = dark(tmp_path, CORPUS[name], (2, 2, size.width - 2, size.height - 2), toned=True)
    assert shown > 0.001


def test_an_encrypted_form_is_printed_as_an_open_one(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(CORPUS["stamp on the screen only"])) as document:
        document.save(
            out,
            encryption=pikepdf.Encryption(user="", owner="own", R=6),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    assert dark(tmp_path, out.getvalue(), STAMPED) == 0


def test_fonts_of_an_encrypted_document_are_looked_at(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(lettered(b"/Subtype /TrueType /BaseFont /Code39"))) as document:
        document.save(
            out,
            encryption=pikepdf.Encryption(user="", owner="own", R=6),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    assert b"Code39" not in out.getvalue()
    assert "fonts_not_embedded" in findings(tmp_path, out.getvalue())


def test_what_is_packed_into_tables_of_objects_is_found(tmp_path: Path) -> None:
    for name, area in (("stamp on the screen only", STAMPED), ("layer set not to print", LAYER)):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(CORPUS[name])) as document:
            document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        assert b"/Stamp" not in out.getvalue()
        assert dark(tmp_path, out.getvalue(), area) == 0


def test_an_ordinary_document_is_not_copied_to_be_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("faxdesk.documents.pdf.reader.print_version", never)
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Border [0 0 1] /A << /S /URI /URI (x) >> >>"
    path = put(tmp_path, "page.pdf", page_pdf(TITLE, page=b"/Annots [5 0 R]", objects=[link]))
    with PageSource(path, PDF) as source:
        source.render(0, 100)
    assert examine(path).findings == ()


def test_a_document_that_cannot_be_prepared_is_drawn_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("no table")

    monkeypatch.setattr("faxdesk.documents.pdf.reader.print_version", fails)
    content = CORPUS["stamp on the screen only"]
    assert findings(tmp_path, content)["print_unknown"].remedy is FindingRemedy.SEND_AS_SHOWN
    assert dark(tmp_path, content, STAMPED) == 0
    # Its copy is no picture of it.
    assert shown_text(tmp_path, content) == "Letter to the recipient"


def test_the_first_object_that_is_added_has_the_expected_number() -> None:
    assert FIRST == 5
