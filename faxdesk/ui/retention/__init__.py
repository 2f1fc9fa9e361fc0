"""Old faxes: what is stored of them, and two different acts that delete it, on a page of the settings.

>>> from faxdesk.ui.retention.settings_page import USUAL_DAYS
>>> USUAL_DAYS
365
"""
