"""Widgets, delegates and texts that know no feature."""
