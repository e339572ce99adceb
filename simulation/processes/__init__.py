"""The weekly processes, one file each; none imports another."""
