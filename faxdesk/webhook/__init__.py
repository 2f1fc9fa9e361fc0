"""The receiver of webhooks: the HTTP server that Fax.Plus calls when a fax was sent or has failed.

A program of its own, open to whoever finds it. It writes each call down and does nothing else: it has no token, and
does not open the database of the faxes. A call is a reason to look; what became of a fax, Fax.Plus itself is asked.

>>> from faxdesk.webhook.signatures import Signatures
>>> signatures = Signatures("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
>>> signatures.are_good(signatures.headers(b"{}"), b'{"status": "success"}')
False
"""
