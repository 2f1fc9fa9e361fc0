"""Numbers of things in the language of the window."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

import faxdesk.ui
from faxdesk.core import quantities
from faxdesk.ui.widgets import count_texts
from faxdesk.ui.widgets.count_texts import count_text

FORMS = {1: "%n strona", 2: "%n strony"}
"""Polish has two forms for numbers below 5, and a third one from there on."""


class Polish(QTranslator):
    def translate(self, _context: str, text: str, _disambiguation: str | None = None, number: int = -1) -> str | None:
        return FORMS.get(number, "%n stron") if text == "%n page(s)" else None

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def polish(qapp: QCoreApplication) -> Iterator[None]:
    translator = Polish()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("polish")
def test_a_language_has_as_many_forms_as_it_needs() -> None:
    assert [count_text(number, "page") for number in (1, 2, 5)] == ["1 strona", "2 strony", "5 stron"]
    assert count_text(5, "fax") == "5 faxes", "what nobody has translated is English"


@pytest.mark.parametrize("number", [0, 1, 2, 1000])
def test_english_is_as_everywhere_else(number: int, qapp: QCoreApplication) -> None:
    for noun in count_texts._forms():
        assert count_text(number, noun) == quantities.count_text(number, noun)


def test_whatever_the_window_counts_can_be_translated() -> None:
    counted, english = set(), []
    for path in Path(faxdesk.ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "faxdesk.core.quantities":
                english += [path.name for one in node.names if one.name == "count_text"]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "count_text":
                counted.add(ast.literal_eval(node.args[1]))
    assert english == []
    assert counted == set(count_texts._forms())
