"""Saved scenarios in the pages: the store they live in, the list, saving, versions, import and export."""
