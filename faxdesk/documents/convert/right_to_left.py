"""The letters of a line as they stand on paper from left to right, where some are written from right to left.

The rules are those of Unicode (UAX 9, without embeddings, which people do not type), and Arabic letters have the forms
in which they join their neighbours (Unicode, 9.2). Marks above and below letters are left out: they would need a font
program of their own, and names and comments are written without.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FORM = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_FORMS = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))
"""Code points of the forms of Arabic letters (Arabic Presentation Forms A and B)."""
_TATWEEL = "\u0640"
"""A stroke that joins whatever is beside it."""
_LAM = "\u0644"
_MIRRORED = dict(zip("()[]{}<>\u00ab\u00bb", ")(][}{><\u00bb\u00ab", strict=True))
_NUMBERS = ("EN", "AN")


def visual(text: str) -> str:
    """Return the letters of a line in the order in which they are drawn from left to right."""
    if not _RIGHT_TO_LEFT.search(text):
        return text
    letters = list(_joined([letter for letter in text if not unicodedata.combining(letter)]))
    classes = [_class(letter) for letter in letters]
    base = 0 if "L" in classes else 1
    levels = _levels(_resolved(classes, base), base)
    # Spaces at the end belong to the direction of the line.
    for place in range(len(letters) - 1, -1, -1):
        if not letters[place].isspace():
            break
        levels[place] = base
    shown = [
        _MIRRORED.get(letter, letter) if level % 2 else letter for letter, level in zip(letters, levels, strict=True)
    ]
    return "".join(_ordered(shown, levels))


def plain_letters(letter: str) -> str:
    """Return the letters of which this is a form, for a font that lacks it; in the order in which they are drawn."""
    return unicodedata.normalize("NFKC", letter)[::-1] if _FORM.match(letter) else letter


@cache
def _forms() -> dict[tuple[str, str], str]:
    """Return the forms of letters, and of Lam with an Alef, by what they are a form of and which: "<medial>"."""
    found: dict[tuple[str, str], str] = {}
    for code in _FORMS:
        kind, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        if kind in ("<isolated>", "<final>", "<initial>", "<medial>"):
            whole = "".join(chr(int(part, 16)) for part in letters.split())
            if len(whole) == 1 or (len(whole) == 2 and whole[0] == _LAM and (whole[1], "<final>") in found):
                found.setdefault((whole, kind), chr(code))
    return found


def _joins_next(letter: str) -> bool:
    return letter == _TATWEEL or (letter, "<initial>") in _forms()


def _joins_before(letter: str) -> bool:
    return letter == _TATWEEL or (letter, "<final>") in _forms()


def _joined(letters: Sequence[str]) -> Iterator[str]:
    """Yield the letters in the forms in which they join their neighbours, Lam and Alef as one."""
    place = 0
    while place < len(letters):
        letter = letters[place]
        following = letters[place + 1] if place + 1 < len(letters) else ""
        taken = letter + following if (letter + following, "<isolated>") in _forms() and following else letter
        before = place > 0 and _joins_next(letters[place - 1]) and _joins_before(letter)
        after = taken == letter and _joins_next(letter) and _joins_before(following)
        kind = {(True, True): "<medial>", (True, False): "<final>", (False, True): "<initial>"}.get(
            (before, after), "<isolated>"
        )
        yield _forms().get((taken, kind), taken)
        place += len(taken)


def _class(letter: str) -> str:
    found = unicodedata.bidirectional(letter)
    return found if found in ("L", "R", "AL", "EN", "AN", "ES", "ET", "CS") else "ON"


def _resolved(classes: Sequence[str], base: int) -> list[str]:
    """Return the direction of each letter, "L" or "R", or that it belongs to a number (UAX 9, W2 to N2)."""
    line = "R" if base else "L"
    numbered = _with_separators(_after(classes, line, {"AL": ("EN", "AN")}))
    plain = ["R" if one == "AL" else one if one in ("L", "R", *_NUMBERS) else "ON" for one in numbered]
    return _without_neutrals(_after(plain, line, {"L": ("EN", "L")}), line)


def _after(classes: Sequence[str], line: str, changes: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the classes; what comes after letters of one direction is changed from one class to another."""
    found, strong = list(classes), line
    for place, one in enumerate(classes):
        if one in ("L", "R", "AL"):
            strong = one
        elif one == changes.get(strong, ("", ""))[0]:
            found[place] = changes[strong][1]
    return found


def _with_separators(classes: list[str]) -> list[str]:
    """Let what stands within numbers, or beside one, belong to them (UAX 9, W4 and W5)."""
    found = list(classes)
    for place in range(1, len(found) - 1):
        before, after = found[place - 1], found[place + 1]
        if before == after and (found[place], before) in (("ES", "EN"), ("CS", "EN"), ("CS", "AN")):
            found[place] = before
    both_ways = list(pairwise(range(len(found))))
    for there, back in (*both_ways, *((after, before) for before, after in reversed(both_ways))):
        if (found[there], found[back]) == ("EN", "ET"):
            found[back] = "EN"
    return found


def _without_neutrals(classes: list[str], base: str) -> list[str]:
    """Give what has no direction that of what it stands between, or that of the line."""
    found, place = list(classes), 0
    while place < len(found):
        if found[place] != "ON":
            place += 1
            continue
        end = place
        while end < len(found) and found[end] == "ON":
            end += 1
        before = "R" if place and found[place - 1] in _NUMBERS else found[place - 1] if place else base
        after = "R" if end < len(found) and found[end] in _NUMBERS else found[end] if end < len(found) else base
        found[place:end] = [before if before == after else base] * (end - place)
        place = end
    return found


def _levels(classes: Sequence[str], base: int) -> list[int]:
    """Return how often each letter is turned round (UAX 9, I1 and I2)."""
    by_class = {"L": 2 * base, "R": 1, "EN": 2, "AN": 2}
    return [by_class[one] for one in classes]


def _ordered(letters: list[str], levels: Sequence[int]) -> list[str]:
    """Return the letters turned round, those of the highest level first (UAX 9, L2)."""
    order = list(range(len(letters)))
    for level in range(max(levels, default=0), 0, -1):
        place = 0
        while place < len(order):
            end = place
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[place:end] = reversed(order[place:end])
            place = end + 1
    return [letters[place] for place in order]
