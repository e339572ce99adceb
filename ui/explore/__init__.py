"""Explore: which lever first, where is the edge, how do I get there, what would change our mind."""
