"""Webhooks in the window: the receiver that runs with it, and the page on which they are looked after.

>>> from faxdesk.ui.webhooks.texts import event
>>> event("fax_sent")
'Fax sent or failed'
"""
