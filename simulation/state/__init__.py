"""The state of all worlds: people, members, ties, and how they begin; random numbers keyed by event."""
