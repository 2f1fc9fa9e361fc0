"""The operations of the contract, one module for each resource. Each has its `ROUTES`.

>>> from faxdesk.practice.http.routes.webhooks import ROUTES
>>> [route.method for route in ROUTES]
['GET', 'POST', 'DELETE']
"""
