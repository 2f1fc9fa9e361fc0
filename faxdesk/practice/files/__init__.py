"""The documents that the practice service takes and gives back: checked, counted, and drawn as they were faxed.

>>> from faxdesk.practice.files.documents import inspect
>>> pages, problem = inspect(letter)
>>> problem
''
"""
