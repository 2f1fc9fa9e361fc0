"""The details of the chosen fax."""
