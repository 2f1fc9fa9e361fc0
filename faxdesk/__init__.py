"""FaxDesk: send faxes through the Fax.Plus cloud service, from a window or from the command line."""

from __future__ import annotations

__version__ = "0.1.0"
