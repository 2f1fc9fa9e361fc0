"""The cover page of a fax: filled in, looked at, and kept as a template for the next time.

>>> from faxdesk.core.cover import CoverFlag
>>> from faxdesk.ui.cover_page.preview import flag_text
>>> flag_text(CoverFlag.URGENT)
'Urgent'
"""
