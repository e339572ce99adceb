"""What documents say about the model, taken from the model itself."""
