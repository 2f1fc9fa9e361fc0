"""Who gets which cover page, and what stands on it where something was left open."""

from __future__ import annotations

from faxdesk.core.cover import NOBODY, SUBJECT, Cover, CoverFlag, CoverPage, merged

CLINIC, COURT = "+41445550123", "+41225550123"
PAGE = CoverPage("", "", " ", (CoverFlag.URGENT,), " Please call. ")


def test_the_only_recipient_is_named_by_its_number() -> None:
    assert Cover(PAGE).for_recipients((CLINIC,), "Practice Office") == (
        (CoverPage("+41 44 555 01 23", "Practice Office", SUBJECT, (CoverFlag.URGENT,), "Please call."), (CLINIC,)),
    )


def test_nobody_reads_the_numbers_of_others() -> None:
    ((page, numbers),) = Cover(PAGE).for_recipients((CLINIC, COURT), "Office")
    assert (page.name_to, numbers) == (NOBODY, (CLINIC, COURT))


def test_each_name_has_a_page_of_its_own() -> None:
    cover = Cover(CoverPage("Registry", "Desk 3", "Case 42"), ((CLINIC, "Ward 7"), (COURT, " ")))
    pages = cover.for_recipients((CLINIC, COURT), "Office")
    assert [(page.name_to, page.name_from, numbers) for page, numbers in pages] == [
        ("Ward 7", "Desk 3", (CLINIC,)),
        ("Registry", "Desk 3", (COURT,)),
    ]
    again = merged(pages)
    assert again.names == ((CLINIC, "Ward 7"), (COURT, "Registry"))
    assert again.for_recipients((CLINIC, COURT), "Office") == pages


def test_pages_that_are_all_the_same_come_back_as_one() -> None:
    page = CoverPage("Registry", "Desk 3", "Case 42")
    assert merged([(page, (CLINIC,)), (page, (COURT,))]) == Cover(page)


def test_names_that_came_with_numbers_fill_what_is_left_open() -> None:
    names = (("+41445550123", "Example AG"), ("+41225550123", "Sample"))
    numbers = [number for number, _ in names]
    filled = Cover(CoverPage("", "", "")).with_names(names).for_recipients(numbers, "Me")
    assert [page.name_to for page, _ in filled] == ["Example AG", "Sample"]
    assert [
        page.name_to for page, _ in Cover(CoverPage("All", "", "")).with_names(names).for_recipients(numbers, "")
    ] == ["All"]
    own = Cover(CoverPage("", "", ""), (("+41445550123", "Somebody"),)).with_names(names)
    assert dict(own.names)["+41445550123"] == "Somebody"
