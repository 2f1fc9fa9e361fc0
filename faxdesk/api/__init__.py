"""Fax.Plus over HTTP: nothing else of FaxDesk talks to the network.

`FaxApi` has an operation of the contract in each method. Below it are one transport, streamed uploads, a reader that
takes every spelling that was ever seen, and the tokens; each failure is an error of `core.errors`, which says whether
the service may have acted.

    >>> from faxdesk.api.auth import PersonalToken
    >>> from faxdesk.api.client import FaxApi
    >>> from faxdesk.practice import PracticeAccount, PracticeServer
    >>> with PracticeServer(PracticeAccount()) as server, FaxApi(server.url, PersonalToken(server.token)) as api:
    ...     [number.number for number in api.numbers()][:1]
    ['+41445550100']
"""
