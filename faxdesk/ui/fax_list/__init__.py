"""The lists of the window: Outbox and Sent.

A model keeps the ids of all faxes and a few pages of rows. An update is a few steps that lead from the old order to the
new one, so that the user stays where they are.

    >>> from array import array
    >>> from faxdesk.ui.fax_list.list_diff import diff
    >>> diff(array("q", [1, 2, 3]), array("q", [1, 3]))
    (RemoveStep(first=1, last=1),)
"""
