"""Text is read as it was meant, with or without a mark that says how it is coded."""

from __future__ import annotations

import codecs
import locale

import pytest

from faxdesk.documents.common.text_encoding import decoded, is_text

LETTER = "Sehr geehrte Damen und Herren\r\nGrüße, Łódź, Привет\r\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", b""),
        ("utf-32-be", b""),
    ],
)
@pytest.mark.parametrize("text", [LETTER, "Привет\n", "日本語 の 手紙", "a"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str, mark: bytes, text: str) -> None:
    assert decoded(mark + text.encode(encoding)) == (text, "", False)


@pytest.mark.parametrize("end", [b"\x1a", b"\x1a" * 40, b"\0\0\0", b"\x1a\0"])
def test_what_stands_behind_the_end_is_left_out(end: bytes) -> None:
    assert decoded(b"Total  123.45\r\n" + end) == ("Total  123.45\r\n", "", False)
    assert decoded(codecs.BOM_UTF8 + b"Total" + end) == ("Total", "", False)


def test_the_end_mark_of_dos_stands_behind_wide_letters_too() -> None:
    for end in (b"\x1a", b"\x1a\0"):
        assert decoded("Grüße\r\n".encode("utf-16-le") + end) == ("Grüße\r\n", "", False)


def test_older_text_is_read_as_western(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: "UTF-8")
    assert decoded("Grüße, 5 €".encode("cp1252")) == ("Grüße, 5 €", "cp1252", False)


def test_older_text_is_read_as_this_computer_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: "cp1251")
    assert decoded("Привет".encode("cp1251")) == ("Привет", "cp1251", False)


def test_bytes_without_meaning_and_broken_marks_are_survived() -> None:
    assert decoded(b"a\x81b\xffc").text.startswith("a")
    assert decoded(codecs.BOM_UTF16_LE + b"a\0b").text == "a\ufffd"
    assert decoded(b"") == ("", "", False)


@pytest.mark.parametrize("zeros", [1, 2, 3])
@pytest.mark.parametrize("letters", ["Record one%sRecord two\nTotal 5\n", "Grüße an%salle unsere Kunden\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_few_zeros_in_a_text_are_spaces(zeros: int, letters: str, encoding: str) -> None:
    data = (letters % ("\0" * zeros)).encode(encoding)
    for end in (b"", b"\n\0", b"\0" * 500):
        assert decoded(data + end).text.rstrip() == (letters % (" " * zeros)).rstrip()


def test_many_zeros_are_no_text() -> None:
    for data in (b"ab\0\0cd" * 20, b"\1\0" + b"letters " * 20, b"\0\0"):
        assert not is_text(decoded(data).text)


def test_what_is_text_behind_an_end_mark_is_kept() -> None:
    assert decoded(b"first\r\n\x1asecond\r\n\x1a") == ("first\r\n\nsecond\r\n", "", False)
    assert decoded("Grüße\n\x1aan alle\n".encode("cp1252")).text == "Grüße\n\nan alle\n"


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_what_is_no_text_behind_an_end_mark_is_left_out_and_said_so(mark: bytes) -> None:
    assert decoded(mark + b"Total 5\r\n\x1a\1\2\xff\0junk") == ("Total 5\r\n", "", True)


def test_a_line_before_an_end_mark_makes_no_text_of_other_files() -> None:
    for data in (
        b"Creative Voice File\x1a" + bytes(range(20)),
        b"for eyes\n\x1a" + bytes(range(256)) * 5,
        b"\1\n\x1a\2",
    ):
        assert not is_text(decoded(data).text)


@pytest.mark.parametrize("text", ["a\tb\r\n\f\v", "\x1b[31m", "é", " "])
def test_layout_is_part_of_text(text: str) -> None:
    assert is_text(text)


@pytest.mark.parametrize("text", ["", "a\0", "a\x01", "\x1ab", "\x7f", "\x0e"])
def test_other_controls_are_not(text: str) -> None:
    assert not is_text(text)
