"""Sample clips of the app, composed from freely licensed photos and recordings."""
