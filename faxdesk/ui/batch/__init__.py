"""Batches in the window: choose a list, correct what is wrong with its rows, start it, and follow it to its end.

>>> from faxdesk.ui.batch.texts import state_words
>>> state_words("left_out")
'Left out'
"""
