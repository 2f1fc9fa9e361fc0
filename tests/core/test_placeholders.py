"""Texts for many get what stands in the columns of each row."""

from __future__ import annotations

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.placeholders import check_placeholders, filled


def test_titles_are_replaced_however_they_are_written() -> None:
    values = {"fax nr": "1", "firma": "A & B {x}"}
    assert filled("An {Firma}, {FAX-NR.}: {{so}} {leer}!", values) == "An A & B {x}, 1: {so} !"


def test_a_column_that_is_not_there_is_told_before_anything_is_sent() -> None:
    check_placeholders("Dear {Name}, {{Nowhere}}", ["Name"], "Comment")
    with pytest.raises(InputRefused, match=r"\{Nmae\}") as refused:
        check_placeholders("Dear {Nmae}", ["Name", "Fax"], "Comment")
    assert refused.value.field == "Comment"
    assert "{Name}, {Fax}" in refused.value.advice
