"""Several scenarios side by side: what is compared, what it comes to, and how it is drawn."""
