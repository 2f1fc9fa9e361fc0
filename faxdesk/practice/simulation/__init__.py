"""What becomes of a fax at the practice service, and when; its switches, its clock and its faults.

>>> from faxdesk.practice.simulation.outcomes import outcome_for
>>> outcome_for("+41445550201").result(0)
'failed_user_busy'
"""
