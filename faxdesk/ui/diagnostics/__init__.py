"""Diagnostics in the window: what somebody who helps needs to know, shown before it is copied.

>>> from faxdesk.ui.diagnostics.report import desktop_facts
>>> desktop_facts().title
'Desktop'
"""
