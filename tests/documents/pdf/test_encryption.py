"""PDFs that open without a password elsewhere open here, however their encryption is written; or the reason is said."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pikepdf
import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.inspection.examine import Examined, examine
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.files import page_objects, pages_pdf, pdf, put
from tests.documents.incoming import codes

if TYPE_CHECKING:
    from faxdesk.documents.intake.intake import Intake

Revision = Literal[2, 3, 4, 5, 6]
Change = Callable[[bytes], bytes]


@pytest.fixture(autouse=True)
def no_word_of_old_revisions(recwarn: pytest.WarningsRecorder) -> None:
    """What makes the documents warns that some kinds are no longer good to use."""


def encrypted(revision: Revision, user: str = "", *, aes: bool = True, packed: bool = False) -> bytes:
    """A PDF of two pages with a black square each; `packed` has its objects in tables, which are encrypted as well."""
    out = io.BytesIO()
    rule = pikepdf.Encryption(
        user=user, owner="own", R=revision, aes=aes and revision > 3, metadata=aes and revision > 3
    )
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    with pikepdf.open(io.BytesIO(pages_pdf(2))) as document:
        document.save(out, encryption=rule, object_stream_mode=mode)
    return out.getvalue()


def put_in(old: bytes, new: bytes) -> Change:
    """Change words of the file, and leave everything in its place."""

    def change(content: bytes) -> bytes:
        assert content.count(old) == 1
        assert len(new) <= len(old)
        return content.replace(old, new.ljust(len(old)))

    return change


def without(pattern: bytes) -> Change:
    def change(content: bytes) -> bytes:
        changed, count = re.subn(pattern, lambda found: b" " * len(found[0]), content)
        assert count == 1
        return changed

    return change


def ink(path: Path) -> int:
    with PageSource(path, DocumentType.PDF) as source:
        return sum(value < 128 for value in bytes(source.render(0, 60).data)[::3])


def opened(folder: Path, content: bytes, password: str | None = None) -> Examined:
    examined = examine(put(folder, "letter.pdf", content), password=password)
    assert examined.pages == 2
    return examined


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(("revision", "aes"), [(2, True), (3, True), (4, True), (4, False), (5, True), (6, True)])
def test_what_only_restricts_opens_in_every_revision(
    tmp_path: Path, revision: Revision, aes: bool, packed: bool
) -> None:
    assert not opened(tmp_path, encrypted(revision, aes=aes, packed=packed)).decrypted


UNUSUAL: dict[str, tuple[Revision, Change]] = {
    "strings are not encrypted": (4, put_in(b"/StrF /StdCF", b"")),
    "a filter without length, and the length of another key": (
        4, lambda content: put_in(b"/Length 128", b"/Length 40")(put_in(b"/AESV2 /Length 16", b"/AESV2")(content)),
    ),
    "a filter with the length of another key": (4, put_in(b"/AESV2 /Length 16", b"/AESV2 /Length 5")),
    "an impossible length": (6, put_in(b"/Length 256", b"/Length 128")),
    "rights that were changed": (6, put_in(b"/P -1028", b"/P -1032")),
    "broken proof of the rights": (6, lambda content: re.sub(rb"/Perms <\w\w", b"/Perms <ff", content)),
    "the same in an older revision": (5, lambda content: re.sub(rb"/Perms <\w\w", b"/Perms <ff", content)),
    "no proof of the rights": (6, without(rb"/Perms <\w*>")),
    "a length in bytes": (3, put_in(b"/Length 128", b"/Length 16")),
    "no length": (3, put_in(b"/Length 128", b"")),
}  # fmt: skip


@pytest.mark.parametrize("name", UNUSUAL)
def test_an_unusual_way_to_write_it_opens(intake: Intake, files: Path, name: str) -> None:
    revision, change = UNUSUAL[name]
    path = put(files, "letter.pdf", change(encrypted(revision)))
    assert examine(path).decrypted
    taken = intake.one(path)
    assert codes(taken) == ["unlocked"]
    assert "unusual way" in taken.document.warnings[0]
    assert (taken.made, taken.document.pages) == (True, 2)
    # Not a blank page, and for everybody.
    assert ink(taken.document.path) == ink(put(files, "plain.pdf", pages_pdf(2))) > 0
    with pikepdf.open(taken.document.path) as copy:
        assert not copy.is_encrypted


@pytest.mark.parametrize("name", [name for name in UNUSUAL if UNUSUAL[name][0] in {4, 5, 6}])
def test_a_page_tree_that_is_encrypted_too_opens(tmp_path: Path, name: str) -> None:
    revision, change = UNUSUAL[name]
    assert opened(tmp_path, change(encrypted(revision, packed=True))).decrypted


@pytest.mark.parametrize("name", UNUSUAL)
def test_a_password_opens_it_as_well(tmp_path: Path, name: str) -> None:
    revision, change = UNUSUAL[name]
    content = change(encrypted(revision, "geheim"))
    with pytest.raises(InputRefused) as refused:
        examine(put(tmp_path, "letter.pdf", content))
    assert refused.value.code == "password"
    with pytest.raises(InputRefused, match="not the password"):
        examine(tmp_path / "letter.pdf", password="offen")
    examined = opened(tmp_path, content, "geheim")
    assert (examined.locked, examined.decrypted) == (True, True)


def test_a_filter_that_does_nothing_opens(tmp_path: Path) -> None:
    """Its contents are as they are; only the description says that they are encrypted."""
    other = encrypted(4)
    words = [re.search(pattern, other) for pattern in (rb"/O <\w+>", rb"/U <\w+>", rb"/P -\d+", rb"/ID \[.*?\]")]
    owner, user, rights, identity = (found[0] for found in words if found is not None)
    rule = (
        b"/Encrypt << /Filter /Standard /V 4 /R 4 /Length 128 /CF << /StdCF << /CFM /None >> >>"
        b" /StmF /StdCF /StrF /StdCF %s %s %s >> %s" % (owner, user, rights, identity)
    )
    examined = opened(tmp_path, pdf(page_objects(2), trailer=rule))
    assert examined.decrypted
    with PageSource(examined.path, DocumentType.PDF) as source:
        assert min(bytes(source.render(0, 60).data)) == 0


LOCK = b"/Encrypt << /Filter /%s /V 4 /R 4 %s >> /ID [<00> <00>]"


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (b"Adobe.PubSec", "encrypted for certain people: it opens only with the certificate"),
        (b"Adobe.APS", "protected by a policy of Adobe"),
        (b"FOPN_fLock", "protected by FileOpen"),
        (b"EBX_HANDLER", "protected by Adobe Digital Editions"),
        (b"Acme.Vault", "encrypted in a way that FaxDesk does not know"),
    ],
)
def test_protection_that_nobody_else_opens_is_named(tmp_path: Path, handler: bytes, said: str) -> None:
    lock = LOCK % (handler, b"/SubFilter /adbe.pkcs7.s5 /CF << >>")
    with pytest.raises(InputRefused, match=said) as refused:
        examine(put(tmp_path, "vault.pdf", pdf(page_objects(1), trailer=lock)))
    assert "ask" in refused.value.advice
    assert refused.value.code == ""


@pytest.mark.parametrize(
    "lock", [b"/Encrypt << >>", b"/Encrypt << /Filter /Standard /V 9 >>", b"/Encrypt << /Filter /Standard >>"]
)
def test_encryption_that_makes_no_sense_is_refused_in_words(tmp_path: Path, lock: bytes) -> None:
    with pytest.raises(InputRefused, match="encrypted"):
        examine(put(tmp_path, "odd.pdf", pdf(page_objects(1), trailer=lock + b" /ID [<00> <00>]")))


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("broken", [True, False])
def test_what_is_read_wrong_and_cannot_be_decrypted_is_neither_empty_nor_blank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: bool, packed: bool
) -> None:
    def fail(self: object, password: str) -> None:
        if broken:
            raise ValueError

    content = put_in(b"/Length 256", b"/Length 128")(encrypted(6, packed=packed))
    monkeypatch.setattr("faxdesk.documents.pdf.opened_file.PdfEncryption.copy", fail)
    with pytest.raises(InputRefused, match="encrypted in a way that FaxDesk does not know"):
        examine(put(tmp_path, "letter.pdf", content))


def test_a_dangling_or_empty_mark_of_encryption_is_none(tmp_path: Path) -> None:
    for lock in (b"/Encrypt 99 0 R", b"/Encrypt null"):
        assert opened(tmp_path, pdf(page_objects(2), trailer=lock)).findings == ()
