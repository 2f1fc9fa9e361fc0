"""The inbox: received faxes as a tab of the window.

>>> from faxdesk.ui.inbox.model import InboxModel
>>> from faxdesk.ui.widgets.fax_texts import NumberFormatter
>>> InboxModel(backend, NumberFormatter()).rowCount()
0
"""
