"""What needs the user, in one place above the lists: a fax that failed, one whose outcome is unknown, a sign-in.

The presenter makes an item of each such fax, the panel shows them, and the controller keeps it up to date.

    >>> from faxdesk.ui.attention.item import AttentionItem
    >>> from faxdesk.ui.attention.panel import AttentionPanel
    >>> from faxdesk.ui.widgets.icons import IconTone
    >>> item = AttentionItem("7", "+41 44 555 01 23", "The line was busy.", "09:30", "state-failed", IconTone.BAD, ())
    >>> panel = AttentionPanel()
    >>> panel.show_entries([item], 1, can_dismiss=0)
    >>> panel.count
    1
"""
