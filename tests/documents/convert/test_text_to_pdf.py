"""Plain text becomes pages: its letters, its lines, and a clear word where a letter cannot be set."""

from __future__ import annotations

import locale
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.findings import Finding, FindingLevel
from faxdesk.documents.common.paper import A4, LETTER
from faxdesk.documents.convert import fonts, text_decoding
from faxdesk.documents.convert import text_to_pdf as typesetting
from faxdesk.documents.convert.fonts import Font
from faxdesk.documents.convert.text_decoding import expanded, pages, readable, shaped, wrapped
from faxdesk.documents.convert.text_to_pdf import text_to_pdf
from tests.documents.files import put
from tests.documents.font_files import (
    GREEK_AND_CYRILLIC,
    JAPANESE,
    LETTERS,
    UNICODE,
    CharacterTable,
    by_delta,
    by_list,
    collection,
    in_bytes,
    in_groups,
    truetype,
)

LATIN = "Grüße aus Zürich: 5 € für “Öl”"
EVEN, OTHER, JAPANESE_FONT = "LiberationMono-Regular.ttf", "NotoSans-Regular.ttf", "TakaoGothic.ttf"


@pytest.fixture
def font_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The only folder in which FaxDesk looks for fonts. It is empty."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(fonts, "folders", lambda: (folder,))
    fonts._files.cache_clear()
    yield folder
    fonts._files.cache_clear()


@pytest.fixture(params=["without fonts", "with fonts"])
def any_computer(request: pytest.FixtureRequest, font_folder: Path) -> None:
    """A computer without fonts, and one that has letters of one width, other scripts, and Japanese."""
    if request.param == "with fonts":
        put(font_folder, EVEN, truetype(LETTERS))
        put(font_folder, OTHER, truetype(GREEK_AND_CYRILLIC, 550, "Narrow"))
        put(font_folder, JAPANESE_FONT, truetype(JAPANESE, 1000, "Wide"))


def set_text(folder: Path, content: bytes | str, **more: object) -> list[str]:
    """The text of each page that the content becomes."""
    path = put(folder, "note.txt", content.encode() if isinstance(content, str) else content)
    text_to_pdf(path, folder / "note.pdf", A4, "note.txt")
    document = pypdfium2.PdfDocument(folder / "note.pdf")
    found = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return found


# ------------------------------------------------------------------------------------------------------ decoding


def test_older_text_is_read_as_western_and_said_so(
    any_computer: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: "UTF-8")
    (found,) = text_to_pdf(put(tmp_path, "old.txt", "Grüße".encode("cp1252")), tmp_path / "o.pdf", A4, "old.txt")
    assert (found.code, "cp1252" in found.text) == ("encoding_guessed", True)


def test_the_end_mark_of_dos_and_wide_letters_without_a_mark_are_no_trouble(any_computer: None, tmp_path: Path) -> None:
    assert set_text(tmp_path, b"Total 123.45\r\n\x1a") == ["Total 123.45"]
    assert set_text(tmp_path, LATIN.encode("utf-16-le")) == [LATIN]


def test_what_is_not_seen_is_left_out() -> None:
    assert readable("\x1b[31mred\x1b[0m\u200b a\u0308 \x07\xa0|") == "red ä  |"


@pytest.mark.parametrize(
    ("struck", "seen"),
    [
        ("N\x08NA\x08A b\x08b\x08b", "NA b"),
        ("_\x08u_\x08n d\x08_", "un d"),
        ("_\x08b\x08b", "b"),
        ("o\x08+", "+"),
        ("\x08at the begin", "at the begin"),
        ("a\n\x08b", "a\nb"),
    ],
)
def test_what_a_printer_strikes_over_is_one_letter(struck: str, seen: str) -> None:
    assert readable(struck) == seen


def test_letters_that_are_none_in_any_encoding_are_a_warning(any_computer: None, tmp_path: Path) -> None:
    path = put(tmp_path, "old.txt", "Mit freundlichen Grüßen aus Köln".encode("cp1252") + b" \x81")
    found = {each.code: each.level for each in text_to_pdf(path, tmp_path / "o.pdf", A4, "old.txt")}
    assert found["encoding_guessed"] is FindingLevel.WARNING


