"""Pictures, text and office documents become pages."""
