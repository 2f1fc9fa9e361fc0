"""The names of countries, as Qt knows them: at once, where the tables of `phonenumbers` take a third of a second."""

from __future__ import annotations

from PySide6.QtCore import QLocale


def country_name(region: str) -> str:
    """Return the English name of a two-letter country, or an empty text."""
    territory = QLocale.codeToTerritory(region)
    return "" if territory is QLocale.Country.AnyCountry else QLocale.territoryToString(territory)


def countries() -> list[tuple[str, str]]:
    """Return all countries as name and two-letter code, by name."""
    codes = {QLocale.territoryToCode(territory) for territory in QLocale.Country}
    return sorted((country_name(code), code) for code in codes if len(code) == 2 and code.isalpha())