# -------------------------------------------------------------------------------------------------------- layout


def test_long_lines_go_on_in_the_next_one_between_words() -> None:
    assert wrapped("the quick brown fox jumps", 10) == ["the quick", "brown fox", "jumps"]
    assert wrapped("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert wrapped("", 10) == [""]
    assert wrapped("    indented text", 13) == ["    indented", "text"]
    assert "".join(wrapped("日本語のテキスト", 5)) == "日本語のテキスト"
    assert max(map(len, wrapped("日本語のテキスト", 5))) == 2


def test_nothing_is_lost_when_lines_are_wrapped() -> None:
    line = "    one two  three " + "y" * 33 + " four\tfive"
    for columns in (8, 13, 20, 80):
        pieces = wrapped(line, columns)
        assert "".join(pieces).replace(" ", "") == line.replace(" ", "").replace("\t", "")
        assert all(len(piece) <= columns for piece in pieces)


def test_tabs_stop_every_eight_columns() -> None:
    assert expanded("a\tb\t\tc") == "a       b               c"
    assert expanded("日\tb") == "日      b"


def test_pages_end_when_they_are_full_or_a_form_feed_says_so() -> None:
    text = "".join(f"line {number}\r\n" for number in range(5)) + "\fnext\n\flast"
    assert list(pages(text, 20, 4)) == [
        ["line 0", "line 1", "line 2", "line 3"],
        ["line 4"],
        ["next"],
        ["last"],
    ]
    assert list(pages("one\n\n\ntwo\n", 20, 9)) == [["one", "", "", "two"]]
    assert list(pages("end\f", 20, 9)) == [["end"]]


# --------------------------------------------------------------------------------------------------------- pages


def test_text_is_set_and_can_be_read_again(any_computer: None, tmp_path: Path) -> None:
    found = set_text(tmp_path, LATIN + "\n" + "".join(f"line {number}\n" for number in range(100)) + "\fend")
    assert len(found) == 3
    assert found[0].startswith(LATIN + "\nline 0\n")
    assert "line 99" in found[1]
    assert found[2] == "end"


def test_eighty_columns_fit_on_a4_and_nothing_is_outside_of_the_paper(any_computer: None, tmp_path: Path) -> None:
    row = "0123456789" * 8
    assert set_text(tmp_path, f"{row}\n{row * 3}")[0].startswith(f"{row}\n{row}")
    document = pypdfium2.PdfDocument(tmp_path / "note.pdf")
    bounds = [thing.get_bounds() for thing in document[0].get_objects()]
    document.close()
    assert all(left >= 50 and right <= A4.width - 50 for left, _, right, _ in bounds)


def test_letter_paper_and_progress(any_computer: None, tmp_path: Path) -> None:
    told: list[int] = []
    path = put(tmp_path, "note.txt", b"a\f" * 3)
    text_to_pdf(path, tmp_path / "note.pdf", LETTER, "note.txt", told.append)
    document = pypdfium2.PdfDocument(tmp_path / "note.pdf")
    assert [document.get_page_size(page) for page in range(len(document))] == [(612, 792)] * 3
    document.close()
    assert told == [1, 2, 3]


def test_a_computer_without_fonts_sets_western_text(font_folder: Path, tmp_path: Path) -> None:
    assert set_text(tmp_path, LATIN) == [LATIN]
    with pytest.raises(InputRefused, match="cannot set these characters of the text: \u041f \u0432 \u0435") as refused:
        set_text(tmp_path, "Привет")
    assert refused.value.field == "note.txt"


def embedded(document: Path) -> list[int]:
    """How many bytes of fonts are in a PDF, for each font."""
    with pikepdf.open(document) as opened:
        things = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary)]
        return [len(thing.FontFile2.read_bytes()) for thing in things if "/FontFile2" in thing]


