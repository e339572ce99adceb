"""The pages: controls on one side, what would happen on the other."""
