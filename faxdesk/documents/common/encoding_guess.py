"""How the letters of an older text are coded, where nothing says it: judged by the words that come out.

A byte above 127 is another letter in each encoding. In those of Latin letters such bytes stand one by one between
others; where most stand side by side, the text is in another script, and the statistics of its language decide.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

_JUDGED = 20_000
"""Bytes by which a text is judged; a page has 4,000. More of them make no better guess, only a slower one."""
_HIGH = re.compile(rb"[\x80-\xff]+")
_SIDE_BY_SIDE = 3
"""Bytes above 127 in a row that words of Latin letters do not have."""
_MOST = 0.5
_MESSY = 0.15
"""Share of what makes no sense (charset-normalizer's "chaos") from which a reading is wrong. Right ones have 0.05."""
_PLAIN = 0.9
"""Share of ASCII in what an encoding without ASCII bytes turns out to say."""
_LATIN = ("cp1252", "cp1250", "cp850", "mac_roman")
"""Encodings of Latin letters: of Windows in the West and in Central Europe, of DOS, of older Macs. The likeliest first:
it is taken where several make as much sense."""
_TURKISH = ("Turkish", "cp1254")
"""Six letters tell Windows' Turkish from its Western encoding, which is Icelandic then."""
_HEBREW = "cp1255"
_HEBREW_WORD = re.compile(rb"[\xe0-\xfa]+")
_WORD_ENDS = b"\xea\xed\xef\xf3\xf5"
"""The letters that are written so at the end of a word only: kaf, mem, nun, pe and tsadi."""
_TWINS = {
    "cp1125": "cp866",
    "mac_cyrillic": "cp1251",
    "big5hkscs": "big5",
    "shift_jis_2004": "cp932",
    "euc_jis_2004": "euc_jp",
}
"""Encodings that nobody uses, and those that are all but the same."""
_BOXES = range(0x2500, 0x25A0)
"""Lines and shades that DOS programs draw tables with."""

_SCRIPTS = {
    "cp1250": "Central European", "cp850": "DOS", "mac_roman": "Macintosh", "cp1254": "Turkish", "cp1251": "Cyrillic",
    "koi8_r": "Cyrillic", "koi8_u": "Cyrillic", "cp866": "Cyrillic, DOS", "cp1253": "Greek", "cp1255": "Hebrew",
    "cp1256": "Arabic", "cp932": "Japanese", "euc_jp": "Japanese", "gb18030": "Chinese", "big5": "Chinese",
    "cp949": "Korean", "cp037": "mainframe",
}  # fmt: skip


class _Reading(NamedTuple):
    encoding: str
    language: str
    text: str


def encoding_guess(data: bytes, usual: str) -> str:
    """Return the name of the encoding of `data`, which is text and not Unicode; `usual` where no other is likelier.

    `usual` is the encoding of this computer, or the one that is commonest.
    """
    sample = data[:_JUDGED]
    runs = _HIGH.findall(sample)
    high = sum(map(len, runs))
    if sum(len(run) for run in runs if len(run) >= _SIDE_BY_SIDE) <= high * _MOST:
        return _latin(sample, usual)
    if _is_hebrew(sample):
        return _HEBREW
    # A computer with another script wrote its older texts in it.
    if _is_other_script(_read(sample, usual)):
        return usual
    return _other_script(sample) or _latin(sample, usual)


def is_other_script(encoding: str) -> bool:
    """True for an encoding of letters that are not Latin: taken for another one, all of a text is wrong."""
    return encoding in _SCRIPTS and encoding not in {*_LATIN, _TURKISH[1]}


def _is_hebrew(sample: bytes) -> bool:
    """True where nothing but Hebrew letters is beyond ASCII, and those that end words are only there.

    In Cyrillic the same bytes are small letters that stand anywhere, and statistics of short texts take one for the
    other.
    """
    words = _HEBREW_WORD.findall(sample)
    ends = sum(word[-1] in _WORD_ENDS for word in words)
    is_only = sum(map(len, words)) == sum(map(len, _HIGH.findall(sample)))
    return is_only and ends > 0 and not any(letter in _WORD_ENDS for word in words for letter in word[:-1])


def encoding_text(encoding: str) -> str:
    """Return what an encoding is called for its reader: "Cyrillic (cp1251)"."""
    script = _SCRIPTS.get(encoding)
    return f"{script} ({encoding})" if script else encoding


def _other_script(sample: bytes) -> str:
    """Return the encoding of a text that is not in Latin letters; an empty text where there is none that fits."""
    return next((one.encoding for one in _readings(sample) if _is_other_script(one.text) or _is_plain(one.text)), "")


def _readings(sample: bytes) -> list[_Reading]:
    """Return how the text may be read, the likeliest first."""
    # Its tables take 40 ms to load.
    from charset_normalizer import from_bytes

    found = []
    for match in from_bytes(sample, threshold=_MESSY):
        name = _TWINS.get(match.encoding, match.encoding)
        found.append(_Reading(name, match.language, sample.decode(name, errors="replace")))
    return found


def _is_other_script(text: str) -> bool:
    """True where most of the letters beyond ASCII are not Latin, nor those of Japanese tills, which any byte can be."""
    letters = [sign for sign in text if not sign.isascii() and sign.isalpha()]
    wrong = sum(unicodedata.name(sign, "").startswith(("LATIN", "HALFWIDTH")) for sign in letters)
    return bool(letters) and wrong < len(letters) * _MOST


def _is_plain(text: str) -> bool:
    return sum(map(str.isascii, text)) > len(text) * _PLAIN


def _latin(sample: bytes, usual: str) -> str:
    candidates = [usual, *(name for name in _LATIN if name != usual)]
    best = max(candidates, key=lambda name: _sense(_read(sample, name)))
    if best != "cp1252" or not _TURKISH_LETTERS.search(sample):
        return best
    first = next(iter(_readings(sample)), None)
    return best if first is None or (first.language, first.encoding) != _TURKISH else first.encoding


_TURKISH_LETTERS = re.compile(rb"[\xd0\xdd\xde\xf0\xfd\xfe]")


def _read(sample: bytes, encoding: str) -> str:
    return codecs.decode(sample, encoding, "replace")


def _sense(text: str) -> int:
    """Return how much sense the characters beyond ASCII make where they stand."""
    padded = f" {text} "
    return sum(
        _sense_between(before, sign, after)
        for before, sign, after in zip(padded, padded[1:], padded[2:], strict=False)
        if not sign.isascii()
    )


def _is_latin(signs: str) -> bool:
    """True where one of these is a letter of ASCII."""
    return any(sign.isascii() and sign.isalpha() for sign in signs)


def _sense_between(before: str, sign: str, after: str) -> int:
    """Return 1 for what belongs between its neighbours, -2 for what does not, 0 where nothing tells."""
    if sign == "\ufffd" or unicodedata.category(sign) == "Cc":
        return -2
    in_word = before.isalpha() or after.isalpha()
    if not sign.isalpha():
        if ord(sign) in _BOXES:
            return -2 if in_word else 1
        return -2 if before.isalpha() and after.isalpha() and sign not in "\u2019\u00ad\u00b7" else 0
    if (sign.isupper() and before.islower()) or (sign.islower() and after.isupper()):
        return -2
    if _is_latin(before + after) and not unicodedata.name(sign, "").startswith("LATIN"):
        return -2
    return 1 if in_word else 0
