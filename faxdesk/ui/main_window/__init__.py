"""The main window: it assembles the features and knows the inside of none."""
