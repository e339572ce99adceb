"""The executive's report: one page to take away, as HTML to print, as PDF, and its numbers as CSV."""
