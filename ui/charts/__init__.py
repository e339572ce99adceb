"""Charts: specifications built once, drawn again with new data only."""
