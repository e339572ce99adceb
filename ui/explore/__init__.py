"""Explore: which lever first, where is the end, how do I get there, what would change our mind."""
