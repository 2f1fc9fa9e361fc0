"""What time zones are called on the screen."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


def zone_name(zone: tzinfo, when: datetime) -> str:
    """Return what to call a zone on the screen: its name in the zone database, else its abbreviation."""
    return str(getattr(zone, "key", "") or when.astimezone(zone).tzname() or UTC)
