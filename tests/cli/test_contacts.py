"""`faxdesk contacts` as scripts and people use it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import GOOD, Shell
from tests.documents.cards.test_reader import card
from tests.services.batches import write_list


def test_an_address_book_is_imported_listed_and_exported(lonely: Shell, tmp_path: Path) -> None:
    book = tmp_path / "book.vcf"
    good = card("FN:Eva Müller", "ORG:Praxis", f"TEL;TYPE=FAX:{GOOD}", "CATEGORIES:Dentists")
    book.write_text(good + card("FN:Max", "TEL;TYPE=CELL:+41791234567") + "BEGIN:VCARD\nFN:Cut", "utf-8")
    dry = lonely.run("contacts", "import", book, "--dry-run", "--group", "Mine", "--json")
    assert dry.code == 3
    assert (dry.value["kept"], dry.value["added"], dry.value["refused"]) == (False, 1, 2)
    assert lonely.run("contacts").out == "There are no contacts.\n"
    real = lonely.run("contacts", "import", book, "--group", "Mine", "--json")
    assert (real.code, real.value["kept"]) == (3, True)
    assert [(one["place"], one["state"], bool(one["reason"])) for one in real.value["contacts"]] == [
        (1, "new", False),
        (2, "refused", True),
        (3, "refused", True),
    ]
    assert json.loads(real.err)["text"] == "2 cards of book.vcf could not be used; the reasons are above."
    (kept,) = lonely.run("contacts", "list", "mull", "--group", "dentists", "--json").value
    assert kept == {
        "contact": 1,
        "name": "Eva Müller",
        "company": "Praxis",
        "numbers": [GOOD],
        "groups": ["Dentists", "Mine"],
        "note": "",
    }
    assert lonely.run("contacts", "list", "max").out == "There is no such contact.\n"
    out = tmp_path / "out.csv"
    assert lonely.run("contacts", "export", out, "--json").value == {"file": str(out), "contacts": 1}
    assert lonely.run("contacts", "export", tmp_path / "none.vcf", "--group", "None").out.startswith("0 contacts in ")
    again = lonely.run("contacts", "import", out)
    assert (again.code, again.out) == (0, "Imported: 0 new, 0 changed, 1 as before.\n")


def test_a_group_is_renamed(lonely: Shell, tmp_path: Path) -> None:
    book = tmp_path / "book.vcf"
    book.write_text(card("FN:Eva", f"TEL;TYPE=FAX:{GOOD}", "CATEGORIES:Dentists"), "utf-8")
    lonely.run("contacts", "import", book)
    renamed = lonely.run("contacts", "rename-group", "Dentists", "Dental offices")
    assert (renamed.code, renamed.out) == (0, "The group is called “Dental offices” now: 1 contact.\n")
    (one,) = lonely.run("contacts", "list", "--json").value
    assert one["groups"] == ["Dental offices"]
    refused = lonely.run("contacts", "rename-group", "Dentists", "Offices")
    assert refused.code == 3
    assert "There is no group “Dentists”. There are: “Dental offices”." in refused.err


def test_people_read_what_becomes_of_each_row(lonely: Shell, tmp_path: Path) -> None:
    listed = write_list(tmp_path / "list.csv", (("044 555 01 23", "Eva"), ("4.14E+10", "Max")), ("Number", "Who"))
    named = ("--map", "to=Number,name=Who")
    dry = lonely.run("contacts", "import", listed, "--dry-run", *named)
    assert dry.code == 3
    assert dry.out.splitlines()[-1] == "To be imported: 0 new, 0 changed, 0 as before."
    assert "Row 3, Max: " in dry.err
    # Without an account nobody knows whose country counts.
    assert "has no country code" in dry.err
    lonely.folder.mkdir(exist_ok=True)
    (lonely.folder / "settings.json").write_text('{"region": "CH"}', "utf-8")
    real = lonely.run("contacts", "import", listed, *named)
    assert real.out == "Imported: 1 new, 0 changed, 0 as before.\n"
    assert lonely.run("contacts", "list").out == "Eva  +41 44 555 01 23\n"
    other = write_list(tmp_path / "other.csv", (("022 555 01 23", "Eva"),), ("Fax", "Name"))
    lonely.run("contacts", "import", other, "--replace-numbers", "--group", "West")
    assert lonely.run("contacts", "list").out == "Eva  +41 22 555 01 23  [West]\n"


def test_files_that_cannot_be_used_are_refused_in_words(lonely: Shell, tmp_path: Path) -> None:
    gone = lonely.run("contacts", "import", tmp_path / "gone.vcf")
    assert (gone.code, "gone.vcf" in gone.err) == (3, True)
    wrong = lonely.run("contacts", "export", tmp_path / "out.doc")
    assert (wrong.code, "vCard or CSV" in wrong.err) == (3, True)
    notes = tmp_path / "list.csv"
    notes.write_bytes("Fax;Name\n+41445550123;Müller\n".encode("cp1252"))
    assert "does not say how its letters are coded" in lonely.run("contacts", "import", notes).err
