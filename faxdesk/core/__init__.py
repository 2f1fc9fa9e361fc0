"""Values and rules of faxing, the same for every face of the program: no input, no output, nothing of Qt.

What a fax is and in which state (`model`, `lifecycle`), what the service's words mean (`status`), numbers, times,
redials, cover pages, and the errors that people read. Everything else builds on it.

    >>> from faxdesk.core.lifecycle import Event, State, after
    >>> after(State.SUBMITTING, Event.ACCEPTED)
    <State.ACCEPTED: 'accepted'>
"""
