"""Foreign text stays on its line and reads as it is."""

from __future__ import annotations

import json

import pytest

from faxdesk.core.visible_text import visible, visible_json


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("letter.pdf", "letter.pdf"),
        ("Müller, Übersicht (日本) שלום 😀.pdf", "Müller, Übersicht (日本) שלום 😀.pdf"),
        ("a\nb.pdf", r"a\nb.pdf"),
        ("a\r\n\tb", r"a\r\n\tb"),
        ("\x1b[2J\x07", r"\x1b[2J\x07"),
        ("\x9b2J\x85", r"\x9b2J\x85"),
        ("fdp.\u202etxt", r"fdp.\u202etxt"),
        ("a\u200eb\u200f\u2066c\u2069\u061c", r"a\u200eb\u200f\u2066c\u2069\u061c"),
        ("a\u2028b\u2029", r"a\u2028b\u2029"),
        ("caf\udce9.pdf", r"caf\xe9.pdf"),
        ("\ud800", r"\ud800"),
        ("a\u200bb\ufeff\u00ad", r"a\u200bb\ufeff\xad"),
        ("\U000e0041", r"\U000e0041"),
        ("\u0646\u200c\u0634", "\u0646\u200c\u0634"),
        ("C:\\letters\\n.pdf", "C:\\letters\\n.pdf"),
        ("", ""),
    ],
)
def test_what_moves_or_hides_is_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["a\nb", "\u202e\u2028", "caf\udce9", "\x9b\x7f", "\U000e0041", 'a"b\\', "é 😀"])
@pytest.mark.parametrize("indent", [None, 2])
def test_json_keeps_its_value(text: str, indent: int | None) -> None:
    value = {"file": text, text: [text]}
    shown = visible_json(json.dumps(value, ensure_ascii=False, indent=indent))
    assert json.loads(shown) == value
    assert visible(shown.replace("\n", "")) == shown.replace("\n", "")
