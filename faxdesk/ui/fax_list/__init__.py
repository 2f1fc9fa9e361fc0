"""The lists of the window: Outbox and Sent."""
