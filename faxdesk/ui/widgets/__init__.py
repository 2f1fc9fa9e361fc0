"""Widgets, delegates and texts that know no feature.

>>> from faxdesk.ui.widgets.message_bar import MessageBar
>>> bar = MessageBar()
>>> bar.say("Fax saved. It will be sent as soon as possible.")
>>> bar.texts()
['Fax saved. It will be sent as soon as possible.']
"""
