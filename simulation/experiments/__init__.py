"""Experiments on the model: ensembles, comparisons and what is built on them."""
