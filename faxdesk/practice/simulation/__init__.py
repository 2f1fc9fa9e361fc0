"""What becomes of a fax at the practice service, and when; its switches, its clock and its faults."""
