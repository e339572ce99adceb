"""Names under which pages leave something for each other in the session."""

SENT_KEY = "compare_sent"  # settings that Compare offers beside those that are kept: they came with an address, or from Simulate
REFUSED_KEY = "not_simulated"  # the setting that could not be simulated last, and the sentence that says why
CHARTS_KEY = "charts_in_place"  # the declarations of the charts on Simulate's first screen, as they stand in the browser
HISTORY_KEY = "compared"  # what was chosen on Compare, kept while other pages are open
BRIEF_KEY = "brief_shown"  # whether the questions of Simulate stand on the page, and what the address says of it
# What belongs to a page alone, by its address: forgotten as soon as another one is drawn.
OF_PAGE = {"": (CHARTS_KEY, BRIEF_KEY), "data": ("your_data", "sampled")}
