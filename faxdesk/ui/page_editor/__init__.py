"""The pages of a fax before it is sent: their order, what the recipient will see of them, and how long they take."""
