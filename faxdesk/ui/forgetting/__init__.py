"""Forgetting a person: a dialog shows what goes from this computer, what at Fax.Plus, and what stays.

>>> from faxdesk.core.forgetting import Trace, TraceKind
>>> from faxdesk.ui.forgetting.texts import trace_entry
>>> trace_entry(Trace(TraceKind.TEMPLATE, "Recall")).spoken
'Template, Recall'
"""
