"""Simulate: levers, verdict and views."""
