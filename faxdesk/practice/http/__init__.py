"""The practice service as an HTTP server: from the connection to the operations, and back to JSON.

>>> from faxdesk.practice.http.serializer import spell
>>> spell("+41445550123", "no_plus")
'41445550123'
"""
