"""The version of the model: it changes whenever the same scenario and seed would give other numbers."""

MODEL_VERSION = "2.1.0"
SCHEMA_VERSION = 1  # of scenario files, links and the store
DEFAULT_SEED = 7
DEFAULT_RUNS = 30
DEFAULT_WEEKS = 156
MAX_RUNS = 2_000
MAX_SEED = 2**53 - 1  # the largest whole number that browsers and every reader of JSON keep exactly
