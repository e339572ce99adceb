"""The executive's report: what decides on a sheet or two to take away, as HTML to print, as PDF, and its numbers as CSV."""
