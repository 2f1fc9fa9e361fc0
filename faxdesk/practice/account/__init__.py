"""The practice account in the hands of a test, and its number shop.

>>> from faxdesk.practice.account.account import PracticeAccount
>>> with PracticeAccount() as account:
...     account.received()
()
"""
