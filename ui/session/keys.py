"""Names under which pages leave something for each other in the session."""

SENT_KEY = "compare_sent"  # settings that Compare offers beside those that are kept: they came with an address, or from Simulate
HISTORY_KEY = "compared"  # what was chosen on Compare, kept while other pages are open
