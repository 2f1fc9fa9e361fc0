"""The costs of faxes in the window.

>>> from datetime import date
>>> from faxdesk.services.cost_report import CostLine
>>> from faxdesk.ui.costs.page import CostsPage
>>> page = CostsPage()
>>> page.show_lines([CostLine(date(2026, 11, 1), "+41445550100", 3, 2, 7, 4.5, 1)])
>>> page.total.text()
'3 faxes cost 4.50 together, without 1 fax whose cost is not known.'
"""
