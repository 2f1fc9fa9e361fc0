"""The desktop around the window: the application object, one window per folder, signals, start-up checks."""
