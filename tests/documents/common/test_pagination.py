"""Where something long is cut into pages."""

from __future__ import annotations

from itertools import pairwise

from PIL import Image, ImageDraw

from faxdesk.documents.common.pagination import cut_finding, pages_after, pieces


def lines(height: int, step: int = 40, thick: int = 24) -> Image.Image:
    picture = Image.new("L", (200, height), 255)
    draw = ImageDraw.Draw(picture)
    for top in range(5, height, step):
        draw.rectangle((20, top, 120, top + thick - 1), fill=0)
    return picture


def test_no_line_is_cut_and_none_is_lost() -> None:
    picture = lines(2000)
    found = pieces(picture, 330)
    assert found[0].top == 0
    assert found[-1].bottom == 2000
    for one, next_ in pairwise(found):
        assert one.bottom == next_.top
        assert picture.crop((0, one.bottom - 1, 200, one.bottom + 1)).getextrema() == (255, 255)
    assert max(bottom - top for top, bottom in found) <= 330


def test_without_a_gap_the_end_is_on_the_next_page_again() -> None:
    picture = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90).resize((200, 1000))
    found = pieces(picture, 300)
    assert [one.bottom - next_.top for one, next_ in pairwise(found)] == [9] * (len(found) - 1)
    assert (found[0].top, found[-1].bottom) == (0, 1000)


def test_what_fits_is_not_cut() -> None:
    assert pieces(lines(330), 330) == [(0, 330)]
    # Whatever is asked for, it comes to an end.
    assert pieces(lines(3), 0)[-1].bottom == 3


def test_what_pages_became_is_told_by_what_is_said_of_those_that_were_cut() -> None:
    said = (cut_finding("Page 1", 3, (1, 2, 3)), cut_finding("Page 3", 2, (5, 6)))
    assert pages_after(said, 4) == {1: (1, 2, 3), 2: (4,), 3: (5, 6), 4: (7,)}
    assert pages_after((), 2) == {1: (1,), 2: (2,)}
