"""Text as it is searched: what is written and what is typed are folded in the same way, here and nowhere else.

Folded are case, accents, ligatures, widths and digits of every script; “ß” is “ss”. “ä” is found as “a” and as “ae”,
and the other way round. Numbers are found however their digits are grouped, and with or without what stands before the
area code. So the words that an index holds depend on nothing but this file and Python's own tables of Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

FOLDING = f"1/{unicodedata.unidata_version}"
"""What an index was folded by. To be raised with each change of what this file makes of a text."""

LONGEST = 64
"""Letters of a word that are looked at. Longer ones are data, such as a picture in letters."""
LONGEST_NUMBER = 24
"""Digits of a number that are looked at: an IBAN has up to 34 signs, a fax number 15."""
FEWEST_INSIDE = 6
"""Digits of which a number is found also by its end: fewer are a year or a house number."""

_LIKE = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
    }
)
"""Letters that Unicode does not take apart."""
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How letters are written where the keyboard lacks them, in German and in the languages of Scandinavia."""
_COLLAPSED = re.compile("ae|oe|ue|aa")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Hyphens and marks that are not written."""
_BROKEN_WORD = re.compile(r"[\x02\ufffe]\s*")
"""What PDFium has in the place of a hyphen at the end of a line (`CPDF_TextPage::ProcessText`)."""
_WORD = re.compile(r"[^\W_]+")
_BETWEEN_DIGITS = re.compile(r"[ \u00a0\u202f./()'\u2019+\u2010-\u2014-]{1,3}")
"""What may stand between two groups of digits of one number."""
_INSIDE_WORD = re.compile(r"['\u2019]|[-\u2010\u2011](?:\r?\n)?")
"""What may stand between two parts of one word: “e-mail”, “O'Brien”, and a word that goes on in the next line."""
_IBAN = re.compile(r"[a-z]{2}\d\d")
"""How the number of a bank account begins (ISO 13616)."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Scripts that part no words: Thai, Lao, Burmese, Khmer, Japanese and Chinese. (Korean does.)"""


