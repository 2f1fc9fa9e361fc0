"""Values and rules of faxing: no input, no output, nothing of Qt."""