@pytest.mark.parametrize("letters_of_one_width", [True, False])
def test_other_scripts_are_set_where_a_font_has_them(
    font_folder: Path, tmp_path: Path, letters_of_one_width: bool
) -> None:
    if letters_of_one_width:
        put(font_folder, EVEN, truetype(LETTERS))
    put(font_folder, OTHER, truetype(range(0x370, 0x2100), 550, "Narrow"))
    text = "Привет, Zürich\nЖизнь — это Ωμέγα"
    assert set_text(tmp_path, text) == [text]
    assert max(embedded(tmp_path / "note.pdf")) < font_folder.joinpath(OTHER).stat().st_size / 5


def columns(document: Path) -> list[tuple[str, float]]:
    """The letters of the first page, and how many letters of 6 points each is from the first one."""
    opened = pypdfium2.PdfDocument(document)
    text = opened[0].get_textpage()
    margin = text.get_charbox(0)[0]
    found = [
        (text.get_text_range(place, 1), round((text.get_charbox(place)[0] - margin) / 6, 1))
        for place in range(text.count_chars())
    ]
    opened.close()
    return [(sign, column) for sign, column in found if not sign.isspace()]


def test_letters_of_several_fonts_stand_in_one_grid(font_folder: Path, tmp_path: Path) -> None:
    put(font_folder, EVEN, truetype(LETTERS))
    put(font_folder, JAPANESE_FONT, truetype(JAPANESE, 1000, "Wide"))
    set_text(tmp_path, "日本 x\nabcd x\nq\u0301語x")
    assert columns(tmp_path / "note.pdf") == [
        *[("日", 0), ("本", 2), ("x", 5)],
        *[("a", 0), ("b", 1), ("c", 2), ("d", 3), ("x", 5)],
        *[("q", 0), ("\u0301", 0), ("語", 1), ("x", 3)],
    ]


def test_only_fonts_that_are_needed_are_loaded(font_folder: Path, tmp_path: Path) -> None:
    """A second font of one width helps out like any other, and one without what is missing is left alone."""
    put(font_folder, "DejaVuSansMono.ttf", truetype(LETTERS - {ord("ß")}))
    put(font_folder, "NotoSansMono-Regular.ttf", truetype(LETTERS - {ord("ß")}, 600, "Useless"))
    put(font_folder, EVEN, truetype(LETTERS, 600, "Second"))
    put(font_folder, OTHER, truetype(LETTERS | GREEK_AND_CYRILLIC, 550, "Third"))
    put(font_folder, JAPANESE_FONT, truetype(JAPANESE, 1000, "Wide"))
    assert set_text(tmp_path, "Straße") == ["Straße"]
    written = (tmp_path / "note.pdf").read_bytes()
    assert [name for name in (b"Boxes", b"Useless", b"Second", b"Third", b"Wide") if name in written] == [
        b"Boxes",
        b"Second",
    ]


def test_scripts_that_need_shaping_are_refused_and_not_garbled(any_computer: None, tmp_path: Path) -> None:
    assert shaped("abc שלום") == tuple("\u05d5\u05dc\u05dd\u05e9")
    with pytest.raises(InputRefused, match="cannot set these characters"):
        set_text(tmp_path, "مرحبا")


def test_a_refusal_names_some_of_very_many_characters(any_computer: None, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"and 8 more\. Open it in an editor"):
        set_text(tmp_path, "".join(map(chr, range(0x10_0000, 0x10_0014))))


def test_a_character_that_no_font_has_is_a_box_and_named(any_computer: None, tmp_path: Path) -> None:
    path = put(tmp_path, "note.txt", "Thank you \U0001f600 see you tomorrow\f\fBest \U0001f44d regards\n".encode())
    (found,) = text_to_pdf(path, tmp_path / "note.pdf", A4, "note.txt")
    assert (found.code, found.pages, found.level) == ("missing_glyphs", (1, 3), FindingLevel.WARNING)
    assert "\U0001f44d (thumbs up sign), \U0001f600 (grinning face)" in found.text
    document = pypdfium2.PdfDocument(tmp_path / "note.pdf")
    assert document[0].get_textpage().get_text_range() == "Thank you ? see you tomorrow"
    document.close()


