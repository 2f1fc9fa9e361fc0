"""Templates of faxes in their file: kept, replaced, removed; a bad one costs only itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.core.errors import StoreTrouble
from faxdesk.core.fax_template import LONGEST_NAME, FaxTemplate
from faxdesk.store.fax_templates import FaxTemplates

COVER = CoverPage("", "Example Ltd", "Weekly report", (CoverFlag.URGENT,), "As agreed")
WEEKLY = FaxTemplate((("+41445550123", "Dental practice"), ("+41225550123", "")), "Weekly report", COVER)


def test_templates_are_kept_replaced_and_removed(tmp_path: Path) -> None:
    templates = FaxTemplates(tmp_path / "templates.json")
    assert templates.all() == {}
    templates.keep("weekly", WEEKLY)
    templates.keep(" Order ", FaxTemplate(comment="Order"))
    assert FaxTemplates(tmp_path / "templates.json").all() == {"Order": FaxTemplate(comment="Order"), "weekly": WEEKLY}
    assert list(templates.all()) == ["Order", "weekly"], "in the order of the alphabet"
    templates.keep("weekly", FaxTemplate(comment="Another"))
    assert templates.all()["weekly"] == FaxTemplate(comment="Another")
    templates.remove("weekly")
    templates.remove("nothing")
    assert list(templates.all()) == ["Order"]


def test_a_long_name_is_cut(tmp_path: Path) -> None:
    templates = FaxTemplates(tmp_path / "templates.json")
    templates.keep("x" * 100, WEEKLY)
    assert list(templates.all()) == ["x" * LONGEST_NAME]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"templates": 7}', '{"templates": [1]}', "[" * 100_000])
def test_a_file_that_is_none_counts_as_empty_and_is_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "templates.json"
    path.write_text(content)
    templates = FaxTemplates(path)
    assert templates.all() == {}
    templates.keep("weekly", WEEKLY)
    assert templates.all() == {"weekly": WEEKLY}


@pytest.mark.parametrize("bad", [None, 7, {}, {"recipients": [["one"]], "comment": "x", "cover": None}])
def test_a_bad_template_costs_only_itself(tmp_path: Path, bad: object) -> None:
    path = tmp_path / "templates.json"
    templates = FaxTemplates(path)
    templates.keep("weekly", WEEKLY)
    values = json.loads(path.read_text())
    values["templates"]["bad"] = bad
    values["templates"]["flags"] = {"recipients": [], "comment": "x", "cover": {"flags": ["none such"]}}
    path.write_text(json.dumps(values))
    assert templates.all() == {"weekly": WEEKLY}


def test_a_disk_that_takes_nothing_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="template could not be kept"):
        FaxTemplates(tmp_path / "gone" / "templates.json").keep("weekly", WEEKLY)
