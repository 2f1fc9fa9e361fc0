"""The threads under the window: requests of the user go out to them, what they report comes back as signals."""
