"""The actions of the window: their table, when each is possible, and what the Fax menu does."""
