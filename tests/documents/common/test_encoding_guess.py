"""Older texts, which do not say how their letters are coded, are read as their authors wrote them."""

# ruff: noqa: RUF001  letters of other scripts are what is read

from __future__ import annotations

import locale

import pytest

from faxdesk.documents.common.encoding_guess import encoding_text, is_other_script
from faxdesk.documents.common.text_encoding import Text, decoded, is_text

RUSSIAN = "Уважаемый Иван Петрович!\r\nНапоминаем об оплате счёта N 15 на сумму 1200 руб.\r\n"
LETTERS = [
    ("cp1252", "Sehr geehrte Frau Müller, 120 € sind fällig. Grüße, Jürgen"),
    ("cp1252", "Name;Betrag\r\nJosé;12,50 €\r\nKöln;“quoted” – dash"),
    ("cp1252", "España ¿Qué? ¡Sí! niño"),
    ("cp1252", "Þetta er íslenskt bréf með kveðju. Það er gott að búa hér og við erum ánægð."),
    ("cp1252", "CAFÉ MÜLLER, ÄRGER, 25°, ±5 µm"),
    ("cp1250", "Zażółć gęślą jaźń. Proszę o zapłatę faktury nr 5. Łódź, Kraków."),
    ("cp1254", "Sayın İbrahim Şahin, ödemeniz gereken tutar ışığında"),
    ("cp850", "┌──────┐\r\n│ Köln │\r\n└──────┘\r\nRechnung für Herrn Bäcker"),
    ("mac_roman", "Grüße aus Köln, Übergröße\rzweite Zeile"),
    ("cp1251", RUSSIAN),
    ("koi8_r", RUSSIAN),
    ("cp866", RUSSIAN),
    ("cp1253", "Αγαπητέ κύριε, παρακαλώ πληρώστε το τιμολόγιο."),
    ("cp1255", "לכבוד מר כהן,\r\nנא לשלם חשבונית מספר 15 עד סוף החודש. תודה"),
    ("cp1255", "שלום"),
    ("cp1251", "привет мир, это письмо о встрече завтра"),
    ("cp932", "拝啓 時下ますますご清栄のこととお慶び申し上げます。\r\n請求書を送付いたします。"),
    ("gb18030", "尊敬的客户：\r\n请查收本月账单，金额为1200元。谢谢！"),
    ("cp949", "안녕하세요. 청구서를 보내드립니다. 감사합니다."),
    ("cp037", "DEAR SIR, PLEASE PAY 120.00 BEFORE THE END OF THE MONTH.\n"),
]


@pytest.fixture(autouse=True)
def _of_a_computer_that_writes_unicode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: "UTF-8")


@pytest.mark.parametrize(("encoding", "text"), LETTERS)
def test_a_text_is_read_as_it_was_written(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == Text(text, encoding)


def test_a_computer_with_another_script_reads_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    # So few letters could be those of many scripts.
    monkeypatch.setattr(locale, "getencoding", lambda: "cp1251")
    assert decoded("Привет".encode("cp1251")).text == "Привет"
    monkeypatch.setattr(locale, "getencoding", lambda: "cp1253")
    assert decoded("Γεια".encode("cp1253")).text == "Γεια"


@pytest.mark.parametrize("usual", ["cp1251", "cp1253", "cp936", "cp932", "cp949"])
def test_a_computer_with_another_script_reads_western_text_as_well(monkeypatch: pytest.MonkeyPatch, usual: str) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: usual)
    assert decoded("Sehr geehrte Frau Müller, Grüße aus Köln".encode("cp1252")).guessed == "cp1252"


def test_a_long_text_takes_no_longer_to_guess() -> None:
    assert decoded((RUSSIAN * 3_000).encode("cp1251")).guessed == "cp1251"


def test_what_is_no_text_is_left_alone() -> None:
    assert not is_text(decoded(bytes(range(256)) * 40).text)


def test_the_reader_is_told_what_was_guessed() -> None:
    assert encoding_text("cp1251") == "Cyrillic (cp1251)"
    assert encoding_text("cp1252") == "cp1252"


def test_other_scripts_are_those_of_which_a_wrong_guess_leaves_nothing() -> None:
    assert all(map(is_other_script, ("cp1251", "cp1255", "koi8_r", "cp932", "gb18030", "cp037")))
    assert not any(map(is_other_script, ("cp1252", "cp1250", "cp850", "mac_roman", "cp1254", "")))
