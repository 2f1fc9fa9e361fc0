"""The names of countries, as Qt knows them: at once, where the tables of `phonenumbers` take a third of a second."""

from __future__ import annotations

from PySide6.QtCore import QLocale


def country_name(region: str) -> str:
    """Return the English name of a two-letter region, or an empty text."""
    known = QLocale.codeToTerritory(region)
    return "" if known is QLocale.Country.AnyCountry else QLocale.territoryToString(known)


def countries() -> list[tuple[str, str]]:
    """Return all countries as name and region, by name."""
    regions = {QLocale.territoryToCode(known) for known in QLocale.Country}
    return sorted((country_name(region), region) for region in regions if len(region) == 2 and region.isalpha())
