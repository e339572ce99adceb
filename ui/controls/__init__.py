"""Controls: everything a reader can set, generated from the declarations."""