def test_what_cannot_be_named_has_its_number(any_computer: None, tmp_path: Path) -> None:
    path = put(tmp_path, "note.txt", "A sign of our own in a long line: \ue000".encode())
    (found,) = text_to_pdf(path, tmp_path / "note.pdf", A4, "note.txt")
    assert "\ue000 (U+E000)" in found.text


def test_the_box_is_one_that_a_font_has(font_folder: Path, tmp_path: Path) -> None:
    put(font_folder, EVEN, truetype(LETTERS | {0x25A1}))
    assert set_text(tmp_path, "Thank you \U0001f600 see you tomorrow") == ["Thank you □ see you tomorrow"]


def test_very_many_characters_that_no_font_has_are_counted(any_computer: None, tmp_path: Path) -> None:
    text = "A long letter, with signs of all kinds in its last line.\n" + "".join(map(chr, range(0x1F600, 0x1F614)))
    (found,) = text_to_pdf(put(tmp_path, "note.txt", text.encode()), tmp_path / "note.pdf", A4, "note.txt")
    assert found.text.endswith("(face savouring delicious food) and 8 more.")


def test_a_text_that_nobody_could_read_with_boxes_is_refused(font_folder: Path, tmp_path: Path) -> None:
    for text in ("Liebe Grüße Привет", "\U0001f600", "1234 № 日本語"):
        with pytest.raises(InputRefused, match="cannot set these characters"):
            set_text(tmp_path, text)


def test_signs_beyond_16_bits_are_drawn_where_a_font_has_them(font_folder: Path, tmp_path: Path) -> None:
    put(font_folder, EVEN, truetype(LETTERS))
    put(font_folder, OTHER, truetype({0x1F600, 0x1F601}, 600, "Signs", tables=[CharacterTable(3, 10, in_groups)]))
    path = put(tmp_path, "note.txt", "\U0001f600\n".encode())
    assert text_to_pdf(path, tmp_path / "note.pdf", A4, "note.txt") == ()
    with pikepdf.open(tmp_path / "note.pdf") as document:
        steps = pikepdf.parse_content_stream(document.pages[0])
        (shown,) = [step.operands[0] for step in steps if str(step.operator) == "TJ"]
    # The number of its glyph in the font: 0 is the empty box of what is missing.
    assert [bytes(code) for code in shown] == [b"\0\1"]


def test_text_that_is_too_long_or_empty_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputRefused, match="nothing in this text file"):
        set_text(tmp_path, " \n\t\n\x00")
    monkeypatch.setattr(typesetting, "MOST_PAGES", 20)
    with pytest.raises(InputRefused, match="30 pages"):
        set_text(tmp_path, "a\f" * 30)
    monkeypatch.setattr(typesetting, "MOST_BYTES", 99)
    with pytest.raises(InputRefused, match="too long for a fax: 200 bytes"):
        set_text(tmp_path, "a" * 200)


# --------------------------------------------------------------------------------------------------------- fonts


def test_fonts_of_this_computer_say_what_they_have() -> None:
    found = list(fonts.fonts())
    assert all(set(range(33, 127)) <= font.characters for font in found if font.even)
    assert [font.even for font in found] == sorted((font.even for font in found), reverse=True)


@pytest.mark.parametrize(
    "table",
    [CharacterTable(3, 1, by_delta), CharacterTable(0, 3, by_list), CharacterTable(3, 10, in_groups)],
    ids=["deltas", "lists", "groups"],
)
def test_a_font_says_which_characters_it_has(table: CharacterTable) -> None:
    has = LETTERS | GREEK_AND_CYRILLIC
    assert Font("all.ttf", truetype(has, tables=[table])).characters == has


