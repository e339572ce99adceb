"""A community's own history: read from a file, checked, forecast, and learnt from."""
