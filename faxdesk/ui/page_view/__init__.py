"""Pages that scroll and zoom. Who shows them brings the pictures, for those that are in view.

>>> from faxdesk.ui.page_view.layout import PageLayout
>>> pages = PageLayout([(595, 842)] * 3, zoom=1.0)
>>> list(pages.between(0, 900))
[0, 1]
"""
