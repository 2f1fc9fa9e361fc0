"""The tab “Inbox”: received faxes, with what nobody has read, their pages, a comment, a reply and deletion.

It installs itself: `controller.install`.

>>> from faxdesk.ui.inbox.model import InboxModel
>>> from faxdesk.ui.widgets.fax_texts import NumberFormatter
>>> InboxModel(backend, NumberFormatter()).rowCount()
0
"""
