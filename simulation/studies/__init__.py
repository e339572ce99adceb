"""Experiments on the model: ensembles, comparisons, validation."""