def test_only_tables_that_speak_unicode_count() -> None:
    macintosh, other, letters = CharacterTable(1, 0, by_delta), CharacterTable(0, 3, in_bytes), frozenset(range(1, 256))
    assert Font("old.ttf", truetype(letters, tables=[macintosh, other])).characters == frozenset()
    assert Font("both.ttf", truetype(letters, tables=[macintosh, other, UNICODE])).characters == letters


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\1\0\0",
        b"\0\1\0\0\0\1" + bytes(6) + b"glyf" + bytes(40),
        b"\0\1\0\0\0\1" + bytes(6) + b"cmap" + b"\xff" * 40,
    ],
)
def test_a_broken_font_has_no_characters(data: bytes) -> None:
    assert Font("broken.ttf", data).characters == frozenset()


def test_the_first_font_of_a_collection_stands_by_itself(font_folder: Path, tmp_path: Path) -> None:
    path = put(font_folder, "Menlo.ttc", collection(LETTERS))
    (font,) = fonts.fonts()
    assert (font.name, font.even, font.characters) == ("Menlo.ttc", True, LETTERS)
    assert set_text(tmp_path, LATIN + " Łódź") == [LATIN + " Łódź"]
    assert fonts._read(put(tmp_path, "cut.ttc", path.read_bytes()[:16])) is None
    assert fonts._read(tmp_path / "gone.ttf") is None


def test_fonts_are_found_in_inner_folders_the_best_first(font_folder: Path) -> None:
    inner = font_folder / "truetype" / "mono"
    inner.mkdir(parents=True)
    put(font_folder, OTHER.upper(), truetype(LETTERS))
    put(inner, EVEN, truetype(LETTERS))
    put(inner, "Nameless.ttf", truetype(LETTERS))
    put(inner, "unifont.ttf", b"OTTO" + truetype(LETTERS)[4:])
    assert [(font.name, font.even) for font in fonts.fonts()] == [(EVEN, True), (OTHER.upper(), False)]


def test_columns_of_accents_and_wide_letters() -> None:
    assert [text_decoding.width(sign) for sign in ("a", "日", "\u0301", "ﾊ")] == [1, 2, 0, 1]


def test_fonts_are_where_the_system_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDIR", "D:\\Windows")
    for platform, part in (("linux", "/usr/share/fonts"), ("darwin", "System/Library"), ("win32", "Windows")):
        monkeypatch.setattr(sys, "platform", platform)
        assert any(part in folder.as_posix() for folder in fonts.folders())
    monkeypatch.setattr(fonts, "_MOST_BYTES", 3)
    assert fonts._read(put(tmp_path, "large.ttf", b"\0\1\0\0" + bytes(9))) is None


def test_what_stands_behind_an_end_mark_is_told(any_computer: None, tmp_path: Path) -> None:
    path = put(tmp_path, "old.txt", b"Total 5\r\n\x1a\1\2\3")
    (found,) = text_to_pdf(path, tmp_path / "old.pdf", A4, "old.txt")
    assert (found.code, found.level) == ("end_mark", FindingLevel.WARNING)
    assert set_text(tmp_path, b"Total 5\r\n\x1a\1\2\3") == ["Total 5"]
    assert set_text(tmp_path, b"first\0line\r\n\x1asecond") == ["first line\nsecond"]


def test_a_script_that_was_guessed_is_a_warning(
    any_computer: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: "UTF-8")
    content = "Уважаемый Иван Петрович, напоминаем об оплате счёта.\n".encode("cp1251")  # noqa: RUF001  read so
    found = _guessed(tmp_path, content)
    assert (found.code, found.level) == ("encoding_guessed", FindingLevel.WARNING)
    assert "read as Cyrillic (cp1251). Look whether it says what it should: another script may be meant." in found.text
    assert _guessed(tmp_path, "Grüße an alle".encode("cp1252")).level is FindingLevel.NOTE


def _guessed(folder: Path, content: bytes) -> Finding:
    path = put(folder, "old.txt", content)
    try:
        return text_to_pdf(path, folder / "old.pdf", A4, "old.txt")[0]
    except InputRefused:
        pytest.skip("no font with these letters")
