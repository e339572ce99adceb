"""The page Your data: learn from a community's own history, and start from there."""
