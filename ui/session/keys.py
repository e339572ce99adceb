"""Names under which pages leave something for each other in the session."""

HISTORY_KEY = "compared"  # what was chosen on Compare, kept while other pages are open
