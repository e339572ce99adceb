"""Learn: predict, reveal, explain, puzzle; alone or as a class."""
