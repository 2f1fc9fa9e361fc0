"""The tab "Drafts": faxes that are not finished, to go on with or to throw away.

>>> from faxdesk.ui.drafts.page import DraftsPage
>>> from faxdesk.ui.widgets.fax_texts import NumberFormatter
>>> page = DraftsPage(NumberFormatter())
>>> page.open_button.isEnabled()
False
"""
