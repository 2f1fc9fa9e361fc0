"""Fax.Plus over HTTP: nothing else of FaxDesk talks to the network."""
