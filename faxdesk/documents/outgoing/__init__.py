"""From arranged pages to the files that go out."""
