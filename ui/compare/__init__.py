"""Compare: saved scenarios side by side."""
