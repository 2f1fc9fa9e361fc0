"""The practice account in the hands of a test, and its number shop."""
