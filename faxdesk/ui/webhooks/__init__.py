"""Webhooks in the window: the receiver that runs with it, and the page on which they are looked after."""
