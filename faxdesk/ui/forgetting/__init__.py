"""Forgetting a person: a dialog shows what goes from this computer, what at Fax.Plus, and what stays.

>>> from faxdesk.core.forgetting import PersonItem, PersonItemKind
>>> from faxdesk.ui.forgetting.texts import item_entry
>>> item_entry(PersonItem(PersonItemKind.TEMPLATE, "Recall")).spoken
'Template, Recall'
"""
