"""What the practice service keeps in its database: a class for each resource, over one `PracticeDatabase`.

>>> from faxdesk.practice import PracticeAccount
>>> with PracticeAccount() as account:
...     [user.role for user in account.members.without_admin()]
['member', 'member']
"""
