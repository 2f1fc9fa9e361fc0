"""Names and comments in Arabic and Hebrew, as they stand on paper."""

from __future__ import annotations

import unicodedata

import pytest

from faxdesk.documents.convert.right_to_left import plain_letters, visual

ALEF, LAM, MEEM, REH, QAF, TEH = "\u0627", "\u0644", "\u0645", "\u0631", "\u0642", "\u0629"
BET, GIMEL, DALET = "\u05d1", "\u05d2", "\u05d3"


def forms(text: str) -> list[str]:
    """Return which form each letter has, from left to right."""
    return [unicodedata.decomposition(letter).partition(" ")[0] for letter in visual(text)]


def test_what_is_written_from_left_to_right_stays_as_it_is() -> None:
    for text in ("", "Kündigung (2)", "\u4e0a\u6d77 5 A 112/26"):
        assert visual(text) == text


def test_arabic_letters_join_their_neighbours() -> None:
    assert forms(MEEM + QAF + LAM + TEH) == ["<final>", "<medial>", "<medial>", "<initial>"]
    # Reh joins what is before it alone.
    assert forms(REH + QAF + MEEM) == ["<final>", "<initial>", "<isolated>"]
    assert forms(MEEM + " " + MEEM) == ["<isolated>", "", "<isolated>"]


def test_lam_and_alef_are_one_letter() -> None:
    letter = visual(LAM + ALEF)
    assert len(letter) == 1
    assert plain_letters(letter) == ALEF + LAM, "the letter at the right is read first"
    assert len(visual(MEEM + LAM + ALEF)) == 2


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (f"{BET}{GIMEL}{DALET}", f"{DALET}{GIMEL}{BET}"),
        (f"02 {BET}{GIMEL}.pdf, 2 pages", f"02 {GIMEL}{BET}.pdf, 2 pages"),
        (f"a ({BET}{GIMEL}) b", f"a ({GIMEL}{BET}) b"),
        (f"{BET} ({GIMEL})", f"({GIMEL}) {BET}"),
        (f"{BET} 112/26 {GIMEL}", f"{GIMEL} 112/26 {BET}"),
        (f"{BET} 20%", f"20% {BET}"),
        (f"{BET} {GIMEL} ", f" {GIMEL} {BET}"),
        (f"a {BET} {GIMEL} ", f"a {GIMEL} {BET} "),
        (f"a {BET}, 12-3", f"a 12-3 ,{BET}"),
    ],
)
def test_words_go_to_the_left_and_numbers_to_the_right(text: str, drawn: str) -> None:
    assert visual(text) == drawn


def test_marks_are_left_out_and_letters_of_other_scripts_are_no_forms() -> None:
    assert visual(f"{BET}\u05b0{GIMEL}") == GIMEL + BET
    for letter in ("\ufb01", "\u00bd", "a"):
        assert plain_letters(letter) == letter


@pytest.mark.parametrize("turn", [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))])
def test_what_turns_letters_is_left_out_as_nobody_types_it(turn: str) -> None:
    assert visual(f"{BET}{turn}12{turn}{GIMEL} a") == f"{GIMEL}12{BET} a"


@pytest.mark.parametrize("end", ["\n", "\r", "\x1c", "\x85", "\u2029"])
def test_what_ends_a_paragraph_is_a_space(end: str) -> None:
    assert visual(f"a {BET}{end}{GIMEL}") == f"a {GIMEL} {BET}"
    assert visual(f"{BET}{end}{GIMEL}") == f"{GIMEL} {BET}"
