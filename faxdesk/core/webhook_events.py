"""The events that a webhook can be registered for, and that its calls name."""

from __future__ import annotations

FAX_SENT, FAX_RECEIVED = "fax_sent", "fax_received"
WEBHOOK_EVENTS = (FAX_SENT, FAX_RECEIVED)
"""What a webhook can be registered for. `fax_page_received` exists on request only (docs/api-notes.md, section 8)."""
