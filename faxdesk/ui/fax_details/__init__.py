"""The details of the chosen fax: what it is, what happened to it, what it waits for, and what the user can decide.

>>> from datetime import UTC, datetime
>>> from faxdesk.core.lifecycle import State
>>> from faxdesk.core.model import TimelineEvent
>>> from faxdesk.ui.fax_details.timeline import Timeline
>>> timeline = Timeline()
>>> timeline.show_events((TimelineEvent(datetime(2026, 11, 24, tzinfo=UTC), State.QUEUED, "Kept."),))
"""