class Term(NamedTuple):
    """One word or number that was typed. It is found where all its `parts` are, or one of its `wholes`."""

    parts: tuple[str, ...]
    wholes: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Return `text` with small letters and without accents. Signs that are no letters stay, and part words.

    >>> fold("Straße ﬁnal MÜLLER Ł٤٢")
    'strasse final muller l42'
    """
    return _fold(_prepared(text))


def _prepared(text: str) -> str:
    if text.isascii():
        return _BROKEN_WORD.sub("", text).casefold()
    seen = _UNSEEN.sub("", _BROKEN_WORD.sub("", text))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())


def _fold(prepared: str) -> str:
    if prepared.isascii():
        return prepared
    apart = unicodedata.normalize("NFKD", prepared.translate(_LIKE))
    return "".join(map(_plain, apart))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicodedata.category(letter)[0] == "M":
        return ""
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


class _Piece(NamedTuple):
    """Words that nothing but such signs part as belong to a number or to a word."""

    words: list[str]


def _pieces(folded: str) -> Iterator[_Piece]:
    """Yield the words of a folded text, those together that may be meant as one."""
    open_: list[str] = []
    end = 0
    for match in _WORD.finditer(folded):
        word = match[0][:LONGEST]
        if open_ and not _goes_on(open_[-1], folded[end : match.start()], word):
            yield _Piece(open_)
            open_ = []
        open_.append(word)
        end = match.end()
    if open_:
        yield _Piece(open_)


def _goes_on(before: str, between: str, word: str) -> bool:
    if word.isdecimal() and (before.isdecimal() or _IBAN.fullmatch(before)):
        return _BETWEEN_DIGITS.fullmatch(between) is not None
    return _INSIDE_WORD.fullmatch(between) is not None


def index_words(text: str, *, inside: bool = False) -> tuple[str, ...]:
    """Return all words by whose beginnings `text` is found, each once; fewer where words are found `inside` as well.

    >>> index_words("Müller, 044 555")
    ('muller', 'mueller', '044', '555', '044555', '44555')
    """
    prepared = _prepared(text)
    found: dict[str, None] = {}
    texts = [_fold(prepared)]
    if not prepared.isascii() and (spelled := prepared.translate(_SPELLED_OUT)) != prepared:
        texts.append(_fold(spelled))
    for folded in texts:
        for piece in _pieces(folded):
            found.update(dict.fromkeys(_words_of(piece, inside=inside)))
    return tuple(found)


def _words_of(piece: _Piece, *, inside: bool) -> Iterator[str]:
    for word in piece.words:
        yield from _spellings(word)
    if len(piece.words) > 1:
        yield "".join(piece.words)[:LONGEST]
    for start in range(len(piece.words)):
        number = _number_from(piece.words, start)
        if len(number) > len(piece.words[start]):
            yield number
        if not inside:
            yield from _number_ends(number, whole=piece.words[start] == number)


def _spellings(word: str) -> Iterator[str]:
    if _UNSPACED.search(word):
        for run in _runs(word):
            yield run
            yield from _pairs(run)
        return
    yield word
    if (collapsed := _COLLAPSED.sub(lambda found: found[0][0], word)) != word:
        yield collapsed


def _runs(word: str) -> Iterator[str]:
    """Yield the parts of a word that are of scripts with and without spaces."""
    end = 0
    for match in _UNSPACED.finditer(word):
        if match.start() > end:
            yield word[end : match.start()]
        yield match[0]
        end = match.end()
    if end < len(word):
        yield word[end:]


def _pairs(run: str) -> Iterator[str]:
    """Yield each two letters of a script without spaces that stand side by side, and the last one."""
    if _UNSPACED.match(run):
        yield from (run[place : place + 2] for place in range(len(run)))


def _number_from(words: list[str], start: int) -> str:
    """Return the digits from one group on, "" where that is none."""
    number = ""
    for word in words[start:]:
        if not word.isdecimal() or len(number) >= LONGEST_NUMBER:
            break
        number += word
    return number[:LONGEST_NUMBER]


def _number_ends(number: str, *, whole: bool) -> Iterator[str]:
    """Yield what a number is found by besides its beginning: without its zeros, and where it is not grouped its end."""
    if len(number) < FEWEST_INSIDE - 1:
        return
    if number.startswith("0"):
        yield number.removeprefix("00") if number.startswith("00") else number[1:]
    if whole:
        yield from (number[place:] for place in range(1, len(number) - FEWEST_INSIDE + 1))


def terms(text: str, *, typing: bool = False) -> tuple[Term, ...]:
    """Return what somebody looks for who has typed `text`, all of which has to be found.

    While he is still `typing`, a single letter at the end is only the beginning of a word.

    >>> terms("Müller 044 555")
    (Term(parts=('muller',), wholes=()), Term(parts=('044', '555'), wholes=('044555', '44555')))
    """
    folded = _fold(_prepared(text))
    pieces = [piece.words for piece in _pieces(folded)]
    if typing and pieces and len(pieces[-1][-1]) == 1 and folded[-1:].isalpha() and not _UNSPACED.match(folded[-1]):
        pieces[-1] = pieces[-1][:-1]
    return tuple(dict.fromkeys(_term(words, folded) for words in pieces if words))


def _term(words: list[str], folded: str) -> Term:
    parts = tuple(part for word in words for part in _parts(word))
    wholes: list[str] = []
    whole = "".join(words)
    if len(words) > 1:
        wholes.append(whole[:LONGEST])
    if whole.isdecimal():
        grouped = len(words) > 1 or "+" in folded
        if whole.startswith("0") and len(whole) > (2 if grouped else FEWEST_INSIDE - 1):
            wholes.append(whole.removeprefix("00") if whole.startswith("00") else whole[1:])
        if len(words) > 2 and words[1] == "0":
            # “+41 (0)44 555 …”
            wholes.append("".join((words[0], *words[2:])).removeprefix("00"))
    return Term(parts, tuple(dict.fromkeys(word for word in wholes if word)))


def _parts(word: str) -> Iterator[str]:
    if not _UNSPACED.search(word):
        yield word
        return
    for run in _runs(word):
        if _UNSPACED.match(run) and len(run) > 1:
            yield from (run[place : place + 2] for place in range(len(run) - 1))
        else:
            yield run


def begins(words: Iterable[str], term: Term) -> bool:
    """Return whether a term is at the beginning of words of a text, as an index of text answers."""
    return _holds(term, lambda part: any(_begins(word, part) for word in words))


def contained(words: Iterable[str], term: Term) -> bool:
    """Return whether a term is in words of a text, as an index of names and numbers answers."""
    return _holds(term, lambda part: any(word.startswith(part) or (len(part) > 2 and part in word) for word in words))


def _begins(word: str, part: str) -> bool:
    return word == part if is_lone(part) else word.startswith(part)


def line_with(text: str, looked_for: Sequence[Term]) -> tuple[int, str]:
    """Return the first line of a text that has the most of the terms: its number, from 1, and itself; (0, "") for none.

    A term that begins in one line and ends in the next is in neither.
    """
    best, found = 0, (0, "")
    for number, line in enumerate(text.splitlines(), 1):
        words = index_words(line)
        count = sum(begins(words, term) for term in looked_for)
        if count > best:
            best, found = count, (number, line)
    return found


def is_lone(part: str) -> bool:
    """Return whether a part is a single letter, which is looked for in texts as a word of its own."""
    return len(part) == 1 and not _UNSPACED.match(part)


def _holds(term: Term, found: Callable[[str], bool]) -> bool:
    return all(found(part) for part in term.parts) or any(found(whole) for whole in term.wholes)
