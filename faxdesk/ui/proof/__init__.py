"""Proofs in the window: the PDF that proves a fax is asked for, made and saved."""
