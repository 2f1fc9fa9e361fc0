"""Plain text becomes pages: its letters, its lines, and a clear word where a letter cannot be set."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.paper import A4, LETTER
from faxdesk.documents.convert import fonts, text_decoding
from faxdesk.documents.convert import text_to_pdf as typesetting
from faxdesk.documents.convert.fonts import Font
from faxdesk.documents.convert.text_decoding import decoded, expanded, pages, readable, unsettable, wrapped
from faxdesk.documents.convert.text_to_pdf import text_to_pdf
from tests.documents.files import put

LATIN = "Grüße aus Zürich: 5 € für “Öl”"


def set_text(folder: Path, content: bytes | str, **more: object) -> list[str]:
    """The text of each page that the content becomes."""
    path = put(folder, "note.txt", content.encode() if isinstance(content, str) else content)
    text_to_pdf(path, folder / "note.pdf", A4, "note.txt")
    document = pypdfium2.PdfDocument(folder / "note.pdf")
    found = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return found


# ------------------------------------------------------------------------------------------------------ decoding


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_unicode_is_read_as_its_mark_says(encoding: str, mark: bytes) -> None:
    assert decoded(mark + "Łódź Привет".encode(encoding)) == ("Łódź Привет", "")


def test_older_text_is_read_as_western_and_said_so(tmp_path: Path) -> None:
    assert decoded("Grüße, 5 €".encode("cp1252")) == ("Grüße, 5 €", "cp1252")
    (found,) = text_to_pdf(put(tmp_path, "old.txt", "Grüße".encode("cp1252")), tmp_path / "o.pdf", A4, "old.txt")
    assert (found.code, "cp1252" in found.text) == ("encoding_guessed", True)


def test_bytes_without_meaning_and_broken_marks_are_survived() -> None:
    assert decoded(b"a\x81b\xffc")[0].startswith("a")
    assert decoded(codecs.BOM_UTF16_LE + b"a\0b")[0] == "a\ufffd"


def test_what_is_not_seen_is_left_out() -> None:
    assert readable("\x1b[31mred\x1b[0m\u200b a\u0308 \x07\xa0|") == "red ä  |"


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


def test_text_is_set_and_can_be_read_again(tmp_path: Path) -> None:
    found = set_text(tmp_path, LATIN + "\n" + "".join(f"line {number}\n" for number in range(100)) + "\fend")
    assert len(found) == 3
    assert found[0].startswith(LATIN + "\nline 0\n")
    assert "line 99" in found[1]
    assert found[2] == "end"


def test_eighty_columns_fit_on_a4_and_nothing_is_outside_of_the_paper(tmp_path: Path) -> None:
    row = "0123456789" * 8
    assert set_text(tmp_path, f"{row}\n{row * 3}")[0].startswith(f"{row}\n{row}")
    document = pypdfium2.PdfDocument(tmp_path / "note.pdf")
    bounds = [thing.get_bounds() for thing in document[0].get_objects()]
    document.close()
    assert all(left >= 50 and right <= A4.width - 50 for left, _, right, _ in bounds)


def test_letter_paper_and_progress(tmp_path: Path) -> None:
    told: list[int] = []
    path = put(tmp_path, "note.txt", b"a\f" * 3)
    text_to_pdf(path, tmp_path / "note.pdf", LETTER, "note.txt", told.append)
    document = pypdfium2.PdfDocument(tmp_path / "note.pdf")
    assert [document.get_page_size(page) for page in range(len(document))] == [(612, 792)] * 3
    document.close()
    assert told == [1, 2, 3]


def test_a_computer_without_our_fonts_sets_western_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "fonts", lambda: iter(()))
    assert set_text(tmp_path, LATIN) == [LATIN]
    with pytest.raises(InputRefused, match="cannot set these characters of the text: \u041f \u0432 \u0435") as refused:
        set_text(tmp_path, "Привет")
    assert refused.value.field == "note.txt"


def test_other_scripts_are_set_where_a_font_has_them(tmp_path: Path) -> None:
    there = {code for font in fonts.fonts() for code in font.characters}
    text = "Привет мир\nЖизнь — это Ωμέγα"
    if not set(map(ord, text.replace(" ", "").replace("\n", ""))) <= there:
        pytest.skip("no font of this computer has Cyrillic and Greek")
    assert set_text(tmp_path, text) == [text]
    assert (tmp_path / "note.pdf").stat().st_size < 60_000


def test_letters_of_several_fonts_stand_in_one_grid(tmp_path: Path) -> None:
    there = [font for font in fonts.fonts() if ord("日") in font.characters]
    if not there:
        pytest.skip("no font of this computer has Japanese")
    assert set_text(tmp_path, "日本 x\nabcd x")[0].replace(" ", "") == "日本x\nabcdx"
    document = pypdfium2.PdfDocument(tmp_path / "note.pdf")
    lefts = [thing.get_bounds()[0] for thing in document[0].get_objects()]
    document.close()
    assert lefts[0] - lefts[-1] == pytest.approx(0, abs=2)


def test_scripts_that_need_shaping_are_refused_and_not_garbled(tmp_path: Path) -> None:
    everything = set(range(0x11_0000))
    assert unsettable("abc שלום", everything) == tuple("\u05d5\u05dc\u05dd\u05e9")
    with pytest.raises(InputRefused, match="cannot set these characters"):
        set_text(tmp_path, "مرحبا")


def test_a_refusal_names_some_of_very_many_characters(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"and 8 more\. Open it in an editor"):
        set_text(tmp_path, "".join(map(chr, range(0x10_0000, 0x10_0014))))


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
    if not found:
        pytest.skip("this computer has no fonts that we know")
    assert all(set(range(33, 127)) <= font.characters for font in found if font.even)
    assert [font.even for font in found] == sorted((font.even for font in found), reverse=True)


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


def test_the_first_font_of_a_collection_stands_by_itself(tmp_path: Path) -> None:
    single = next((font for font in fonts.fonts()), None)
    if single is None:
        pytest.skip("this computer has no fonts that we know")
    head = b"ttcf\0\1\0\0" + (1).to_bytes(4, "big") + (16).to_bytes(4, "big")
    moved = bytearray(single.data)
    for table in range(int.from_bytes(single.data[4:6], "big")):
        at = 12 + 16 * table + 8
        moved[at : at + 4] = (int.from_bytes(moved[at : at + 4], "big") + len(head)).to_bytes(4, "big")
    read = fonts._read(put(tmp_path, "all.ttc", head + bytes(moved)))
    assert read is not None
    assert read.characters == single.characters
    assert fonts._read(put(tmp_path, "cut.ttc", head)) is None
    assert fonts._read(tmp_path / "gone.ttf") is None


def test_columns_of_accents_and_wide_letters() -> None:
    assert [text_decoding.width(sign) for sign in ("a", "日", "\u0301", "ﾊ")] == [1, 2, 0, 1]


def test_fonts_are_where_the_system_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDIR", "D:\\Windows")
    for platform, part in (("linux", "/usr/share/fonts"), ("darwin", "System/Library"), ("win32", "Windows")):
        monkeypatch.setattr(sys, "platform", platform)
        assert any(part in str(folder) for folder in fonts.folders())
    monkeypatch.setattr(fonts, "_MOST_BYTES", 3)
    assert fonts._read(put(tmp_path, "large.ttf", b"\0\1\0\0" + bytes(9))) is None
