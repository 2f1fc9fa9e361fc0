"""`faxdesk costs`: what faxes have cost by month, as lines, JSON and a table."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store
from tests.cli.conftest import GOOD, Shell

if TYPE_CHECKING:
    from pathlib import Path


def test_costs_are_told_as_far_as_they_are_known(shell: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    assert shell.run("costs").out == "Nothing was sent yet.\n"
    assert shell.run("send", str(sample_pdf), "--to", GOOD, "--wait").code == 0
    with closing(Store(DataFolder(shell.folder))) as store, store.database.transaction() as connection:
        connection.execute("UPDATE fax SET at = 1500000000000, cost = 2.5")
        connection.execute("UPDATE recipient SET changed_at = 1500000000000")
    run = shell.run("costs")
    assert run.out.startswith("2017-07  +")
    assert "1 fax, 1 delivered," in run.out
    assert run.out.endswith("Together 1 fax, cost 2.5.\n")
    (line,) = shell.run("costs", "--json", "--csv", str(tmp_path / "costs.csv")).value
    assert (line["month"], line["faxes"], line["cost"], line["cost_unknown"]) == ("2017-07", 1, 2.5, 0)
    assert (tmp_path / "costs.csv").read_text("utf-8-sig").splitlines()[1].endswith(",2.5,0")
    with closing(Store(DataFolder(shell.folder))) as store, store.database.transaction() as connection:
        connection.execute("UPDATE fax SET cost = NULL")
    assert shell.run("costs").out.endswith("Together 1 fax, cost 0, without 1 fax whose cost is not known.\n")
    assert shell.run("costs", "--json").value[0]["cost"] is None


def test_a_table_that_cannot_be_written_is_refused_first(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("costs", "--csv", str(tmp_path / "missing" / "costs.csv")).code == 3
