"""The words of the model: inputs, their specification, plans over time and what levers do."""
